package io.jenkins.plugins.wanfirstlastframe.sandbox;

import static io.jenkins.plugins.wanfirstlastframe.sandbox.Caller.INPUT;
import static io.jenkins.plugins.wanfirstlastframe.sandbox.Caller.json;
import static io.jenkins.plugins.wanfirstlastframe.sandbox.Caller.text;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiFaultTest {

    private Sandbox sandbox;
    private Caller caller;

    @BeforeEach
    void start() throws Exception {
        sandbox = Sandbox.builder()
                .videos(Videos.bytes(1000))
                .queueTime(Duration.ZERO)
                .runTime(Duration.ZERO)
                .start();
        caller = new Caller(sandbox);
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private void script(String fault) {
        sandbox.inject(Fault.parse(fault));
    }

    private HttpResponse<byte[]> status(String id) throws Exception {
        return caller.get("/v1/requests/" + id + "/status");
    }

    @ParameterizedTest
    @CsvSource({
        "submit:reset=5, takes no value",
        "status:fail, is no fault of status but of submit",
        "submit:ignore-range, is no fault of submit but of download"
    })
    void refusesAFaultThatWouldNeverShow(String fault, String message) {
        var e = assertThrows(IllegalArgumentException.class, () -> script(fault));
        assertThat(e.getMessage(), containsString(message));
        assertThat(sandbox.faultsLeft(), is(empty()));
    }

    @Test
    void httpStatusComesAsOftenAsScripted() throws Exception {
        script("submit:503*2");
        assertThat(caller.submitted(INPUT).statusCode(), is(503));
        assertThat(sandbox.faultsLeft().toString(), is("[submit:503]"));
        assertThat(caller.submitted(INPUT).statusCode(), is(503));
        assertThat(sandbox.acceptedSubmits(), is(0));
        assertThat(caller.submitted(INPUT).statusCode(), is(200));
        assertThat(sandbox.faultsLeft(), is(empty()));
        assertThat(sandbox.acceptedSubmits(), is(1));
    }

    @Test
    void faultForEverEndsWithForgiveness() throws Exception {
        script("model:500**");
        for (int i = 0; i < 5; i++) {
            assertThat(caller.get(Caller.MODEL).statusCode(), is(500));
        }
        sandbox.clearFaults();
        assertThat(caller.get(Caller.MODEL).statusCode(), is(200));
    }

    @Test
    void faultsOfACallComeInOrderAndLeaveOtherCallsAlone() throws Exception {
        String id = caller.submit();
        sandbox.inject(Fault.http(Route.STATUS, 500), Fault.http(Route.RESULT, 502), Fault.http(Route.STATUS, 501));
        assertThat(status(id).statusCode(), is(500));
        assertThat(status(id).statusCode(), is(501));
        assertThat(status(id).statusCode(), is(200));
        assertThat(caller.get("/v1/requests/" + id + "/result").statusCode(), is(502));
    }

    @Test
    void faultOfOneRequestLeavesTheOthersAlone() throws Exception {
        String id = caller.submit();
        String other = caller.submit();
        sandbox.inject(Fault.http(Route.STATUS, 404).forRequest(other), Fault.http(Route.STATUS, 500));
        assertThat(status(id).statusCode(), is(500));
        assertThat(status(id).statusCode(), is(200));
        assertThat(status(other).statusCode(), is(404));
    }

    @Test
    void httpStatusCarriesCodeMessageAndRetryAfter() throws Exception {
        script("submit:429,code=429001,message=Slow down,retry-after=7");
        HttpResponse<byte[]> response = caller.submitted(INPUT);
        assertThat(json(response), is(json("{\"error_code\": 429001, \"error_message\": \"Slow down\"}")));
        assertThat(response.headers().firstValue("Retry-After").orElse(""), is("7"));
    }

    @Test
    void retryAfterCanBeADate() throws Exception {
        script("submit:503,retry-date=3600");
        String date =
                caller.submitted(INPUT).headers().firstValue("Retry-After").orElse("");
        ZonedDateTime parsed = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME);
        assertThat(Duration.between(ZonedDateTime.now(), parsed).toMinutes(), is(greaterThan(58L)));
    }

    @Test
    void errorCanComeWithStatus200() throws Exception {
        script("submit:error-in-200=400002");
        HttpResponse<byte[]> response = caller.submitted(INPUT);
        assertThat(response.statusCode(), is(200));
        assertThat(json(response).path("error_code").asInt(), is(400002));
        assertThat(sandbox.acceptedSubmits(), is(0));
    }

    @ParameterizedTest
    @CsvSource({"submit:html, 200", "submit:html=502, 502"})
    void htmlCanComeInsteadOfJson(String fault, int status) throws Exception {
        script(fault);
        HttpResponse<byte[]> response = caller.submitted(INPUT);
        assertThat(response.statusCode(), is(status));
        assertThat(response.headers().firstValue("Content-Type").orElse(""), is("text/html"));
        assertThat(text(response), startsWith("<!DOCTYPE html>"));
        assertThat(sandbox.acceptedSubmits(), is(0));
    }

    @Test
    void answerCanBeEmpty() throws Exception {
        script("submit:empty");
        HttpResponse<byte[]> response = caller.submitted(INPUT);
        assertThat(response.statusCode(), is(200));
        assertThat(response.body().length, is(0));
        assertThat(sandbox.acceptedSubmits(), is(0));
    }

    @Test
    void jsonCanBreakOffAfterTheSubmitWasAccepted() throws Exception {
        script("submit:cut");
        HttpResponse<byte[]> response = caller.submitted(INPUT);
        assertThat(response.statusCode(), is(200));
        assertThat(text(response), startsWith("{\"request_id\""));
        assertThrows(JsonProcessingException.class, () -> json(response));
        assertThat(sandbox.acceptedSubmits(), is(1));
    }

    @Test
    void hostileMessageIsAMegabyteOfControlCharacters() throws Exception {
        script("submit:hostile=422");
        HttpResponse<byte[]> response = caller.submitted(INPUT);
        assertThat(response.statusCode(), is(422));
        String message = json(response).path("error_message").asText();
        assertThat(message.length(), is(greaterThan(1_000_000)));
        assertThat(message.substring(0, 100), containsString("\u001b[2J"));
        assertThat(message.substring(0, 100), containsString("\nFinished: SUCCESS\n"));
        assertThat(json(response).path("error_code").asInt(), is(422001));
    }

    @Test
    void statusWordCanBeUnknownCapitalOrAnotherSpelling() throws Exception {
        String id = caller.submit();
        sandbox.hold();
        String cancelled = caller.submit();
        caller.cancel(cancelled);
        script("status:word=warming_up");
        script("status:capitals");
        script("status:alias");
        script("status:alias");
        assertThat(caller.status(id).path("status").asText(), is("warming_up"));
        assertThat(caller.status(id).path("status").asText(), is("COMPLETED"));
        assertThat(caller.status(id).path("status").asText(), is("succeeded"));
        assertThat(caller.status(cancelled).path("status").asText(), is("canceled"));
        assertThat(caller.status(id).path("status").asText(), is("completed"));
    }

    @Test
    void urlsCanLeadElsewhere() throws Exception {
        script("submit:foreign-urls=https://evil.example");
        JsonNode answer = json(caller.submitted(INPUT));
        String id = answer.path("request_id").asText();
        for (String call : new String[] {"status", "result", "cancel"}) {
            assertThat(answer.path(call + "_url").asText(), is("https://evil.example/v1/requests/" + id + "/" + call));
        }
    }

    @Test
    void resultCanBeLateAlthoughTheStatusSaysCompleted() throws Exception {
        String id = caller.submit();
        script("result:not-ready*2");
        assertThat(caller.status(id).path("status").asText(), is("completed"));
        assertThat(caller.result(id).path("status").asText(), is("in_progress"));
        assertThat(caller.result(id).has("output"), is(false));
        assertThat(caller.result(id).path("status").asText(), is("completed"));
    }

    @Test
    void videoCanBeMissingOrInAnotherForm() throws Exception {
        String id = caller.submit();
        String usual = caller.videoUrl(id);
        script("result:no-video");
        script("result:videos");
        script("result:object");
        script("result:video=https://evil.example/a.mp4");
        assertThat(caller.result(id).path("output"), is(json("{}")));
        assertThat(caller.result(id).at("/output/videos/0").asText(), is(usual));
        assertThat(caller.result(id).at("/output/video/url").asText(), is(usual));
        assertThat(caller.videoUrl(id), is("https://evil.example/a.mp4"));
    }

    @Test
    void videoCanBeNamedLikeAPathOutOfTheFolder() throws Exception {
        String id = caller.submit();
        script("result:file-name=../../evil.mp4");
        String url = caller.videoUrl(id);
        assertThat(url, containsString("/files/" + id + "/..%2F..%2Fevil.mp4?"));
        assertThat(caller.get(url).body().length, is(1000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"submit:fail=CUDA out of memory", "submit:fail", "submit:fail-hostile"})
    void requestCanFail(String fault) throws Exception {
        script(fault);
        String id = caller.submit();
        assertThat(caller.status(id).path("status").asText(), is("failed"));
        JsonNode result = caller.result(id);
        String expected = fault.endsWith("fail") ? "sandbox" : fault.endsWith("hostile") ? "\u001b" : "CUDA";
        assertThat(result.path("error").asText(), containsString(expected));
        assertThat(caller.result(caller.submit()).path("status").asText(), is("completed"));
    }
}
