package io.jenkins.plugins.wanfirstlastframe.sandbox;

import static io.jenkins.plugins.wanfirstlastframe.sandbox.Caller.INPUT;
import static io.jenkins.plugins.wanfirstlastframe.sandbox.Caller.MODEL;
import static io.jenkins.plugins.wanfirstlastframe.sandbox.Caller.json;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractTest {

    private final HandClock clock = new HandClock();
    private Sandbox sandbox;
    private Caller caller;

    @BeforeEach
    void start() throws Exception {
        sandbox = Sandbox.builder()
                .clock(clock)
                .videos(Videos.bytes(1000))
                .queueTime(Duration.ofSeconds(10))
                .runTime(Duration.ofSeconds(20))
                .expiry(Duration.ofSeconds(100))
                .start();
        caller = new Caller(sandbox);
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private static void assertError(HttpResponse<byte[]> response, int status, int code) throws Exception {
        assertThat(response.statusCode(), is(status));
        assertThat(json(response).path("error_code").asInt(), is(code));
        assertThat(json(response).path("error_message").asText(), is(not("")));
    }

    private static List<String> fields(JsonNode json) {
        List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void answersASubmitWithTheIdAndItsUrls() throws Exception {
        HttpResponse<byte[]> response = caller.submitted(INPUT);
        JsonNode answer = json(response);
        String id = UUID.fromString(answer.path("request_id").asText()).toString();
        assertThat(response.statusCode(), is(200));
        assertThat(response.headers().firstValue("Content-Type").orElse(""), is("application/json"));
        assertThat(fields(answer), is(List.of("request_id", "status_url", "result_url", "cancel_url")));
        assertThat(answer.path("status_url").asText(), is(sandbox.baseUrl() + "/v1/requests/" + id + "/status"));
        assertThat(answer.path("result_url").asText(), is(sandbox.baseUrl() + "/v1/requests/" + id + "/result"));
        assertThat(answer.path("cancel_url").asText(), is(sandbox.baseUrl() + "/v1/requests/" + id + "/cancel"));
        assertThat(sandbox.view(id).input(), is(json(INPUT)));
    }

    @Test
    void answersTheQueuePositionWhileQueued() throws Exception {
        caller.submit();
        JsonNode status = caller.status(caller.submit());
        assertThat(status.path("status").asText(), is("in_queue"));
        assertThat(status.path("queue_position").isInt(), is(true));
        assertThat(status.path("queue_position").asInt(), is(1));
    }

    @Test
    void runningRequestHasNoQueuePosition() throws Exception {
        String id = caller.submit();
        clock.forward(10);
        JsonNode status = caller.status(id);
        assertThat(status.path("status").asText(), is("in_progress"));
        assertThat(fields(status), is(List.of("request_id", "status", "status_url", "result_url", "cancel_url")));
    }

    @Test
    void resultOfAnUnfinishedRequestIsJustItsState() throws Exception {
        String id = caller.submit();
        assertThat(fields(caller.result(id)), is(List.of("request_id", "status")));
        assertThat(caller.result(id).path("status").asText(), is("in_queue"));
        clock.forward(29);
        assertThat(fields(caller.result(id)), is(List.of("request_id", "status")));
        assertThat(caller.result(id).path("status").asText(), is("in_progress"));
    }

    @Test
    void resultOfACompletedRequestHasTheVideoAndItsTimes() throws Exception {
        Instant begin = clock.instant();
        String id = caller.submit();
        clock.forward(30);
        assertThat(caller.status(id).path("status").asText(), is("completed"));
        JsonNode result = caller.result(id);
        assertThat(fields(result), is(List.of("request_id", "status", "created_at", "finished_at", "output")));
        assertThat(Instant.parse(result.path("created_at").asText()), is(begin));
        assertThat(Instant.parse(result.path("finished_at").asText()), is(begin.plusSeconds(30)));
        assertThat(result.path("output").path("video").asText(), startsWith(sandbox.baseUrl() + "/files/" + id + "/"));
    }

    @Test
    void failedRequestHasAnErrorAndNoOutput() throws Exception {
        String id = caller.submit();
        sandbox.failRequest(id, "out of memory");
        JsonNode result = caller.result(id);
        assertThat(result.path("status").asText(), is("failed"));
        assertThat(result.path("error").asText(), is("out of memory"));
        assertThat(result.has("output"), is(false));
    }

    @Test
    void queuedRequestCanBeCancelled() throws Exception {
        String id = caller.submit();
        JsonNode answer = caller.cancel(id);
        assertThat(answer.path("request_id").asText(), is(id));
        assertThat(answer.path("outcome").asText(), is("cancelled"));
        assertThat(answer.path("status").asText(), is("cancelled"));
        clock.forward(60);
        assertThat(caller.status(id).path("status").asText(), is("cancelled"));
        assertThat(caller.result(id).has("output"), is(false));
    }

    @Test
    void runningRequestIsNotCancellable() throws Exception {
        String id = caller.submit();
        clock.forward(10);
        JsonNode answer = caller.cancel(id);
        assertThat(answer.path("outcome").asText(), is("not_cancellable"));
        assertThat(answer.path("status").asText(), is("in_progress"));
        clock.forward(20);
        assertThat(caller.status(id).path("status").asText(), is("completed"));
    }

    @Test
    void endedRequestIsNotCancellable() throws Exception {
        String id = caller.submit();
        clock.forward(30);
        assertThat(caller.cancel(id).path("outcome").asText(), is("not_cancellable"));
        assertThat(caller.cancel(id).path("status").asText(), is("completed"));
    }

    @Test
    void refusesACallWithoutAToken() throws Exception {
        Caller stranger = new Caller(sandbox, "");
        assertError(stranger.submitted(INPUT), 401, 401001);
        assertError(stranger.get(MODEL), 401, 401001);
        assertThat(sandbox.acceptedSubmits(), is(0));
    }

    @Test
    void refusesAWrongAndARevokedToken() throws Exception {
        assertError(new Caller(sandbox, "guessed").submitted(INPUT), 401, 401001);
        String id = caller.submit();
        sandbox.revoke(sandbox.token());
        assertError(caller.get("/v1/requests/" + id + "/status"), 401, 401001);
    }

    @Test
    void refusesTheRequestOfAnotherUser() throws Exception {
        sandbox.addToken("another");
        String id = caller.submit();
        Caller other = new Caller(sandbox, "another");
        assertError(other.get("/v1/requests/" + id + "/status"), 403, 403001);
        assertError(other.get("/v1/requests/" + id + "/result"), 403, 403001);
        assertError(other.send("POST", "/v1/requests/" + id + "/cancel", ""), 403, 403001);
        assertThat(caller.status(id).path("status").asText(), is("in_queue"));
        assertThat(sandbox.token(), is(Sandbox.DEFAULT_TOKEN));
    }

    @Test
    void knowsNoRequestThatWasNeverMade() throws Exception {
        assertError(caller.get("/v1/requests/" + UUID.randomUUID() + "/status"), 404, 404001);
    }

    @Test
    void forgetsAnExpiredRequestAndItsVideo() throws Exception {
        String id = caller.submit();
        clock.forward(30);
        String video = caller.videoUrl(id);
        clock.forward(100);
        assertThat(caller.get(video).statusCode(), is(200));
        clock.forward(1);
        assertThat(caller.get(video).statusCode(), is(404));
        assertError(caller.get("/v1/requests/" + id + "/result"), 404, 404001);
        assertThat(sandbox.acceptedSubmits(), is(1));
    }

    @Test
    void refusesAnUnknownModel() throws Exception {
        String path = "/v1/models/community/wan-2-2/last-first-frame";
        assertError(caller.send("POST", path, INPUT, "Content-Type", "application/json"), 400, 400001);
        assertError(caller.get(path), 404, 404001);
        assertThat(sandbox.acceptedSubmits(), is(0));
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /v1/models/community/wan-2-2/first-last-frame, 'GET, POST'",
        "POST, /v1/requests/1/status, GET",
        "GET, /v1/requests/1/cancel, POST",
        "POST, /files/1/video.mp4, 'GET, HEAD'"
    })
    void saysWhatMethodsAPathHas(String method, String path, String allowed) throws Exception {
        HttpResponse<byte[]> response = caller.send(method, path, "");
        assertError(response, 405, 405001);
        assertThat(response.headers().firstValue("Allow").orElse(""), is(allowed));
    }

    @Test
    void knowsNoOtherPaths() throws Exception {
        for (String path : List.of("/", "/v1", "/v2/models/x", "/v1/requests/1", "/v1/requests/1/video", "/files/1")) {
            assertError(caller.get(path), 404, 404001);
        }
    }

    @Test
    void takesNothingButJson() throws Exception {
        assertError(caller.send("POST", MODEL, INPUT, "Content-Type", "text/plain"), 415, 415001);
        assertThat(
                caller.send("POST", MODEL, INPUT, "Content-Type", "application/json; charset=utf-8")
                        .statusCode(),
                is(200));
        assertThat(caller.send("POST", MODEL, INPUT).statusCode(), is(200)); // nothing said is JSON
        assertThat(sandbox.acceptedSubmits(), is(2));
    }

    @Test
    void refusesAnEndlessBody() throws Exception {
        assertError(caller.submitted("{\"6_text\": \"" + "x".repeat(20 << 20) + "\"}"), 413, 413001);
    }

    @Test
    void eachRequestHasItsOwnId() throws Exception {
        assertThat(caller.submit(), is(not(caller.submit())));
        assertThat(sandbox.acceptedSubmits(), is(2));
        assertThat(sandbox.allRequests(), is(not(empty())));
    }

    @Test
    void remembersRequestsWithTheirHeaders() throws Exception {
        caller.submit();
        new Caller(sandbox, "").get("/files/1/2.mp4?x=y");
        Sandbox.Request submit = sandbox.requests(Route.SUBMIT).get(0);
        assertThat(submit.method() + " " + submit.target(), is("POST " + MODEL));
        assertThat(submit.authorization(), is("Bearer " + sandbox.token()));
        assertThat(submit.body(), is(INPUT));
        assertThat(submit.host(), is("127.0.0.1:" + sandbox.port()));
        Sandbox.Request download = sandbox.requests().get(1);
        assertThat(download.route(), is(Route.DOWNLOAD));
        assertThat(download.target(), is("/files/1/2.mp4?x=y"));
        assertThat(download.authorization() == null, is(true));
        assertThat(sandbox.count(Route.SUBMIT), is(1));
    }
}
