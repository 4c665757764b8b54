package io.jenkins.plugins.wanfirstlastframe.client;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import okio.BufferedSink;

/**
 * The body of a submit: just what was given, by the schema's names, each value in the schema's type. The bytes of a frame
 * that travels within are encoded while they are sent, so that no second copy of them is ever in memory.
 */
final class RequestJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** How much is encoded at a time; a multiple of three, so that the pieces fit together. */
    private static final int PIECE = 3 << 12;

    /** Pieces of the JSON, between which the frames stand. */
    private final List<byte[]> texts = new ArrayList<>();

    private final List<byte[]> frames = new ArrayList<>();

    private RequestJson(GenerationInput input, Map<Parameter, FrameContent> contents) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            for (Map.Entry<Parameter, Object> given : input.values().entrySet()) {
                json.writeFieldName(given.getKey().wireName());
                FrameContent content = contents.get(given.getKey());
                if (content instanceof FrameContent.Link link) {
                    json.writeString(link.url());
                } else if (content instanceof FrameContent.Inline frame) {
                    json.writeRawValue("\"data:" + frame.mediaType() + ";base64,");
                    json.flush();
                    texts.add(text.toByteArray());
                    text.reset();
                    frames.add(frame.bytes());
                    json.writeRaw('"');
                } else {
                    json.writeObject(given.getValue()); // a text or a number
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("strings and numbers always have a JSON form", e);
        }
        texts.add(text.toByteArray());
    }

    /**
     * The body of an input with frames in place of some of its images.
     *
     * @throws IllegalArgumentException if an image is a file, and nothing is given in its place
     */
    static RequestJson of(GenerationInput input, Map<Parameter, FrameContent> frames) {
        input.values().forEach((parameter, value) -> {
            if (isFile(parameter, value) && !frames.containsKey(parameter)) {
                throw new IllegalArgumentException("nothing is given in place of an image file");
            }
        });
        return new RequestJson(input, frames);
    }

    private static boolean isFile(Parameter parameter, Object value) {
        return parameter.type() instanceof ParameterType.Image
                && ImageSource.parse(value.toString()) instanceof ImageSource.ImageFile;
    }

    /** What tells the input's body apart from others; an image file counts by its path. */
    static byte[] keyOf(GenerationInput input) {
        return new RequestJson(input, Map.of()).texts.get(0);
    }

    /** In bytes. */
    long length() {
        long length = 0;
        for (byte[] text : texts) {
            length += text.length;
        }
        for (byte[] frame : frames) {
            length += base64Length(frame.length);
        }
        return length;
    }

    static long base64Length(int bytes) {
        return (bytes + 2L) / 3 * 4;
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
            ByteBuffer piece = ByteBuffer.wrap(frame, from, Math.min(PIECE, frame.length - from));
            sink.write(Base64.getEncoder().encode(piece));
        }
    }
}
