package io.jenkins.plugins.wanfirstlastframe.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import mockwebserver3.SocketEffect;
import okio.BufferedSink;

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
        MockResponse.Builder reply = fault.option("code")
                .map(code -> error(status, Integer.parseInt(code), message))
                .orElseGet(() -> json(status, JSON.createObjectNode().put("message", message)))
                .newBuilder();
        fault.option("retry-after").ifPresent(wait -> reply.setHeader("Retry-After", wait));
        fault.option("retry-date")
                .map(Long::parseLong)
                .map(Replies::date)
                .ifPresent(date -> reply.setHeader("Retry-After", date));
        return reply.build();
    }

    private static String date(long secondsFromNow) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(secondsFromNow));
    }

    static MockResponse reset() {
        return new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseSocket())
                .build();
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
