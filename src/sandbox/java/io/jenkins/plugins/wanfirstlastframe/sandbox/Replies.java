package io.jenkins.plugins.wanfirstlastframe.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import okio.BufferedSink;

/** Answers, and what the mistakes make of them. */
final class Replies {

    private static final ObjectMapper JSON = new ObjectMapper();

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
        int status = fault.number();
        int code = fault.option("code").map(Integer::parseInt).orElse(0);
        String message = fault.option("message").orElse("a fault of the sandbox");
        MockResponse reply = code == 0
                ? json(status, JSON.createObjectNode().put("message", message))
                : error(status, code, message);
        return fault.option("retry-after")
                .map(wait -> reply.newBuilder().setHeader("Retry-After", wait).build())
                .orElse(reply);
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

    static MockResponse hostile() {
        String message = "\u001b[2J\u001b[31m\r\nFinished: SUCCESS\n\u202e\u0000\u001b[8mha:////".repeat(20_000);
        return error(500, 500001, message);
    }

    static MockResponse trickle(MockResponse reply, long bytesPerSecond) {
        return reply.newBuilder()
                .throttleBody(Math.max(1, bytesPerSecond / 10), 100, TimeUnit.MILLISECONDS)
                .build();
    }

    /** Sends just so many bytes of the body, and closes the connection where more were announced. */
    static MockResponse truncated(MockResponse reply, long bytes) {
        MockResponseBody whole = reply.getBody();
        return reply.newBuilder()
                .body(new Cut(whole, bytes, whole.getContentLength()))
                .onResponseEnd(new SocketEffect.CloseSocket())
                .build();
    }

    /** Announces and sends that many bytes less. */
    static MockResponse shortened(MockResponse reply, long bytesLess) {
        MockResponseBody whole = reply.getBody();
        long length = whole.getContentLength() - bytesLess;
        return reply.newBuilder()
                .setHeader("Content-Length", length)
                .body(new Cut(whole, length, length))
                .setHeader("Content-Length", length)
                .build();
    }

    static MockResponse cutJson(MockResponse reply) throws IOException {
        Buffer body = new Buffer();
        reply.getBody().writeTo(body);
        String text = body.readUtf8();
        return text(reply.getCode(), text.substring(0, text.length() / 2), "application/json");
    }

    private record Cut(MockResponseBody whole, long bytes, long announced) implements MockResponseBody {
        @Override
        public long getContentLength() {
            return announced;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            Buffer head = new Buffer(); // the bodies that are cut are small enough to be held
            whole.writeTo(head);
            sink.write(head, Math.min(bytes, head.size()));
            sink.flush();
        }
    }
}
