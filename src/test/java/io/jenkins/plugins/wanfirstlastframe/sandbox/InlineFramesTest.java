package io.jenkins.plugins.wanfirstlastframe.sandbox;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.wanfirstlastframe.client.Frames;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames that come within a request. */
class InlineFramesTest {

    private static final byte[] PNG = Frames.plain(0x205080, "png");

    private Sandbox sandbox;
    private Caller caller;

    @BeforeEach
    void start() throws Exception {
        sandbox = Sandbox.builder()
                .videos(Videos.fetching(Videos.bytes(1000)))
                .queueTime(Duration.ZERO)
                .runTime(Duration.ZERO)
                .start();
        caller = new Caller(sandbox);
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private HttpResponse<byte[]> submit(String start, String end) throws Exception {
        ObjectNode input = (ObjectNode) Caller.json(Caller.INPUT);
        input.put("68_image", start);
        input.put("62_image", end);
        return caller.submitted(input.toString());
    }

    private static String uri(String mediaType, byte[] content) {
        return "data:" + mediaType + ";base64," + Base64.getEncoder().encodeToString(content);
    }

    private String accepted(String start, String end) throws Exception {
        return Caller.json(submit(start, end)).path("request_id").asText();
    }

    private void awaitState(String id, String state) {
        Awaitility.await().until(() -> caller.status(id).path("status").asText().equals(state));
    }

    @Test
    void areTakenAndKeptAtAnAddressOfTheSandbox() throws Exception {
        byte[] jpeg = Frames.plain(0xffffff, "jpg");
        String id = accepted(uri("image/png", PNG), uri("image/jpeg", jpeg));
        JsonNode input = sandbox.view(id).input();
        assertThat(input.path("68_image").asText(), startsWith(sandbox.baseUrl() + "/frames/inline-"));
        assertThat(caller.get(input.path("68_image").asText()).body(), is(PNG));
        assertThat(caller.get(input.path("62_image").asText()).body(), is(jpeg));
        awaitState(id, "completed");
    }

    @Test
    void mayBeAsLargeAsRunComfysOwnClientsSendThem() throws Exception {
        byte[] large = Frames.noise(1440, 1440);
        assertThat(large.length > 6_000_000 && large.length <= 6 << 20, is(true));
        assertThat(submit(uri("image/png", large), uri("image/png", large)).statusCode(), is(200));
        assertThat(sandbox.requests(Route.SUBMIT).get(0).body().length() < 20_000, is(true));
        HttpResponse<byte[]> refused = submit(uri("image/png", Frames.noise(1500, 1500)), Caller.START);
        assertThat(refused.statusCode(), is(422));
        assertThat(Caller.text(refused), containsString("larger"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data:image/png;base64,AAAA | PNG",
                "data:image/png;base64,%%% | base64",
                "data:image/png,AAAA | base64",
                "data: | base64",
                "data:text/html;base64,PGh0bWw+ | PNG"
            })
    void mustBeImages(String uri, String problem) throws Exception {
        HttpResponse<byte[]> refused = submit(Caller.START, uri);
        assertThat(refused.statusCode(), is(422));
        JsonNode detail = Caller.json(refused).path("detail");
        assertThat(detail.size(), is(1));
        assertThat(detail.at("/0/loc/1").asText(), is("62_image"));
        assertThat(detail.at("/0/msg").asText(), containsString(problem));
        assertThat(sandbox.acceptedSubmits(), is(0));
    }

    @Test
    void mustBeWhatTheySay() throws Exception {
        HttpResponse<byte[]> refused = submit(uri("image/jpeg", PNG), Caller.START);
        assertThat(refused.statusCode(), is(422));
        assertThat(Caller.text(refused), containsString("says image/jpeg and is image/png"));
    }

    @Test
    void canBeRefusedAltogether() throws Exception {
        sandbox.inject(Fault.parse("submit:no-data-uris**"));
        HttpResponse<byte[]> refused = submit(uri("image/png", PNG), uri("image/png", PNG));
        assertThat(refused.statusCode(), is(422));
        assertThat(Caller.json(refused).path("detail").size(), is(2));
        assertThat(Caller.text(refused), containsString("must be a public https URL"));
        assertThat(sandbox.acceptedSubmits(), is(0));
        assertThat(submit(Caller.START, Caller.START).statusCode(), is(200));
    }

    @Test
    void publishedFramesAreFetched() throws Exception {
        String frame = sandbox.host("door.png", HostedFrame.of(PNG));
        String id = accepted(frame + "?signature=x", Caller.START);
        awaitState(id, "completed");
        assertThat(sandbox.countFrames("GET", "door.png"), is(1));
        String lost = accepted(sandbox.baseUrl() + "/frames/no-such.png", Caller.START);
        awaitState(lost, "failed");
        assertThat(sandbox.view(lost).error(), containsString("no-such.png"));
    }
}
