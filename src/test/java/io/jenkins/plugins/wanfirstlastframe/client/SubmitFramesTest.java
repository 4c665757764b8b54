package io.jenkins.plugins.wanfirstlastframe.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceException.Kind;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.HostedFrame;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Videos;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames that a request is given in place of what its input says. */
class SubmitFramesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] PNG = Frames.plain(0x102030, "png");
    private static final FrameContent.Inline INLINE = new FrameContent.Inline("image/png", PNG);

    private Sandbox sandbox;
    private RunComfyClient client;

    @BeforeEach
    void start() throws Exception {
        sandbox = Sandbox.builder().videos(Videos.bytes(1000)).start();
        client = client(sandbox.baseUrl());
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private static RunComfyClient client(String service) {
        return new RunComfyClient(
                ServiceUrl.parse(service),
                () -> Sandbox.DEFAULT_TOKEN,
                new OkHttpClient(),
                "wan-test",
                Clock.systemUTC(),
                Duration.ofSeconds(20));
    }

    private static GenerationInput input(String prompt) throws InvalidInputException {
        return GenerationInput.builder()
                .startImage("https://a.example/start.png")
                .endImage("https://a.example/end.png?X-Signature=1")
                .prompt(prompt)
                .seed(7)
                .build();
    }

    private static String body(Map<Parameter, FrameContent> frames, String prompt) throws Exception {
        RequestJson json = RequestJson.of(input(prompt), frames);
        Buffer body = new Buffer();
        json.writeTo(body);
        assertThat("the announced length", json.length(), is(body.size()));
        return body.readUtf8();
    }

    private byte[] received(String wireName) throws Exception {
        String url = sandbox.allRequests().get(0).input().path(wireName).asText();
        try (Response response = new OkHttpClient()
                .newCall(new Request.Builder().url(url).build())
                .execute()) {
            return response.body().bytes();
        }
    }

    @Test
    void standInPlaceOfTheImagesAndNothingElseChanges() throws Exception {
        String published = "https://b.example/x.png?X-Signature=\"a\\b\"&c=d";
        String link = "https://b.example/x.png?X-Signature=1%22&c=d";
        assertThrows(IllegalArgumentException.class, () -> new FrameContent.Link(published));
        String body = body(
                Map.of(Parameter.START_IMAGE, INLINE, Parameter.END_IMAGE, new FrameContent.Link(link)), "a \"door\"");
        String base64 = Base64.getEncoder().encodeToString(PNG);
        assertThat(
                body,
                is("{\"68_image\":\"data:image/png;base64," + base64 + "\",\"62_image\":\"" + link
                        + "\",\"6_text\":\"a \\\"door\\\"\",\"57_noise_seed\":7}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"data:image/png;base64,#1", "x \"data:image/png;base64,", "\ud83d\udc36 \u0000\n]", "]]"})
    void noPromptIsMistakenForAFrame(String prompt) throws Exception {
        JsonNode body = JSON.readTree(body(Map.of(Parameter.START_IMAGE, INLINE, Parameter.END_IMAGE, INLINE), prompt));
        assertThat(body.path("6_text").asText(), is(prompt));
        assertThat(body.path("68_image"), is(body.path("62_image")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 12_287, 12_288, 12_289, 12_290, 40_000})
    void anyNumberOfBytesIsEncodedWhole(int length) throws Exception {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0xfb);
        String body = body(Map.of(Parameter.END_IMAGE, new FrameContent.Inline("image/webp", bytes)), "x");
        String uri = JSON.readTree(body).path("62_image").asText();
        assertThat(uri.startsWith("data:image/webp;base64,"), is(true));
        assertThat(Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1)), is(bytes));
    }

    @Test
    void arriveAsTheyAre() throws Exception {
        byte[] jpeg = Frames.plain(0xff8000, "jpg");
        client.submit(
                input("Puppy"),
                Map.of(
                        Parameter.START_IMAGE,
                        INLINE,
                        Parameter.END_IMAGE,
                        new FrameContent.Inline("image/jpeg", jpeg)));
        assertThat(received("68_image"), is(PNG));
        assertThat(received("62_image"), is(jpeg));
    }

    @Test
    void aPublishedFrameIsGivenByItsAddress() throws Exception {
        String url = sandbox.host("start.png", HostedFrame.of(PNG)) + "?signature=x";
        client.submit(input("Puppy"), Map.of(Parameter.START_IMAGE, new FrameContent.Link(url)));
        JsonNode input = sandbox.allRequests().get(0).input();
        assertThat(input.path("68_image").asText(), is(url));
        assertThat(input.path("62_image").asText(), is("https://a.example/end.png?X-Signature=1"));
    }

    @Test
    void aRefusalSaysThatAFrameWasSentWithin() throws Exception {
        sandbox.inject(Fault.parse("submit:no-data-uris"));
        ServiceException e = assertThrows(
                ServiceException.class, () -> client.submit(input("Puppy"), Map.of(Parameter.START_IMAGE, INLINE)));
        assertThat(e.kind(), is(Kind.INVALID_INPUT));
        assertThat(e.billing(), is(Billing.NOT_BILLED));
        assertThat(
                e.getMessage(),
                is("RunComfy submit failed: the service refuses the input: Start Image: Value error, must be a public"
                        + " https URL (HTTP 422, error code 422001); a frame was sent within the request, as a data URI:"
                        + " if that is the reason, the frame must be published at an https address"));
        sandbox.inject(Fault.http(Route.SUBMIT, 413));
        e = assertThrows(
                ServiceException.class, () -> client.submit(input("Puppy"), Map.of(Parameter.START_IMAGE, INLINE)));
        assertThat(e.getMessage(), containsString("a frame was sent within the request"));
        assertThat(sandbox.acceptedSubmits(), is(0));
    }

    @Test
    void otherFailuresSayNothingOfIt() throws Exception {
        sandbox.inject(Fault.http(Route.SUBMIT, 422), Fault.http(Route.SUBMIT, 401));
        ServiceException refused = assertThrows(ServiceException.class, () -> client.submit(input("Puppy")));
        assertThat(refused.getMessage(), not(containsString("data URI")));
        ServiceException token = assertThrows(
                ServiceException.class, () -> client.submit(input("Puppy"), Map.of(Parameter.START_IMAGE, INLINE)));
        assertThat(token.getMessage(), not(containsString("data URI")));
    }

    @Test
    void theServiceCantBringAFramesBytesIntoAMessage() throws Exception {
        String base64 = Base64.getEncoder().encodeToString(PNG);
        String answer =
                "{\"detail\": [{\"loc\": [\"body\", \"68_image\"], \"msg\": \"not a URL: 'data:image/png;base64,"
                        + base64 + "'\", \"input\": \"data:image/png;base64," + base64 + "\"}]}";
        try (RawServer server = new RawServer(request -> RawServer.answer(422, answer))) {
            ServiceException e = assertThrows(
                    ServiceException.class,
                    () -> client(server.url()).submit(input("Puppy"), Map.of(Parameter.START_IMAGE, INLINE)));
            assertThat(
                    e.getMessage(),
                    allOf(
                            containsString("Start Image: not a URL: 'data:image/png;base64,…'"),
                            not(containsString(base64.substring(0, 12)))));
        }
    }

    @Test
    void aLargeOneHasMoreTime() throws Exception {
        RunComfyClient hasty = new RunComfyClient(
                ServiceUrl.parse(sandbox.baseUrl()),
                () -> Sandbox.DEFAULT_TOKEN,
                new OkHttpClient(),
                "wan-test",
                Clock.systemUTC(),
                Duration.ofMillis(1500));
        sandbox.inject(Fault.parse("submit:trickle=100*2"));
        ServiceException e = assertThrows(ServiceException.class, () -> hasty.submit(input("Puppy")));
        assertThat(e.kind(), is(Kind.NO_ANSWER));
        byte[] large = Frames.noise(400, 400);
        hasty.submit(input("Puppy"), Map.of(Parameter.START_IMAGE, new FrameContent.Inline("image/png", large)));
        assertThat(sandbox.acceptedSubmits(), is(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "image/gif", "image/svg+xml", "image/png\",\"x\":\"", "IMAGE/PNG"})
    void onlyWhatTheModelTakesIsAnImage(String mediaType) {
        assertThrows(IllegalArgumentException.class, () -> new FrameContent.Inline(mediaType, PNG));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://a.example/x.png", "https://10.0.0.1/x.png", "Runcomfy_Example_1259_1.png", "x.png", ""})
    void aLinkIsAnAddressThatTheServiceCanFetch(String url) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> new FrameContent.Link(url));
        assertThat(e.getMessage().length(), lessThan(300));
    }

    @Test
    void neitherShowsWhatIsSecretInIt() {
        assertThat(INLINE.toString(), is("image/png of " + PNG.length + " bytes"));
        assertThat(new FrameContent.Link("https://a.example/x?sig=1").toString(), not(containsString("sig")));
    }
}
