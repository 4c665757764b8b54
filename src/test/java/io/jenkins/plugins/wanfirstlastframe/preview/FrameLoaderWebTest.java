package io.jenkins.plugins.wanfirstlastframe.preview;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.wanfirstlastframe.client.FrameAddress;
import io.jenkins.plugins.wanfirstlastframe.client.ImageSource;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okio.Buffer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameLoaderWebTest {

    private static final byte[] PNG = Images.encode(Images.plain(8, 6, 0x123456), "png");
    private static final FrameLimits SMALL =
            new FrameLimits(100_000, 1_000_000, Duration.ofMillis(600), Duration.ofMillis(1200));

    private final MockWebServer server = new MockWebServer();
    private final FrameLoader loader = new FrameLoader(new OkHttpClient(), SMALL);

    @BeforeEach
    void start() throws Exception {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void loadsAnImageWhateverItsContentType() throws Exception {
        server.enqueue(image().setHeader("Content-Type", "text/plain").build());
        assertThat(loader.load(source("/a.txt")).getWidth(), is(8));
    }

    @Test
    void drawsAnExampleWithoutAskingAnyServer() throws Exception {
        assertThat(loader.load(ImageSource.parse("Runcomfy_Example_1259_1.png")).getWidth(), is(720));
        assertThat(server.getRequestCount(), is(0));
    }

    @Test
    void sendsNeitherCookiesNorWhatTheSharedClientAdds() throws Exception {
        OkHttpClient shared = new OkHttpClient.Builder()
                .cookieJar(new CookieJar() {
                    @Override
                    public void saveFromResponse(HttpUrl url, List<Cookie> cookies) {}

                    @Override
                    public List<Cookie> loadForRequest(HttpUrl url) {
                        return List.of(new Cookie.Builder()
                                .domain(url.host())
                                .name("session")
                                .value("1")
                                .build());
                    }
                })
                .addInterceptor(chain -> chain.proceed(chain.request()
                        .newBuilder()
                        .header("Authorization", "Bearer secret")
                        .build()))
                .build();
        server.enqueue(image().build());
        new FrameLoader(shared, SMALL).load(source("/a.png"));

        RecordedRequest request = server.takeRequest();
        assertThat(request.getHeaders().get("Cookie"), is(nullValue()));
        assertThat(request.getHeaders().get("Authorization"), is(nullValue()));
    }

    @Test
    void refusesAWebPageServedAsPng() {
        server.enqueue(new MockResponse.Builder()
                .setHeader("Content-Type", "image/png")
                .body("<html>Sign in</html>")
                .build());
        assertThat(refusal("/a.png"), containsString("is not a PNG, JPEG or WebP image (it looks like a web page)"));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 500})
    void saysWhatTheServerAnswered(int code) {
        server.enqueue(new MockResponse.Builder().code(code).build());
        assertThat(refusal("/a.png"), containsString("its server answers " + code));
    }

    @Test
    void aMessageIsOneLineWithoutTheSecretsOfTheUrl() {
        server.enqueue(new MockResponse.Builder().code(403).build());
        assertThat(
                refusal("/a.png?X-Amz-Signature=SECRET#SECRET"),
                allOf(containsString("/a.png can't be fetched"), not(containsString("SECRET"))));
        assertThat(
                message(loader, "http://SECRET:SECRET@example.com/a%1B%5B31m%0A.png?X-Amz-Signature=SECRET"),
                allOf(containsString("http://example.com/a"), not(containsString("SECRET"))));
    }

    @Test
    void theServicesLimitIsFiftyMegabytes() {
        assertThat(FrameLimits.DEFAULT.bytes(), is(50_000_000L));
    }

    @Test
    void refusesAnAnnouncedLengthOverTheLimitWithoutReadingIt() {
        server.enqueue(new MockResponse.Builder()
                .body(new Buffer().write(new byte[100_001]))
                .throttleBody(1, 1, TimeUnit.SECONDS)
                .build());
        assertThat(refusal("/a.png"), containsString("is larger than"));
    }

    @Test
    void refusesAStreamThatGrowsOverTheLimit() {
        server.enqueue(new MockResponse.Builder()
                .chunkedBody(new Buffer().write(new byte[400_000]), 5000)
                .build());
        assertThat(refusal("/a.png"), containsString("is larger than"));
    }

    @Test
    void followsFiveRedirectsAndNoMore() throws Exception {
        for (int i = 0; i < 5; i++) {
            server.enqueue(redirect("/next"));
        }
        server.enqueue(image().build());
        assertThat(loader.load(source("/a.png")).getWidth(), is(8));

        for (int i = 0; i < 6; i++) {
            server.enqueue(redirect("/next"));
        }
        assertThat(refusal("/a.png"), containsString("is redirected more than 5 times"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://10.0.0.1/a.png",
                "https://192.168.1.1/a.png",
                "https://169.254.169.254/latest/meta-data",
                "https://[fd00::1]/a.png",
                "http://example.com/a.png",
                "ftp://example.com/a.png"
            })
    void refusesARedirectIntoAPrivateNetworkOrToPlainHttp(String target) {
        server.enqueue(redirect(target));
        assertThat(refusal("/a.png"), containsString("is redirected"));
    }

    @Test
    void aFrameOfTheInternetMayNotComeBackToThisMachine() {
        HttpUrl local = HttpUrl.get("https://127.0.0.1/a.png");
        assertThat(FrameAddress.objection(local, false), containsString("private network"));
        assertThat(FrameAddress.objection(local, true), is(nullValue()));
        assertThat(FrameAddress.objection(HttpUrl.get("http://example.com/"), false), containsString("https"));
        assertThat(FrameAddress.objection(HttpUrl.get("https://example.com/"), false), is(nullValue()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "127.0.0.1", "169.254.169.254", "100.64.0.1", "fd00::1", "0.0.0.0"})
    void refusesANameThatStandsForAPrivateAddress(String address) {
        OkHttpClient http = new OkHttpClient.Builder()
                .dns(host -> List.of(InetAddress.getByName("8.8.8.8"), InetAddress.getByName(address)))
                .build();
        assertThat(
                message(new FrameLoader(http, SMALL), "https://intranet.example/a.png"),
                containsString("inside a private network"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://10.0.0.1/a.png", "https://[fd00::1]/a.png", "https://192.168.0.1/a.png"})
    void refusesAnAddressOfAPrivateNetwork(String address) {
        assertThat(message(loader, address), containsString("inside a private network"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://example.com/a.png", "http://8.8.8.8/a.png"})
    void refusesPlainHttpFromElsewhere(String address) {
        assertThat(message(loader, address), containsString("must be served over https"));
    }

    @Test
    void aSlowTrickleEndsAtTheTimeLimit() {
        server.enqueue(new MockResponse.Builder()
                .body(new Buffer().write(PNG))
                .throttleBody(1, 100, TimeUnit.MILLISECONDS)
                .build());
        long start = System.nanoTime();
        assertThat(refusal("/a.png"), containsString("takes too long to fetch"));
        assertThat(Duration.ofNanos(System.nanoTime() - start), lessThan(Duration.ofSeconds(5)));
    }

    @Test
    void aServerThatFallsSilentIsGivenUp() {
        server.enqueue(image().headersDelay(30, TimeUnit.SECONDS).build());
        assertThat(refusal("/a.png"), containsString("takes too long to fetch"));
    }

    @Test
    void aConnectionThatBreaksOffIsReported() {
        server.enqueue(
                image().onResponseBody(SocketEffect.ShutdownConnection.INSTANCE).build());
        assertThat(refusal("/a.png"), endsWith("Try again later"));
    }

    @Test
    void anInterruptEndsTheDownloadAtOnce() throws Exception {
        FrameLoader patient = new FrameLoader(new OkHttpClient(), FrameLimits.DEFAULT);
        server.enqueue(image().headersDelay(15, TimeUnit.SECONDS).build());
        AtomicReference<Throwable> outcome = new AtomicReference<>();
        CountDownLatch started = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            started.countDown();
            try {
                patient.load(source("/a.png"));
            } catch (FrameException | InterruptedException e) {
                outcome.set(e);
            }
        });
        thread.start();
        started.await();
        server.takeRequest();
        thread.interrupt();
        Awaitility.await().atMost(Duration.ofSeconds(3)).until(() -> outcome.get() instanceof InterruptedException);
    }

    private static MockResponse.Builder image() {
        return new MockResponse.Builder().body(new Buffer().write(PNG));
    }

    private static MockResponse redirect(String target) {
        return new MockResponse.Builder()
                .code(302)
                .setHeader("Location", target)
                .build();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getPort() + path;
    }

    private ImageSource source(String path) {
        return ImageSource.parse(url(path));
    }

    private String refusal(String path) {
        return message(loader, url(path));
    }

    private static String message(FrameLoader loader, String address) {
        ImageSource source = new ImageSource.WebAddress(URI.create(address));
        return assertThrows(FrameException.class, () -> loader.load(source)).getMessage();
    }
}
