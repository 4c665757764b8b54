package io.jenkins.plugins.wanfirstlastframe.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.jenkins.plugins.wanfirstlastframe.client.ServiceException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers in a form that the service's documentation doesn't know, or from somebody else. */
@Timeout(60)
class ForeignAnswerTest {

    private static final RequestId ID = new RequestId("the-request");
    private static final String RUNNING = "{\"request_id\": \"the-request\", \"status\": \"in_progress\"}";
    private static final OkHttpClient HTTP = new OkHttpClient();

    private static RunComfyClient client(RawServer server) {
        return new RunComfyClient(ServiceUrl.parse(server.url()), () -> "token", HTTP, "wan-test", Clock.systemUTC());
    }

    private static void call(RunComfyClient client, Endpoint endpoint) throws ServiceException {
        try {
            switch (endpoint) {
                case SUBMIT ->
                    client.submit(GenerationInput.builder()
                            .startImage("Runcomfy_Example_1259_1.png")
                            .endImage("Runcomfy_Example_1259_2.png")
                            .prompt("Puppy")
                            .build());
                case STATUS -> client.status(ID);
                case RESULT -> client.result(ID);
                case CANCEL -> client.cancel(ID);
                case MODEL -> client.model();
                case BALANCE -> client.balance();
            }
        } catch (InvalidInputException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ServiceException failure(byte[] answer, Endpoint endpoint) throws IOException {
        try (RawServer server = new RawServer(request -> answer)) {
            return assertThrows(ServiceException.class, () -> call(client(server), endpoint));
        }
    }

    private static RequestStatus status(byte[] answer) throws Exception {
        try (RawServer server = new RawServer(request -> answer)) {
            return client(server).status(ID);
        }
    }

    static Stream<Arguments> marked() {
        return Stream.of(
                arguments("UTF-8", ("\ufeff" + RUNNING).getBytes(UTF_8)),
                arguments("UTF-8 twice", ("\ufeff\ufeff" + RUNNING).getBytes(UTF_8)),
                arguments("among white space", (" \r\n\ufeff\n" + RUNNING).getBytes(UTF_8)),
                arguments("UTF-16, big end first", ("\ufeff" + RUNNING).getBytes(UTF_16BE)),
                arguments("UTF-16, little end first", ("\ufeff" + RUNNING).getBytes(UTF_16LE)),
                arguments("none", RUNNING.getBytes(UTF_8)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("marked")
    void aByteOrderMarkIsWhiteSpace(String words, byte[] body) throws Exception {
        byte[] answer = RawServer.answer(200, body, "Content-Type: application/json");
        assertThat(words, status(answer).state(), is(RequestStatus.State.IN_PROGRESS));
    }

    @ParameterizedTest
    @EnumSource(Endpoint.class)
    void aPageIsCalledThatAtAnyCall(Endpoint endpoint) throws IOException {
        String page = "<html><head><title>Blocked by\nthe firewall</title></head><body>No</body></html>";
        for (int status : new int[] {200, 401, 403, 404, 502}) {
            ServiceException e = failure(RawServer.answer(status, page, "Content-Type: text/html"), endpoint);
            assertThat(
                    e.getMessage(),
                    allOf(
                            containsString("an HTML page came (\"Blocked by the firewall\") in place of an answer"),
                            containsString("(HTTP " + status + ")")));
            assertThat(e.getMessage(), e.kind(), is(status == 502 ? Kind.SERVER : Kind.UNREADABLE));
            assertThat(e.getMessage(), e.outcomeUnknown(), is(true));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE html>\n<html lang=en><h1>Access denied</h1>",
                "\ufeff<HTML><BODY>Sign in</BODY></HTML>",
                "\n\n  <!-- proxy --><html><script>location='https://login.example'</script>",
                "<head><meta http-equiv=refresh content='0; url=/login'></head>"
            })
    void aPageIsKnownByItsBeginning(String page) throws IOException {
        ServiceException e = failure(RawServer.answer(200, page), Endpoint.STATUS);
        assertThat(e.getMessage(), containsString("an HTML page came"));
        assertThat(e.kind(), is(Kind.UNREADABLE));
    }

    @Test
    void aPageIsKnownByItsTypeAndTextIsNoPage() throws IOException {
        ServiceException page = failure(
                RawServer.answer(403, "Denied by policy", "Content-Type: Text/HTML; charset=utf-8"), Endpoint.STATUS);
        assertThat(page.getMessage(), containsString("an HTML page came in place of an answer"));
        ServiceException text = failure(RawServer.answer(200, "upstream < downstream"), Endpoint.STATUS);
        assertThat(text.getMessage(), containsString("the answer is not JSON"));
        assertThat(failure(RawServer.answer(200, ""), Endpoint.STATUS).getMessage(), containsString("empty"));
        ServiceException limited = failure(RawServer.answer(429, "<html>Slow down</html>"), Endpoint.STATUS);
        assertThat(limited.kind(), is(Kind.SLOW_DOWN));
    }

    private static byte[] packed(String text, boolean gzip) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var out = gzip ? new GZIPOutputStream(bytes) : new DeflaterOutputStream(bytes)) {
            out.write(text.getBytes(ISO_8859_1));
        }
        return bytes.toByteArray();
    }

    @Test
    void encodedAnswersAreReadOrNamed() throws Exception {
        String gzip = "Content-Encoding: gzip";
        String deflate = "content-encoding: Deflate";
        assertThat(status(RawServer.answer(200, packed(RUNNING, true), gzip)).rawStatus(), is("in_progress"));
        assertThat(
                status(RawServer.answer(200, packed(RUNNING, false), deflate)).rawStatus(), is("in_progress"));
        assertThat(
                status(RawServer.answer(200, RUNNING, "Content-Encoding: identity"))
                        .rawStatus(),
                is("in_progress"));
        ServiceException e =
                failure(RawServer.answer(200, new byte[] {1, 2, 3}, "Content-Encoding: br"), Endpoint.STATUS);
        assertThat(e.getMessage(), containsString("the answer is encoded as \"br\", which was not asked for"));
        assertThat(e.kind(), is(Kind.UNREADABLE));
        ServiceException refused =
                failure(RawServer.answer(429, new byte[] {1, 2, 3}, "Content-Encoding: zstd"), Endpoint.SUBMIT);
        assertThat(refused.getMessage(), containsString("zstd"));
        assertThat(refused.kind(), is(Kind.SLOW_DOWN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"another", "the-request-2", "42"})
    void anAnswerAboutAnotherRequestIsNotTaken(String other) throws IOException {
        String body = "{\"request_id\": \"" + other + "\", \"status\": \"completed\", \"outcome\": \"cancelled\","
                + " \"output\": {\"video\": \"https://a.example/v.mp4\"}}";
        for (Endpoint endpoint : new Endpoint[] {Endpoint.STATUS, Endpoint.RESULT, Endpoint.CANCEL}) {
            ServiceException e = failure(RawServer.answer(200, body), endpoint);
            assertThat(e.kind(), is(Kind.ANOTHER_REQUEST));
            assertThat(e.getMessage(), containsString("about another request, " + other));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"other/model", "community/wan-2-2/text-to-video", "Community/wan-2-1/first-last-frame"})
    void aRequestOfAnotherModelIsNotTaken(String model) throws IOException {
        String body = "{\"request_id\": \"the-request\", \"model_id\": \"" + model + "\", \"status\": \"completed\"}";
        ServiceException e = failure(RawServer.answer(200, body), Endpoint.RESULT);
        assertThat(e.kind(), is(Kind.ANOTHER_MODEL));
        assertThat(e.getMessage(), allOf(containsString(model), containsString(ServiceUrl.MODEL)));
    }

    @Test
    void theSameRequestInOtherLettersIsTaken() throws Exception {
        String body = "{\"request_id\": \"THE-request\", \"model_id\": \"" + ServiceUrl.MODEL
                + "\", \"status\": \"in_queue\"}";
        assertThat(status(RawServer.answer(200, body)).state(), is(RequestStatus.State.IN_QUEUE));
        assertThat(
                status(RawServer.answer(200, "{\"request_id\": null, \"status\": \"in_queue\"}"))
                        .state(),
                is(RequestStatus.State.IN_QUEUE));
    }
}
