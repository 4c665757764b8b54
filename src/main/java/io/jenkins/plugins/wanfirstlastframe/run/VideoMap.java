package io.jenkins.plugins.wanfirstlastframe.run;

import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.generation.DeliveredVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Origin;
import io.jenkins.plugins.wanfirstlastframe.mp4.VideoFacts;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** What Jenkinsfiles get of a request that brought a video, whichever step made it. */
@Restricted(NoExternalUse.class)
public final class VideoMap {

    private VideoMap() {}

    /**
     * The map of a request, with null where something isn't known; of kinds that a Pipeline can save.
     *
     * @param videos what it brought, at least one
     * @param archived whether the videos are artifacts
     */
    public static Map<String, Object> of(GenerationState state, List<DeliveredVideo> videos, boolean archived) {
        DeliveredVideo video = videos.get(0);
        Optional<VideoFacts> facts = video.facts();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("video", video.location());
        map.put(
                "videos",
                new ArrayList<>(videos.stream().map(DeliveredVideo::location).toList()));
        map.put("url", video.url());
        map.put("requestId", state.requestId().map(RequestId::value).orElse(null));
        map.put(
                "seed",
                state.input().flatMap(input -> input.given(Parameter.SEED)).orElse(null));
        map.put("queuedSeconds", state.queued().map(VideoMap::seconds).orElse(null));
        map.put("runSeconds", state.ran().map(VideoMap::seconds).orElse(null));
        map.put("bytes", video.bytes());
        map.put("sha256", video.sha256());
        map.put("archived", archived);
        map.put("width", facts.map(VideoFacts::width).orElse(null));
        map.put("height", facts.map(VideoFacts::height).orElse(null));
        map.put("numberOfFrames", facts.flatMap(VideoFacts::frames).orElse(null));
        map.put(
                "framesPerSecond",
                facts.flatMap(VideoFacts::framesPerSecond)
                        .map(BigDecimal::doubleValue)
                        .orElse(null));
        map.put(
                "durationSeconds",
                facts.flatMap(VideoFacts::seconds).map(BigDecimal::doubleValue).orElse(null));
        map.put("costUsd", state.costUsd().map(BigDecimal::toPlainString).orElse(null));
        map.put("reused", state.origin() == Origin.EARLIER_VIDEO);
        map.put("reusedFrom", state.reusedFrom().orElse(null));
        map.put("dryRun", state.origin() == Origin.PREVIEW);
        return map;
    }

    private static Double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
