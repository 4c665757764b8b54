package io.jenkins.plugins.wanfirstlastframe.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.clips.ClipResult;
import io.jenkins.plugins.wanfirstlastframe.generation.DeliveredVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What became of the clips of a list.
 *
 * @param results for tables and reports, in the order of the list
 * @param maps what the Pipeline step returns
 */
record ClipsResult(List<ClipResult> results, List<Map<String, Object>> maps) {

    /** How many names of clips without a video one message holds. */
    private static final int MAX_NAMES = 20;

    /** What became of clips whose requests stand in these records. */
    static ClipsResult of(List<ClipWork> clips, List<RequestRecord> records) {
        Map<String, RequestRecord> byId =
                records.stream().collect(Collectors.toMap(RequestRecord::id, Function.identity()));
        List<ClipResult> results = new ArrayList<>();
        List<Map<String, Object>> maps = new ArrayList<>();
        for (ClipWork clip : clips) {
            RequestRecord record = clip.isThere() ? byId.get(clip.record()) : null;
            ClipResult result = result(clip, record);
            results.add(result);
            maps.add(map(result, record));
        }
        return new ClipsResult(results, maps);
    }

    private static ClipResult result(ClipWork clip, @CheckForNull RequestRecord record) {
        GenerationState state = record == null ? null : record.state();
        Failure failure = clip.failure().orElse(null);
        return new ClipResult(
                clip.clip().name(),
                record == null || record.state().videos().isEmpty()
                        ? clip.clip().settings().output()
                        : record.state().videos().get(0).location(),
                clip.state(state),
                clip.attempts(),
                clip.elapsed(),
                state == null ? null : state.queued().orElse(null),
                state == null ? null : state.ran().orElse(null),
                id(failure == null ? state == null ? null : state.requestId().orElse(null) : failure.requestId()),
                state == null ? null : state.costUsd().orElse(null),
                failure);
    }

    @CheckForNull
    private static String id(@CheckForNull RequestId request) {
        return request == null ? null : request.value();
    }

    private static Map<String, Object> map(ClipResult result, @CheckForNull RequestRecord record) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", result.name());
        map.put("state", result.state().name().toLowerCase(Locale.ROOT));
        Failure failure = result.failure();
        map.put("error", failure == null ? null : failure.message());
        List<DeliveredVideo> videos =
                record == null ? List.of() : record.state().videos();
        if (record != null && !videos.isEmpty()) {
            map.putAll(VideoMap.of(record.state(), videos, record.settings().archive()));
        } else {
            map.put("video", null);
            map.put("requestId", result.requestId());
        }
        return map;
    }

    /** What is to be said of clips without a video; empty where all have one. */
    Optional<String> missing() {
        List<String> names = results.stream()
                .filter(result -> !result.state().isThere())
                .map(ClipResult::name)
                .toList();
        if (names.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(names.size() + " of " + results.size() + " clips have no video: "
                + names.stream()
                        .limit(MAX_NAMES)
                        .map(name -> PlainText.oneLine(name, 80))
                        .collect(Collectors.joining(", "))
                + (names.size() > MAX_NAMES ? " and more" : "") + ". What is to be done stands above.");
    }
}
