package io.jenkins.plugins.wanfirstlastframe.generation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.ContentKey;
import io.jenkins.plugins.wanfirstlastframe.client.FrameFingerprint;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.ParameterType;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import io.jenkins.plugins.wanfirstlastframe.mp4.VideoFacts;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What is kept beside a video as JSON: how it was made, where it came from, and its hash.
 *
 * @param partOf the name of the request's first video, for a further one of the same output; null for the first
 * @param input every parameter with its value, given or the service's default, by property name; null where the request was
 *     submitted elsewhere
 * @param queuedSeconds how long the request waited at the service, null where nobody saw it
 * @param runSeconds how long the service worked on it, null where nobody saw it
 * @param url where it came from, without a query; null where nothing was fetched
 * @param service the service that made it; null where an older version has written this
 * @param contentKey what tells it apart from videos of the same frames, see {@link ContentKey}; null where the request was
 *     submitted elsewhere
 * @param frames what identifies the content of its start and end frame; null where nobody has looked at them
 * @param width of the video by its file, in pixels; null where the file doesn't tell it, as for the next four
 * @param height of the video by its file, in pixels
 * @param numberOfFrames by its file
 * @param framesPerSecond by its file, on average
 * @param durationSeconds by its file
 * @param costUsd what the request was charged, in US dollars; null where the service did not say
 * @param dryRun true for a preview in the video's place; null for a video
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({
    "model",
    "requestId",
    "partOf",
    "input",
    "submittedAt",
    "queuedSeconds",
    "runSeconds",
    "url",
    "bytes",
    "sha256",
    "width",
    "height",
    "numberOfFrames",
    "framesPerSecond",
    "durationSeconds",
    "costUsd",
    "service",
    "contentKey",
    "frames",
    "dryRun"
})
record VideoDescription(
        String model,
        @CheckForNull String requestId,
        @CheckForNull String partOf,
        @CheckForNull JsonNode input,
        String submittedAt,
        @CheckForNull Double queuedSeconds,
        @CheckForNull Double runSeconds,
        @CheckForNull String url,
        long bytes,
        String sha256,
        @CheckForNull Integer width,
        @CheckForNull Integer height,
        @CheckForNull Integer numberOfFrames,
        @CheckForNull BigDecimal framesPerSecond,
        @CheckForNull BigDecimal durationSeconds,
        @CheckForNull BigDecimal costUsd,
        @CheckForNull String service,
        @CheckForNull String contentKey,
        @CheckForNull List<FrameNote> frames,
        @CheckForNull Boolean dryRun) {

    private static final Logger LOGGER = Logger.getLogger(VideoDescription.class.getName());

    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** No description is longer; what is, is another file. */
    private static final int MAX_BYTES = 1 << 20;

    static VideoDescription of(
            DeliveredVideo video, GenerationState state, ServiceUrl service, @CheckForNull String partOf) {
        boolean preview = state.origin() == Origin.PREVIEW;
        return new VideoDescription(
                ServiceUrl.MODEL,
                state.requestId().map(RequestId::value).orElse(null),
                partOf,
                state.input().map(VideoDescription::input).orElse(null),
                state.begin().toString(),
                seconds(state.queued()),
                seconds(state.ran()),
                video.url().isEmpty() ? null : video.url(),
                video.bytes(),
                video.sha256(),
                video.facts().map(VideoFacts::width).orElse(null),
                video.facts().map(VideoFacts::height).orElse(null),
                video.facts().flatMap(VideoFacts::frames).orElse(null),
                video.facts().flatMap(VideoFacts::framesPerSecond).orElse(null),
                video.facts().flatMap(VideoFacts::seconds).orElse(null),
                state.costUsd().orElse(null),
                service.toString(),
                preview
                        ? null
                        : state.input()
                                .map(input -> ContentKey.of(service, input))
                                .orElse(null),
                preview ? null : FrameNote.listOf(state),
                preview ? Boolean.TRUE : null);
    }

    /** The frames, empty where nobody has looked at them. */
    List<FrameFingerprint> fingerprints() {
        return FrameNote.fingerprints(frames);
    }

    /** An input as a description has it. */
    static JsonNode input(GenerationInput input) {
        ObjectNode values = JSON.createObjectNode();
        for (Parameter parameter : Parameter.values()) {
            Object value = input.effective(parameter);
            boolean image = parameter.type() instanceof ParameterType.Image;
            ParameterType.write(values, parameter.propertyName(), image ? withoutQuery((String) value) : value);
        }
        return values;
    }

    /** A presigned image URL is a secret for as long as it is valid. */
    private static String withoutQuery(String image) {
        return image.contains("://") ? DownloadRules.shown(image) : image;
    }

    @CheckForNull
    private static Double seconds(Optional<Duration> duration) {
        return duration.map(time -> time.toMillis() / 1000.0).orElse(null);
    }

    /** Indented UTF-8 text. */
    byte[] json() {
        return json(this);
    }

    static byte[] json(Object record) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(record);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings and numbers always have a JSON form", e);
        }
    }

    /** The file in which a video's description is kept. */
    static Path beside(Path video) {
        return video.resolveSibling(video.getFileName() + ".json");
    }

    /**
     * Reads a video's description.
     *
     * @return empty where there is none, or none that can be read
     */
    static Optional<VideoDescription> read(Path video) {
        return read(beside(video), VideoDescription.class);
    }

    static <T> Optional<T> read(Path file, Class<T> type) {
        try {
            return Files.isRegularFile(file) && Files.size(file) <= MAX_BYTES
                    ? Optional.ofNullable(JSON.readValue(Files.readAllBytes(file), type))
                    : Optional.empty();
        } catch (IOException e) { // of another program, or damaged: as good as none
            LOGGER.log(Level.FINE, e, () -> file + " can't be read");
            return Optional.empty();
        }
    }

    /** Whether a video's description says that it is a further one of that first video's output. */
    static boolean isPartOf(Path video, Path first) {
        return read(video)
                .filter(description -> String.valueOf(first.getFileName()).equals(description.partOf()))
                .isPresent();
    }
}
