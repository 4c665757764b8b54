package io.jenkins.plugins.wanfirstlastframe.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Calls a sandbox with the JDK's own HTTP client, which neither follows redirects nor repeats requests here. */
final class Caller {

    static final String MODEL = "/v1/models/community/wan-2-2/first-last-frame";
    static final String INPUT = "{\"68_image\": \"Runcomfy_Example_1259_1.png\","
            + " \"62_image\": \"Runcomfy_Example_1259_2.png\", \"6_text\": \"Puppy, playing\"}";

    /** The name of an example. */
    static final String START = "Runcomfy_Example_1259_1.png";

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Sandbox sandbox;
    private final String token;

    Caller(Sandbox sandbox, String token) {
        this.sandbox = sandbox;
        this.token = token;
    }

    Caller(Sandbox sandbox) {
        this(sandbox, sandbox.token());
    }

    HttpResponse<byte[]> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        URI uri = URI.create(path.startsWith("http") ? path : sandbox.baseUrl() + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(20))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, "", headers);
    }

    HttpResponse<byte[]> submitted(String body) throws IOException, InterruptedException {
        return send("POST", MODEL, body, "Content-Type", "application/json");
    }

    /** Submits the usual input, and gives the request's id. */
    String submit() throws IOException, InterruptedException {
        return json(submitted(INPUT)).path("request_id").asText();
    }

    JsonNode status(String id) throws IOException, InterruptedException {
        return json(get("/v1/requests/" + id + "/status"));
    }

    JsonNode result(String id) throws IOException, InterruptedException {
        return json(get("/v1/requests/" + id + "/result"));
    }

    JsonNode cancel(String id) throws IOException, InterruptedException {
        return json(send("POST", "/v1/requests/" + id + "/cancel", ""));
    }

    /** The address of a completed request's video. */
    String videoUrl(String id) throws IOException, InterruptedException {
        return result(id).path("output").path("video").asText();
    }

    static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    static JsonNode json(HttpResponse<byte[]> response) throws IOException {
        return JSON.readTree(response.body());
    }

    static JsonNode json(String text) throws IOException {
        return JSON.readTree(text);
    }
}
