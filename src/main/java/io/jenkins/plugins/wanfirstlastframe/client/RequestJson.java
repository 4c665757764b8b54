package io.jenkins.plugins.wanfirstlastframe.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import okio.BufferedSink;
import okio.ByteString;

/**
 * The body of a submit: just what was given, by the schema's names, each value in the schema's type. The bytes of a frame
 * that travels within are encoded while they are sent, so that no second copy of them is ever in memory.
 */
final class RequestJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** How much is encoded at a time; a multiple of three, so that the pieces fit together. */
    private static final int PIECE = 3 << 12;

    /** Pieces of the JSON, between which the frames stand. */
    private final List<byte[]> texts;

    private final List<byte[]> frames;

    private RequestJson(List<byte[]> texts, List<byte[]> frames) {
        this.texts = texts;
        this.frames = frames;
    }

    /**
     * The body of an input with frames in place of some of its images.
     *
     * @throws IllegalArgumentException if an image is a file, and nothing is given in its place
     */
    static RequestJson of(GenerationInput input, Map<Parameter, FrameContent> frames) {
        ObjectNode json = JSON.createObjectNode();
        List<FrameContent.Inline> inline = new ArrayList<>();
        input.values().forEach((parameter, value) -> {
            FrameContent content = frames.get(parameter);
            if (content instanceof FrameContent.Link link) {
                json.put(parameter.wireName(), link.url());
            } else if (content instanceof FrameContent.Inline bytes) {
                inline.add(bytes);
                json.put(parameter.wireName(), placeholder(bytes, inline.size()));
            } else if (isFile(parameter, value)) {
                throw new IllegalArgumentException("nothing is given in place of an image file");
            } else {
                ParameterType.write(json, parameter.wireName(), value);
            }
        });
        return split(text(json), inline);
    }

    private static boolean isFile(Parameter parameter, Object value) {
        return parameter.type() instanceof ParameterType.Image
                && ImageSource.parse(value.toString()) instanceof ImageSource.ImageFile;
    }

    private static RequestJson split(String json, List<FrameContent.Inline> inline) {
        List<byte[]> texts = new ArrayList<>();
        String rest = json;
        for (int number = 1; number <= inline.size(); number++) {
            String placeholder = placeholder(inline.get(number - 1), number);
            int begin = rest.indexOf(placeholder);
            int end = begin + placeholder.length() - Integer.toString(number).length() - 1;
            texts.add(rest.substring(0, end).getBytes(StandardCharsets.UTF_8));
            rest = rest.substring(begin + placeholder.length());
        }
        texts.add(rest.getBytes(StandardCharsets.UTF_8));
        return new RequestJson(
                texts, inline.stream().map(FrameContent.Inline::bytes).toList());
    }

    /** What stands where a frame's bytes will; no other text of a request begins with a data URI. */
    private static String placeholder(FrameContent.Inline frame, int number) {
        return "data:" + frame.mediaType() + ";base64,#" + number;
    }

    private static String text(ObjectNode json) {
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings and numbers always have a JSON form", e);
        }
    }

    /** What tells the input's body apart from others. */
    static byte[] keyOf(GenerationInput input) {
        ObjectNode json = JSON.createObjectNode();
        input.values().forEach((parameter, value) -> ParameterType.write(json, parameter.wireName(), value));
        return text(json).getBytes(StandardCharsets.UTF_8);
    }

    /** In bytes. */
    long length() {
        long length = 0;
        for (byte[] text : texts) {
            length += text.length;
        }
        for (byte[] frame : frames) {
            length += (frame.length + 2L) / 3 * 4;
        }
        return length;
    }

    void writeTo(BufferedSink sink) throws IOException {
        for (int i = 0; i < texts.size(); i++) {
            sink.write(texts.get(i));
            if (i < frames.size()) {
                writeBase64(frames.get(i), sink);
            }
        }
    }

    private static void writeBase64(byte[] frame, BufferedSink sink) throws IOException {
        for (int from = 0; from < frame.length; from += PIECE) {
            ByteString piece = ByteString.of(frame, from, Math.min(PIECE, frame.length - from));
            sink.write(Base64.getEncoder().encode(piece.toByteArray()));
        }
    }
}
