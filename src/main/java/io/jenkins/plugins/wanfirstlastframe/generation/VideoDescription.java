package io.jenkins.plugins.wanfirstlastframe.generation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.ParameterType;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What is kept beside a video as JSON: how it was made, where it came from, and its hash.
 *
 * @param partOf the name of the request's first video, for a further one of the same output; null for the first
 * @param input every parameter with its value, given or the service's default, by property name; null where the request was
 *     submitted elsewhere
 * @param queuedSeconds how long the request waited at the service, null where nobody saw it
 * @param runSeconds how long the service worked on it, null where nobody saw it
 * @param url where it came from, without a query
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
    "sha256"
})
record VideoDescription(
        String model,
        @CheckForNull String requestId,
        @CheckForNull String partOf,
        @CheckForNull JsonNode input,
        String submittedAt,
        @CheckForNull Double queuedSeconds,
        @CheckForNull Double runSeconds,
        String url,
        long bytes,
        String sha256) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static VideoDescription of(DeliveredVideo video, GenerationState state, @CheckForNull String partOf) {
        return new VideoDescription(
                ServiceUrl.MODEL,
                state.requestId().map(RequestId::value).orElse(null),
                partOf,
                input(state),
                state.begin().toString(),
                seconds(state.queued()),
                seconds(state.ran()),
                video.url(),
                video.bytes(),
                video.sha256());
    }

    @CheckForNull
    private static JsonNode input(GenerationState state) {
        return state.input()
                .map(input -> {
                    ObjectNode values = JSON.createObjectNode();
                    for (Parameter parameter : Parameter.values()) {
                        Object value = input.effective(parameter);
                        boolean image = parameter.type() instanceof ParameterType.Image;
                        ParameterType.write(
                                values, parameter.propertyName(), image ? withoutQuery((String) value) : value);
                    }
                    return values;
                })
                .orElse(null);
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
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings and numbers always have a JSON form", e);
        }
    }

    /** The file in which a video's description is kept. */
    static Path beside(Path video) {
        return video.resolveSibling(video.getFileName() + ".json");
    }

    /** Whether a video's description says that it is a further one of that first video's output. */
    static boolean isPartOf(Path video, Path first) {
        try {
            Path description = beside(video);
            String partOf = Files.isRegularFile(description)
                    ? JSON.readTree(Files.readAllBytes(description))
                            .path("partOf")
                            .asText()
                    : "";
            return partOf.equals(String.valueOf(first.getFileName()));
        } catch (IOException e) {
            return false; // what it is of can't be read, so it isn't overwritten
        }
    }
}
