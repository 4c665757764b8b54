package io.jenkins.plugins.wanfirstlastframe.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import okio.BufferedSink;
import okio.DeflaterSink;
import okio.GzipSink;
import okio.Sink;

/** Answers, and what the faults make of them. */
final class Replies {

    /** A megabyte that clears a terminal, colours it, forges a line, reverses text and opens a console note. */
    static final String HOSTILE_TEXT =
            "\u001b[2J\u001b[31m\r\nFinished: SUCCESS\n\u202e\u0000\u001b[8mha:////".repeat(24_000);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MockResponseBody NO_BODY = new MockResponseBody() {
        @Override
        public long getContentLength() {
            return 0;
        }

        @Override
        public void writeTo(BufferedSink sink) {
            // nothing
        }
    };

    private Replies() {}

    static MockResponse json(int status, JsonNode body) {
        return text(status, body.toString(), "application/json");
    }

    static MockResponse error(int status, int code, String message) {
        ObjectNode body = JSON.createObjectNode();
        body.put("error_code", code);
        body.put("error_message", message);
        return json(status, body);
    }

    static MockResponse text(int status, String body, String type) {
        return new MockResponse.Builder()
                .code(status)
                .setHeader("Content-Type", type)
                .body(body)
                .build();
    }

    static MockResponse http(Fault fault) {
        int status = (int) fault.number();
        String message = fault.option("message").orElse("a fault of the sandbox");
        ObjectNode body = JSON.createObjectNode();
        fault.option("code").ifPresent(code -> body.put("error_code", Integer.parseInt(code)));
        if (fault.option("detail").isPresent()) {
            detail(body, fault.option("detail").get(), message);
        } else {
            body.put(body.isEmpty() ? "message" : "error_message", message);
        }
        MockResponse.Builder reply = json(status, body).newBuilder();
        ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC)
                .plusSeconds(fault.option("clock-ahead").map(Long::parseLong).orElse(0L));
        fault.option("clock-ahead").ifPresent(ahead -> reply.setHeader("Date", date(now)));
        fault.option("retry-after").ifPresent(wait -> reply.setHeader("Retry-After", wait));
        fault.option("retry-date")
                .map(wait -> date(now.plusSeconds(Long.parseLong(wait))))
                .ifPresent(date -> reply.setHeader("Retry-After", date));
        return reply.build();
    }

    private static void detail(ObjectNode body, String form, String message) {
        switch (form) {
            case "list" ->
                body.putArray("detail").addObject().put("msg", message).put("type", "value_error");
            case "object" -> body.putObject("detail").put("code", "refused").put("message", message);
            default -> body.put("detail", message);
        }
    }

    static String date(ZonedDateTime time) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(time);
    }

    static MockResponse reset() {
        return new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseSocket())
                .build();
    }

    static MockResponse withByteOrderMark(MockResponse reply) throws IOException {
        Buffer body = new Buffer().writeUtf8("\ufeff");
        body(reply).writeTo(body);
        return reply.newBuilder().body(body).build();
    }

    /** A body in a content encoding; kept in memory, so for small ones. */
    static MockResponse encoded(MockResponse reply, Fault fault) throws IOException {
        Buffer plain = new Buffer();
        body(reply).writeTo(plain);
        Buffer body = new Buffer();
        String coding = fault.value();
        try (Sink sink = encoder(coding, body)) {
            sink.write(plain, plain.size());
        }
        String label =
                switch (coding) {
                    case "raw-deflate" -> "deflate";
                    case "not-gzip" -> "gzip";
                    default -> coding;
                };
        MockResponse encoded = reply.newBuilder()
                .body(body)
                .setHeader("Content-Encoding", label)
                .build();
        return fault.option("truncate")
                .map(bytes -> truncated(encoded, Long.parseLong(bytes)))
                .orElse(encoded);
    }

    private static Sink encoder(String coding, Buffer to) {
        return switch (coding) {
            case "gzip", "x-gzip" -> new GzipSink(to);
            case "deflate" -> new DeflaterSink(to, new Deflater());
            case "raw-deflate" -> new DeflaterSink(to, new Deflater(Deflater.DEFAULT_COMPRESSION, true));
            default -> to;
        };
    }

    static MockResponse stall() {
        return new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build();
    }

    static MockResponse redirect(String url) {
        return new MockResponse.Builder().code(302).setHeader("Location", url).build();
    }

    static MockResponse html(int status) {
        return text(status, "<!DOCTYPE html><html><body><h1>Welcome to the proxy</h1></body></html>", "text/html");
    }

    /** The length that is announced. */
    static long length(MockResponse reply) {
        return body(reply).getContentLength();
    }

    private static MockResponseBody body(MockResponse reply) {
        return reply.getBody() == null ? NO_BODY : reply.getBody();
    }

    private static MockResponse.Builder head(MockResponse reply, long bytes, long announced) {
        return withBody(reply.newBuilder(), new HeadOfBody(body(reply), bytes, announced));
    }

    /** Sets a body and the length that it announces, which the HTTP server does not do by itself. */
    static MockResponse.Builder withBody(MockResponse.Builder reply, MockResponseBody body) {
        return reply.body(body).setHeader("Content-Length", body.getContentLength());
    }

    /** The answer to a HEAD request: the same headers. */
    static MockResponse withoutBody(MockResponse reply) {
        return head(reply, 0, length(reply)).build();
    }

    static MockResponse trickle(MockResponse reply, long bytesPerSecond) {
        long often = Math.max(1, Math.min(10, bytesPerSecond)); // times a second
        return reply.newBuilder()
                .throttleBody(Math.max(1, bytesPerSecond / often), 1000 / often, TimeUnit.MILLISECONDS)
                .build();
    }

    static MockResponse truncated(MockResponse reply, long bytes) {
        return head(reply, bytes, length(reply))
                .onResponseEnd(new SocketEffect.CloseSocket())
                .build();
    }

    static MockResponse stalledAt(MockResponse reply, long bytes) {
        return head(reply, bytes, length(reply))
                .onResponseEnd(SocketEffect.Stall.INSTANCE)
                .build();
    }

    static MockResponse shortened(MockResponse reply, long bytesLess) {
        long length = Math.max(0, length(reply) - bytesLess);
        return head(reply, length, length).build();
    }

    static MockResponse extended(MockResponse reply, long bytesMore) {
        return withBody(reply.newBuilder(), new LongBody(body(reply), bytesMore))
                .onResponseEnd(new SocketEffect.CloseSocket())
                .build();
    }

    static MockResponse withoutLength(MockResponse reply) {
        return head(reply, Long.MAX_VALUE, -1)
                .removeHeader("Content-Length")
                .onResponseEnd(new SocketEffect.CloseSocket())
                .build();
    }

    private record LongBody(MockResponseBody whole, long bytesMore) implements MockResponseBody {
        @Override
        public long getContentLength() {
            return whole.getContentLength();
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            whole.writeTo(sink);
            for (long i = 0; i < bytesMore; i++) {
                sink.writeByte('x');
            }
            sink.flush();
        }
    }
}
