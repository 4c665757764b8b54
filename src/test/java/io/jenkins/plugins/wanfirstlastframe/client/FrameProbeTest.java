package io.jenkins.plugins.wanfirstlastframe.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.sameInstance;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.wanfirstlastframe.client.FrameProbe.UnknownFrameException;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.HostedFrame;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Videos;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a frame on a web server is the one of before. */
@Timeout(60)
class FrameProbeTest {

    private static final byte[] PNG = Frames.plain(0x336699, "png");
    private static final byte[] OTHER = Frames.plain(0x996633, "png");
    private static final Instant TIME = Instant.parse("2026-10-21T07:28:00Z");
    private static final String NAME = "door.png";
    private static final String SECRET = "?X-Signature=secret";

    private final FrameProbe probe = new FrameProbe(new OkHttpClient());
    private Sandbox sandbox;
    private String url;

    @BeforeEach
    void start() throws Exception {
        sandbox = Sandbox.builder().videos(Videos.bytes(100)).start();
        url = sandbox.host(NAME, HostedFrame.of(PNG));
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private static ImageSource.WebAddress address(String url) {
        return (ImageSource.WebAddress) ImageSource.parse(url);
    }

    private FrameFingerprint look(FrameFingerprint earlier) throws UnknownFrameException {
        return probe.look(address(url + SECRET), earlier);
    }

    private UnknownFrameException refusal(String url) {
        return assertThrows(UnknownFrameException.class, () -> probe.look(address(url), null));
    }

    private int reads() {
        return sandbox.countFrames("GET", NAME);
    }

    @Test
    void readsAFrameThatIsSeenForTheFirstTime() throws Exception {
        FrameFingerprint print = look(null);
        assertThat(print.source(), is(url));
        assertThat(print.sha256(), is(Optional.of(ByteString.of(PNG).sha256().hex())));
        assertThat(print.bytes(), is((long) PNG.length));
        assertThat(print.validator(), is(Optional.empty()));
        assertThat(sandbox.countFrames("HEAD", NAME), is(0));
        assertThat(reads(), is(1));
    }

    @Test
    void believesAStrongTagAndReadsNothing() throws Exception {
        sandbox.host(NAME, HostedFrame.of(PNG).withETag("\"1\""));
        FrameFingerprint earlier = look(null);
        assertThat(look(earlier), is(sameInstance(earlier)));
        assertThat(reads(), is(1));
        sandbox.host(NAME, HostedFrame.of(OTHER).withETag("\"2\""));
        assertThat(look(earlier).sameContent(earlier), is(false));
        assertThat(reads(), is(2));
    }

    @Test
    void believesTheTimeOfTheLastChangeTogetherWithTheLength() throws Exception {
        sandbox.host(NAME, HostedFrame.of(PNG).withLastModified(TIME));
        FrameFingerprint earlier = look(null);
        assertThat(look(earlier), is(sameInstance(earlier)));
        assertThat(reads(), is(1));
        sandbox.host(NAME, HostedFrame.of(new byte[PNG.length + 1]).withLastModified(TIME));
        assertThat(look(earlier).sameContent(earlier), is(false));
        sandbox.host(NAME, HostedFrame.of(OTHER).withLastModified(TIME.plusSeconds(1)));
        assertThat(look(earlier).sameContent(earlier), is(false));
    }

    @Test
    void doesNotBelieveTheTimeOfAChangeThatHasOnlyJustBeen() throws Exception {
        sandbox.host(NAME, HostedFrame.of(PNG).withLastModified(Instant.now().plusSeconds(1)));
        assertThat(look(null).validator(), is(Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"W/\"1\"", "w/\"1\"", "1", "\"\"", "\"1", "\"a\"b\"", "\"1\", \"2\""})
    void readsWhereATagIsWeakOrNone(String tag) throws Exception {
        sandbox.host(NAME, HostedFrame.of(PNG).withETag(tag));
        FrameFingerprint earlier = look(null);
        assertThat(earlier.validator(), is(Optional.empty()));
        assertThat(look(earlier).sameContent(earlier), is(true));
        assertThat(reads(), is(2));
    }

    @Test
    void aTagThatIsTooLongToBeKeptIsNone() throws Exception {
        sandbox.host(NAME, HostedFrame.of(PNG).withETag('"' + "x".repeat(201) + '"'));
        assertThat(look(null).validator(), is(Optional.empty()));
    }

    @Test
    void theSameBytesAreTheSameContentWhateverTheTag() throws Exception {
        sandbox.host(NAME, HostedFrame.of(PNG).withETag("\"1\""));
        FrameFingerprint earlier = look(null);
        sandbox.host(NAME, HostedFrame.of(PNG).withETag("\"2\""));
        assertThat(look(earlier).sameContent(earlier), is(true));
        assertThat(reads(), is(2));
    }

    @Test
    void whatIsKnownOfAnotherAddressCountsForNothing() throws Exception {
        sandbox.host(NAME, HostedFrame.of(PNG).withETag("\"1\""));
        String other = sandbox.host("gate.png", HostedFrame.of(OTHER).withETag("\"1\""));
        FrameFingerprint earlier = look(null);
        FrameFingerprint print = probe.look(address(other), earlier);
        assertThat(print.sameContent(earlier), is(false));
        assertThat(sandbox.countFrames("GET", "gate.png"), is(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 405, 500, 501})
    void asksInAnotherWayWhereHeadIsRefused(int status) throws Exception {
        sandbox.host(NAME, HostedFrame.of(PNG).withETag("\"1\"").refusingHead(status));
        FrameFingerprint earlier = look(null);
        assertThat(look(earlier), is(sameInstance(earlier)));
        sandbox.host(NAME, HostedFrame.of(OTHER).withETag("\"2\"").refusingHead(status));
        assertThat(look(earlier).sameContent(earlier), is(false));
        assertThat(sandbox.countFrames("HEAD", NAME), is(2));
        assertThat("once for each look", reads(), is(3));
    }

    @Test
    void asksForTheFileAsItIsAndGivesNothingAway() throws Exception {
        OkHttpClient shared = new OkHttpClient.Builder()
                .addInterceptor(chain -> chain.proceed(chain.request()
                        .newBuilder()
                        .header("Authorization", "Bearer secret")
                        .build()))
                .build();
        try (RawServer server = new RawServer(request -> RawServer.answer(200, PNG, "Set-Cookie: a=b"))) {
            FrameProbe other = new FrameProbe(shared);
            other.look(address(server.url() + "/x.png?q=1"), null);
            other.look(address(server.url() + "/x.png?q=1"), null);
            for (String request : server.requests()) {
                assertThat(request, containsString("Accept-Encoding: identity"));
                assertThat(request, not(containsString("Bearer")));
                assertThat(request, not(containsString("Cookie")));
            }
        }
    }

    @Test
    void followsRedirectsThatTheServiceWouldFollow() throws Exception {
        sandbox.inject(
                Fault.of(Route.FRAME, Fault.Type.REDIRECT, url + "?moved").times(5));
        FrameFingerprint print = look(null);
        assertThat("the address that was given", print.source(), is(url));
        assertThat(reads(), is(6));
        sandbox.inject(Fault.of(Route.FRAME, Fault.Type.LOOP).times(Fault.FOR_EVER));
        assertThat(refusal(url).getMessage(), is("127.0.0.1 redirects it again and again"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://a.example/x.png | it is redirected, and then must be served over https",
                "https://10.0.0.1/x.png | it is redirected, and then lies at an address inside a private network",
                "https://169.254.169.254/latest | it is redirected, and then lies at an address inside",
                "https://[fd00::1]/x.png | it is redirected, and then lies at an address inside",
                "file:///etc/hostname | it is redirected to a place that is no web address"
            })
    void isLedNowhereElse(String target, String why) {
        sandbox.inject(Fault.of(Route.FRAME, Fault.Type.REDIRECT, target));
        assertThat(refusal(url).getMessage(), containsString(why));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "127.0.0.1", "169.254.169.254", "fd00::1"})
    void asksNoHostInsideTheNetworkByItsName(String inside) {
        OkHttpClient http = new OkHttpClient.Builder()
                .dns(host -> List.of(InetAddress.getByName(inside)))
                .build();
        UnknownFrameException e = assertThrows(
                UnknownFrameException.class,
                () -> new FrameProbe(http).look(address("https://intranet.example/x.png"), null));
        assertThat(
                e.getMessage(),
                is("intranet.example is a host inside a private network, which the service can't reach"));
    }

    @Test
    void saysWhyItCantBeToldWithoutTheSignature() throws Exception {
        sandbox.unhost(NAME);
        UnknownFrameException gone = refusal(url + SECRET);
        assertThat(gone.getMessage(), is("127.0.0.1 answers HTTP 404"));
        sandbox.host(NAME, HostedFrame.of(PNG));
        for (String fault : List.of("frame:reset", "frame:truncate=10", "frame:reset-unread")) {
            sandbox.inject(Fault.parse(fault + "*2")); // the HTTP library tries a broken connection once more
            UnknownFrameException e = refusal(url + SECRET);
            sandbox.clearFaults();
            assertThat(fault, e.getMessage(), is("the connection to 127.0.0.1 failed or broke off"));
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            assertThat(trace.toString(), not(containsString("secret")));
        }
    }

    @Test
    void readsNoMoreThanFiftyMegabytes() throws Exception {
        byte[] large = new byte[(int) FrameFingerprint.MAX_BYTES + 1];
        sandbox.host(NAME, HostedFrame.of(large));
        assertThat(refusal(url).getMessage(), is("it is larger than 50 MB"));
        sandbox.inject(Fault.parse("frame:no-length"));
        assertThat(refusal(url).getMessage(), is("it is larger than 50 MB"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"frame:stall", "frame:stall-at=10", "frame:trickle=5"})
    void waitsNotForEver(String fault) {
        sandbox.inject(Fault.parse(fault));
        FrameProbe hasty = new FrameProbe(new OkHttpClient(), Duration.ofMillis(500));
        long begin = System.nanoTime();
        UnknownFrameException e =
                assertThrows(UnknownFrameException.class, () -> hasty.look(address(url + SECRET), null));
        assertThat(e.getMessage(), is("127.0.0.1 does not send it in time"));
        assertThat(Duration.ofNanos(System.nanoTime() - begin), lessThan(Duration.ofSeconds(10)));
    }

    @Test
    void theTimeIsThatOfAllRedirectsTogether() {
        sandbox.inject(Fault.of(Route.FRAME, Fault.Type.REDIRECT, url).times(2), Fault.parse("frame:stall"));
        FrameProbe hasty = new FrameProbe(new OkHttpClient(), Duration.ofMillis(800));
        UnknownFrameException e = assertThrows(UnknownFrameException.class, () -> hasty.look(address(url), null));
        assertThat(e.getMessage(), is("127.0.0.1 does not send it in time"));
    }

    @Test
    void canBeEndedFromAnotherThread() throws Exception {
        sandbox.inject(Fault.parse("frame:stall"));
        CompletableFuture<FrameFingerprint> look = CompletableFuture.supplyAsync(() -> {
            try {
                return look(null);
            } catch (UnknownFrameException e) {
                throw new IllegalStateException(e.getMessage());
            }
        });
        sandbox.awaitCount(Route.FRAME, 1);
        probe.cancel();
        ExecutionException e = assertThrows(ExecutionException.class, () -> look.get(10, TimeUnit.SECONDS));
        assertThat(e.getCause().getMessage(), is("the look at it was given up"));
        assertThat("and begins no other", refusal(url).getMessage(), is("the look at it was given up"));
        assertThat(reads(), is(1));
    }
}
