package io.jenkins.plugins.wanfirstlastframe.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.ParameterType;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameException;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameFile;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameLimits;
import io.jenkins.plugins.wanfirstlastframe.preview.InlineFrame;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Frames that come within a request, as data URIs. */
final class InlineFrames {

    /** What RunComfy's own clients keep to. */
    private static final FrameLimits LIMITS =
            new FrameLimits(InlineFrame.MAX_BYTES, 32_000_000, Duration.ofSeconds(1), Duration.ofSeconds(1));

    private static final String BEGIN = "data:";
    private static final String BASE64 = ";base64";

    private InlineFrames() {}

    private static List<Parameter> inline(JsonNode input) {
        return Arrays.stream(Parameter.values())
                .filter(parameter -> parameter.type() instanceof ParameterType.Image)
                .filter(parameter -> text(input, parameter).startsWith(BEGIN))
                .toList();
    }

    private static String text(JsonNode input, Parameter parameter) {
        return input.path(parameter.wireName()).asText();
    }

    /** Refuses every frame that comes within the request, as a service does that takes none. */
    static void refuse(JsonNode input, ArrayNode problems) {
        for (Parameter parameter : inline(input)) {
            InputSchema.add(problems, parameter, "Value error, must be a public https URL", "value_error");
        }
    }

    /** The same input with the address of each frame that came within it in the frame's place; or adds what is wrong. */
    static JsonNode hosted(JsonNode input, ArrayNode problems, Sandbox sandbox) {
        List<Parameter> inline = inline(input);
        if (inline.isEmpty()) {
            return input;
        }
        ObjectNode hosted = ((ObjectNode) input).deepCopy();
        for (Parameter parameter : inline) {
            try {
                FrameUri uri = FrameUri.parse(text(input, parameter));
                String name = sandbox.frames().keep(uri.content(), uri.mediaType());
                hosted.put(parameter.wireName(), sandbox.frameUrl(name));
            } catch (IllegalArgumentException e) {
                InputSchema.add(problems, parameter, "Value error, " + e.getMessage(), "value_error");
            }
        }
        return hosted;
    }

    /** A data URI of an image that could be decoded. */
    private record FrameUri(String mediaType, byte[] content) {

        /** @throws IllegalArgumentException with a clause on what is wrong */
        static FrameUri parse(String text) {
            int comma = text.indexOf(',');
            String head = text.substring(BEGIN.length(), Math.max(BEGIN.length(), comma));
            if (!head.endsWith(BASE64)) {
                throw new IllegalArgumentException("a data URI must be in base64");
            }
            byte[] content = Base64.getDecoder().decode(text.substring(comma + 1));
            String mediaType = head.substring(0, head.length() - BASE64.length());
            try {
                String found =
                        FrameFile.of(content, "the frame", LIMITS).format().mediaType();
                if (!found.equals(mediaType)) {
                    throw new IllegalArgumentException("the data URI says " + mediaType + " and is " + found);
                }
            } catch (FrameException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
            return new FrameUri(mediaType, content);
        }
    }
}
