package io.jenkins.plugins.wanfirstlastframe.script;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.InvalidInputException;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.generation.DeliveredVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Origin;
import io.jenkins.plugins.wanfirstlastframe.generation.Outcome;
import io.jenkins.plugins.wanfirstlastframe.generation.RetoldRequest;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a request of a script stands, as one line of the file that the script's process keeps of its requests; the last
 * line of a request counts. Addresses are without a query, and no line holds a frame or a secret.
 *
 * @param id tells requests apart; not the service's name for it
 * @param status how far it has come
 * @param file where its video is to be, absolute
 * @param videos its videos, the main one first; empty where there is none
 * @param requestId the service's name for it; null where it has none
 * @param submittedHere whether the script has submitted it, rather than followed it
 * @param begun when it began, such as {@code 2026-01-31T09:30:00Z}
 * @param input what was asked for, by the parameters' names; null where it was submitted elsewhere
 * @param queuedSeconds how long it waited at the service; null where nobody saw it
 * @param runSeconds how long the service worked on it; null where nobody saw it
 * @param costUsd what it was charged, in US dollars; null where the service didn't say
 * @param priceUsd what was set aside for it; null where there is no limit
 * @param origin where its videos come from
 * @param reusedFrom the earlier video's description; null for any other
 * @param error why there is no video; null where there is one, or may yet be
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ScriptResult(
        String id,
        Status status,
        String file,
        @CheckForNull List<MadeVideo> videos,
        @CheckForNull String requestId,
        boolean submittedHere,
        String begun,
        @CheckForNull Map<String, String> input,
        @CheckForNull Double queuedSeconds,
        @CheckForNull Double runSeconds,
        @CheckForNull BigDecimal costUsd,
        @CheckForNull BigDecimal priceUsd,
        Origin origin,
        @CheckForNull String reusedFrom,
        @CheckForNull Problem error) {

    /** Times beyond are none, and more than other programs can count. */
    private static final Instant LAST = Instant.parse("9999-01-01T00:00:00Z");

    /** How far a request has come. */
    public enum Status {
        /** Its submit goes out, or its video is being put in its place without one. */
        BEGUN,
        /** The service has it. */
        SUBMITTED,
        /** Its videos are in their place. */
        COMPLETED,
        /** It came to nothing. */
        FAILED
    }

    /**
     * A video in its place.
     *
     * @param file where it is, absolute
     * @param url where it came from, without a query; empty where it was made here
     * @param bytes its length
     * @param sha256 its SHA-256 in lower-case hexadecimal digits
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record MadeVideo(String file, String url, long bytes, String sha256) {}

    /**
     * Why there is no video.
     *
     * @param kind what kind of failure
     * @param what what failed, as a sentence
     * @param billing whether the request is charged
     * @param advice what to do next, as a sentence
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Problem(Failure.Kind kind, String what, Billing billing, String advice) {}

    /** A request that goes on. */
    static ScriptResult underWay(String id, Path file, GenerationState state, @CheckForNull BigDecimal priceUsd) {
        Status status = state.requestId().isPresent() ? Status.SUBMITTED : Status.BEGUN;
        return of(id, status, file, state, List.of(), priceUsd, null);
    }

    /** A request whose life on this side is over. */
    static ScriptResult ended(String id, Path file, Outcome outcome, @CheckForNull BigDecimal priceUsd) {
        if (outcome instanceof Outcome.Finished finished) {
            return of(id, Status.COMPLETED, file, finished.state(), finished.videos(), priceUsd, null);
        }
        if (outcome instanceof Outcome.Failed failed) {
            Failure why = failed.failure();
            Problem problem = new Problem(why.kind(), why.what(), why.billing(), why.advice());
            return of(id, Status.FAILED, file, failed.state(), List.of(), priceUsd, problem);
        }
        return underWay(id, file, outcome.state(), priceUsd);
    }

    private static ScriptResult of(
            String id,
            Status status,
            Path file,
            GenerationState state,
            List<DeliveredVideo> videos,
            @CheckForNull BigDecimal priceUsd,
            @CheckForNull Problem error) {
        return new ScriptResult(
                id,
                status,
                absolute(file),
                videos.stream()
                        .map(video -> new MadeVideo(
                                absolute(Path.of(video.location())), video.url(), video.bytes(), video.sha256()))
                        .toList(),
                state.requestId().map(RequestId::value).orElse(null),
                state.submittedHere(),
                state.begin().toString(),
                state.withoutQueries().input().map(ScriptResult::texts).orElse(null),
                state.queued().map(ScriptResult::seconds).orElse(null),
                state.ran().map(ScriptResult::seconds).orElse(null),
                state.costUsd().orElse(null),
                priceUsd,
                state.origin(),
                state.reusedFrom().orElse(null),
                error);
    }

    private static String absolute(Path file) {
        return file.toAbsolutePath().normalize().toString();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static Map<String, String> texts(GenerationInput input) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Parameter parameter : Parameter.values()) {
            input.given(parameter).ifPresent(value -> texts.put(parameter.propertyName(), value.toString()));
        }
        return texts;
    }

    /**
     * Whether the line says enough to be told further. It may come from a process that a script has taken over.
     *
     * @throws RuntimeException if it does not
     */
    ScriptResult checked() {
        if (id.isEmpty() || file.isEmpty() || status == null || origin == null) {
            throw new IllegalArgumentException("incomplete");
        }
        if (!begin().isAfter(Instant.EPOCH) || begin().isAfter(LAST)) {
            throw new IllegalArgumentException("no time of a request");
        }
        if (requestId != null) {
            Objects.requireNonNull(new RequestId(requestId));
        }
        if (status == Status.COMPLETED && videos().isEmpty()) {
            throw new IllegalArgumentException("no video");
        }
        if (status == Status.FAILED
                && (error == null
                        || error.kind() == null
                        || error.billing() == null
                        || error.what() == null
                        || error.advice() == null)) {
            throw new IllegalArgumentException("no reason");
        }
        if (negative(costUsd) || negative(priceUsd) || negative(queuedSeconds) || negative(runSeconds)) {
            throw new IllegalArgumentException("negative");
        }
        return this;
    }

    private static boolean negative(@CheckForNull BigDecimal amount) {
        return amount != null && (amount.signum() < 0 || Math.abs((long) amount.scale()) > 20);
    }

    private static boolean negative(@CheckForNull Double seconds) {
        return seconds != null && !(seconds >= 0 && seconds < 1e9);
    }

    /** When it began. */
    private Instant begin() {
        return Instant.parse(begun);
    }

    /** Its videos, the main one first. */
    @Override
    public List<MadeVideo> videos() {
        return videos == null ? List.of() : List.copyOf(videos);
    }

    /** What it asked for; null where that isn't known, or is not what this version of the program understands. */
    @CheckForNull
    private GenerationInput given() {
        if (input == null) {
            return null;
        }
        GenerationInput.Builder builder = GenerationInput.builder();
        for (Parameter parameter : Parameter.values()) {
            builder.set(parameter, input.get(parameter.propertyName()));
        }
        try {
            return builder.build();
        } catch (InvalidInputException e) {
            return null;
        }
    }

    /**
     * The request's state after the script's process has ended, as the process that keeps the records of requests would have
     * it: a request whose end was not told goes on without anybody.
     *
     * @param found its videos as they were found; empty where there is none
     */
    public GenerationState state(List<DeliveredVideo> found) {
        Problem why = error;
        if (why != null && found.isEmpty()) {
            return state(found, new Failure(why.kind(), why.what(), request(), why.billing(), why.advice()));
        }
        GenerationState told = state(found, null);
        return Failure.abandoned(told).map(end -> state(found, end)).orElse(told);
    }

    @CheckForNull
    private RequestId request() {
        return requestId == null ? null : new RequestId(requestId);
    }

    private GenerationState state(List<DeliveredVideo> found, @CheckForNull Failure end) {
        GenerationInput asked = given();
        return new RetoldRequest(
                        asked == null ? Origin.SERVICE : origin,
                        asked,
                        request(),
                        submittedHere,
                        begin(),
                        duration(queuedSeconds),
                        duration(runSeconds),
                        costUsd,
                        reusedFrom,
                        found,
                        end)
                .state()
                .withoutQueries();
    }

    @CheckForNull
    private static Duration duration(@CheckForNull Double seconds) {
        return seconds == null ? null : Duration.ofMillis(Math.round(seconds * 1000));
    }

    /** What is paid for it, or set aside where the service doesn't say; empty where nobody knows. */
    Optional<BigDecimal> paidUsd() {
        boolean unpaid = error != null && state(List.of()).isUnpaid();
        return unpaid
                ? Optional.of(BigDecimal.ZERO)
                : Optional.ofNullable(costUsd).or(() -> Optional.ofNullable(priceUsd));
    }
}
