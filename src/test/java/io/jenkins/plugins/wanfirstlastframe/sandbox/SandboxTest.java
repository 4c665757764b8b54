package io.jenkins.plugins.wanfirstlastframe.sandbox;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rules of the contract, asked for without the client that is tested against them. */
class SandboxTest {

    private static final OkHttpClient HTTP = new OkHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODEL = "/v1/models/community/wan-2-2/first-last-frame";
    private static final String INPUT = """
            {"62_image": "Runcomfy_Example_1259_2.png", "6_text": "Puppy",
             "68_image": "Runcomfy_Example_1259_1.png"}""";

    private final HandClock clock = new HandClock();
    private Sandbox sandbox;
    private String token = Sandbox.DEFAULT_TOKEN;

    private record Reply(int status, JsonNode json, String range, int length) {
        String text(String name) {
            return json.path(name).asText();
        }
    }

    @BeforeEach
    void start() throws IOException {
        sandbox = Sandbox.builder()
                .clock(clock)
                .workers(2)
                .queueTime(Duration.ofSeconds(5))
                .runTime(Duration.ofSeconds(60))
                .expiry(Duration.ofHours(1))
                .videos(Videos.bytes(1000))
                .start();
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private Reply call(String path, String body, String range) throws IOException {
        Request.Builder request = new Request.Builder().url(sandbox.baseUrl() + path);
        if (body != null) {
            request.post(RequestBody.create(body.getBytes(StandardCharsets.UTF_8)));
        }
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (range != null) {
            request.header("Range", range);
        }
        try (Response response = HTTP.newCall(request.build()).execute()) {
            byte[] bytes = response.body().bytes();
            boolean json = "application/json".equals(response.header("Content-Type"));
            JsonNode read = json ? JSON.readTree(bytes) : JSON.createObjectNode();
            return new Reply(response.code(), read, response.header("Content-Range"), bytes.length);
        }
    }

    private String submit() throws IOException {
        Reply reply = call(MODEL, INPUT, null);
        assertThat(reply.status(), is(200));
        String id = reply.text("request_id");
        assertThat(reply.text("status_url"), is(sandbox.baseUrl() + "/v1/requests/" + id + "/status"));
        return id;
    }

    private Reply status(String id) throws IOException {
        return call("/v1/requests/" + id + "/status", null, null);
    }

    private String state(String id) throws IOException {
        return status(id).text("status");
    }

    private void later(Duration time) {
        clock.forward(time.toSeconds());
    }

    @Test
    void refusesACallWithoutItsToken() throws IOException {
        token = "";
        assertThat(call(MODEL, INPUT, null).status(), is(401));
        token = "wrong";
        assertThat(call(MODEL, INPUT, null).text("error_code"), is("401001"));
        assertThat(sandbox.acceptedSubmits(), is(0));
    }

    @Test
    void keepsAJobFromOtherUsers() throws IOException {
        String id = submit();
        sandbox.addToken("another");
        token = "another";
        assertThat(status(id).status(), is(403));
        assertThat(status(id).text("error_code"), is("403001"));
    }

    @Test
    void knowsOneModelAndItsRequestsAlone() throws IOException {
        assertThat(call("/v1/models/some/other", INPUT, null).text("error_code"), is("400001"));
        assertThat(status("no-such").status(), is(404));
        assertThat(call("/v2/else", null, null).text("error_code"), is("404001"));
    }

    @Test
    void namesEachProblemOfAnInput() throws IOException {
        Reply reply = call(MODEL, "{\"62_image\": 1, \"6_text\": \"x\", \"57_steps\": 99, \"57_cfg\": \"4\"}", null);
        assertThat(reply.status(), is(422));
        assertThat(reply.text("error_code"), is("422001"));
        String problems = reply.json().path("detail").toString();
        for (String name : new String[] {"68_image", "62_image", "57_steps", "57_cfg"}) {
            assertThat(problems, containsString("[\"body\",\"" + name + "\"]"));
        }
        assertThat(reply.json().path("detail").size(), is(4));
        assertThat(call(MODEL, "{\"broken", null).status(), is(422));
    }

    @Test
    void runsAsManyRequestsAsItHasWorkersAndQueuesTheOthers() throws IOException {
        String first = submit();
        String second = submit();
        String third = submit();
        assertThat(status(third).json().path("queue_position").asInt(-1), is(2));
        later(Duration.ofSeconds(6));
        assertThat(state(first) + state(second), is("in_progressin_progress"));
        assertThat(status(third).json().path("queue_position").asInt(-1), is(0));
        later(Duration.ofSeconds(60));
        assertThat(state(first) + " " + state(third), is("completed in_progress"));
        later(Duration.ofSeconds(60));
        assertThat(state(third), is("completed"));
    }

    @Test
    void aWorkerThatIsFreeEarlierTakesTheNextRequest() throws IOException {
        String first = submit();
        submit();
        String third = submit();
        later(Duration.ofSeconds(6));
        sandbox.finishRequest(first);
        assertThat(state(third), is("in_progress"));
    }

    @Test
    void cancelsAQueuedRequestAndNoOther() throws IOException {
        String id = submit();
        assertThat(call("/v1/requests/" + id + "/cancel", "", null).text("outcome"), is("cancelled"));
        assertThat(state(id), is("cancelled"));
        String running = submit();
        later(Duration.ofSeconds(6));
        assertThat(call("/v1/requests/" + running + "/cancel", "", null).text("outcome"), is("not_cancellable"));
        assertThat(state(running), is("in_progress"));
    }

    @Test
    void aHeldRequestMovesOnlyWhenItIsTold() throws IOException {
        sandbox.hold();
        String id = submit();
        later(Duration.ofDays(1));
        assertThat(state(id), is("in_queue"));
        sandbox.startRequest(id);
        later(Duration.ofDays(1));
        assertThat(state(id), is("in_progress"));
        sandbox.failRequest(id, "out of memory");
        Reply result = call("/v1/requests/" + id + "/result", null, null);
        assertThat(result.text("status") + ": " + result.text("error"), is("failed: out of memory"));
    }

    @Test
    void aResultBeforeTheEndIsJustTheState() throws IOException {
        String id = submit();
        Reply result = call("/v1/requests/" + id + "/result", null, null);
        assertThat(result.text("status") + result.json().has("output"), is("in_queuefalse"));
    }

    @Test
    void handsOutAVideoInPartsWithoutATokenUntilItExpires() throws IOException {
        String id = submit();
        later(Duration.ofSeconds(66));
        String url = call("/v1/requests/" + id + "/result", null, null)
                .json()
                .path("output")
                .path("video")
                .asText();
        String path = url.substring(sandbox.baseUrl().length());
        token = "";
        assertThat(call(path, null, null).length(), is(1000));
        Reply part = call(path, null, "bytes=900-");
        assertThat(part.status() + " " + part.length() + " " + part.range(), is("206 100 bytes 900-999/1000"));
        Reply beyond = call(path, null, "bytes=1000-");
        assertThat(beyond.status() + " " + beyond.range(), is("416 bytes */1000"));
        later(Duration.ofHours(2));
        assertThat(call(path, null, null).status(), is(404));
        token = Sandbox.DEFAULT_TOKEN;
        assertThat(status(id).status(), is(404));
    }
}
