package io.jenkins.plugins.wanfirstlastframe.generation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.wanfirstlastframe.client.RawServer;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery.DeliveryException;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery.DeliveryException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import okhttp3.Dns;
import okhttp3.OkHttpClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads from servers that answer in ways of their own. */
@Timeout(60)
class VideoDownloadTest {

    private static final OkHttpClient HTTP = new OkHttpClient();
    private static final byte[] VIDEO = Mp4Bytes.video();

    @TempDir
    Path folder;

    private Path target() {
        return folder.resolve("clip.mp4");
    }

    private static VideoDownload download(RawServer server, OkHttpClient http) {
        return new VideoDownload(
                http,
                DownloadRules.of(ServiceUrl.parse(server.url()), List.of()),
                Duration.ofSeconds(5),
                Duration.ofMillis(5));
    }

    private DeliveredVideo fetch(RawServer server, String target) throws DeliveryException, InterruptedException {
        return download(server, HTTP).fetch(server.url() + target, target(), Duration.ofMinutes(1));
    }

    private DeliveryException failure(String target, Function<String, byte[]> answers) throws IOException {
        try (RawServer server = new RawServer(answers)) {
            DeliveryException e = assertThrows(DeliveryException.class, () -> fetch(server, target));
            assertThat(files(), empty());
            return e;
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Answers one after the other, and the last one again and again. */
    private static Function<String, byte[]> inTurn(byte[]... answers) {
        Deque<byte[]> left = new ArrayDeque<>(Arrays.asList(answers));
        return request -> left.size() > 1 ? left.remove() : left.element();
    }

    // ---- addresses

    @ParameterizedTest
    @ValueSource(strings = {"/clip.mp4?sig='a'", "/a|b.mp4?c=\"d\"&e={f}", "/x/../clip.mp4?%7e`^", "/clip.mp4?"})
    void theAddressGoesOutAsItCame(String target) throws Exception {
        try (RawServer server = new RawServer(request -> RawServer.answer(200, VIDEO))) {
            fetch(server, target);
            assertThat(server.targets(), is(List.of(target)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/clip.mp4?sig='a'", "/b/c?d=\"e\"|{f}", "/../clip.mp4?g=`"})
    void aRedirectIsFollowedAsItIsWritten(String target) throws Exception {
        try (RawServer server =
                new RawServer(inTurn(RawServer.answer(302, "", "Location: " + target), RawServer.answer(200, VIDEO)))) {
            fetch(server, "/first");
            assertThat(server.targets(), is(List.of("/first", target)));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '~',
            value = {
                "/a|b.mp4 ! /a%7Cb.mp4",
                "/clip.mp4?a=\"b\" ! /clip.mp4?a=%22b%22",
                "/{clip}.mp4?a='b' ! /%7Bclip%7D.mp4?a=%27b%27"
            })
    void aServerThatTakesNoSuchAddressGetsItEncoded(String written, String encoded) throws Exception {
        try (RawServer server = new RawServer(inTurn(RawServer.answer(400, "bad"), RawServer.answer(200, VIDEO)))) {
            fetch(server, written);
            assertThat(server.targets(), is(List.of(written, encoded)));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '~',
            value = {
                "/my clip.mp4?sig='a' ! white space",
                "/\u89c6.mp4?sig='a' ! characters that are not ASCII",
                "/a\u0007.mp4 ! control characters"
            })
    void whatCannotBeSentIsNamedInsteadOfAnExpiry(String target, String words) throws Exception {
        for (int status : new int[] {401, 403, 404, 410}) {
            DeliveryException e = failure(target, request -> RawServer.answer(status, "no"));
            assertThat(
                    e.getMessage(),
                    allOf(
                            containsString("its address holds " + words + ", which can't be sent as written"),
                            containsString("HTTP " + status)));
        }
    }

    // ---- kinds of failures

    @ParameterizedTest
    @CsvSource({
        "401, ADDRESS_REFUSED",
        "403, ADDRESS_REFUSED",
        "410, ADDRESS_REFUSED",
        "404, NOT_FOUND",
        "202, INCOMPLETE",
        "400, FAILED",
        "451, FAILED"
    })
    void aStatusSaysWhatToDoNext(int status, Kind kind) throws Exception {
        DeliveryException e = failure("/clip.mp4", request -> RawServer.answer(status, "no"));
        assertThat(e.getMessage(), e.kind(), is(kind));
        assertThat(e.getMessage(), containsString("HTTP " + status));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 403, 404, 503})
    void aPageInPlaceOfTheVideoIsCalledThat(int status) throws Exception {
        byte[] page = RawServer.answer(status, "<!doctype html><title>Blocked</title>", "Content-Type: text/html");
        DeliveryException e = failure("/clip.mp4", request -> page);
        assertThat(e.getMessage(), containsString("an HTML page came (\"Blocked\") in place of the video"));
        assertThat(e.getMessage(), containsString("HTTP " + status));
    }

    @Test
    void aPageIsCalledThatUnderAnyName() throws Exception {
        for (String type : new String[] {"text/html", "video/mp4", "application/octet-stream"}) {
            byte[] page = RawServer.answer(200, "\n<html><body>Sign in</body></html>", "Content-Type: " + type);
            assertThat(failure("/clip", request -> page).getMessage(), containsString("an HTML page came"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3600", "31"})
    void aServerThatAsksForALongWaitHoldsNoThread(String seconds) throws Exception {
        byte[] answer = RawServer.answer(503, "", "Retry-After: " + seconds);
        DeliveryException e = failure("/clip.mp4", request -> answer);
        assertThat(e.kind(), is(Kind.TRY_LATER));
        assertThat(e.retryAfter(), is(Duration.ofSeconds(Long.parseLong(seconds))));
    }

    @Test
    void aDateToComeAgainCountsFromTheAnswersOwn() throws Exception {
        byte[] answer = RawServer.answer(
                429, "", "Date: Wed, 21 Oct 2020 07:28:00 GMT", "Retry-After: Wed, 21 Oct 2020 07:33:00 GMT");
        assertThat(failure("/clip.mp4", request -> answer).retryAfter(), is(Duration.ofMinutes(5)));
    }

    // ---- encodings

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    private static byte[] cutOff(byte[] answer, int bytes) {
        return Arrays.copyOf(answer, answer.length - bytes);
    }

    @Test
    void anEncodedFileIsDecoded() throws Exception {
        byte[] twice = gzip(gzip(VIDEO));
        for (byte[] answer : new byte[][] {
            RawServer.answer(200, gzip(VIDEO), "Content-Encoding: gzip"),
            RawServer.answer(200, gzip(VIDEO), "Content-Encoding: X-GZIP, identity"),
            RawServer.answer(200, twice, "Content-Encoding: gzip", "Content-Encoding: gzip"),
            RawServer.answer(200, VIDEO, "Content-Encoding: gzip"),
            RawServer.answer(200, VIDEO, "Content-Encoding: identity")
        }) {
            try (RawServer server = new RawServer(request -> answer)) {
                assertThat(fetch(server, "/clip.mp4").bytes(), is((long) VIDEO.length));
                assertThat(Files.readAllBytes(target()), is(VIDEO));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "compress", "gzip, br"})
    void anotherEncodingIsNamed(String coding) throws Exception {
        byte[] answer = RawServer.answer(200, new byte[] {1, 2, 3}, "Content-Encoding: " + coding);
        DeliveryException e = failure("/clip.mp4", request -> answer);
        assertThat(e.getMessage(), containsString("encoded as \"" + coding.replaceAll(".*, ", "") + "\""));
        assertThat(e.kind(), is(Kind.FAILED));
    }

    @Test
    void nothingIsStitchedFromTwoEncodings() throws Exception {
        byte[] part = Arrays.copyOfRange(VIDEO, 100, VIDEO.length);
        String range = "Content-Range: bytes 100-" + (VIDEO.length - 1) + "/" + VIDEO.length;
        byte[] plain = RawServer.answer(200, VIDEO, "ETag: \"v\"");
        byte[] encoded = RawServer.answer(200, gzip(VIDEO), "ETag: \"v\"", "Content-Encoding: gzip");
        for (byte[][] answers : new byte[][][] {
            {
                cutOff(plain, VIDEO.length - 100),
                RawServer.answer(206, gzip(part), range, "Content-Encoding: gzip"),
                plain
            },
            {cutOff(encoded, 20), plain},
            {cutOff(encoded, 20), cutOff(encoded, 10), encoded}
        }) {
            try (RawServer server = new RawServer(inTurn(answers))) {
                fetch(server, "/clip.mp4");
                assertThat(Files.readAllBytes(target()), is(VIDEO));
                String last = server.requests().get(server.requests().size() - 1);
                assertThat(last, not(containsString("Range:")));
            }
        }
    }

    @Test
    void aPartOfAnotherVersionIsNotAppended() throws Exception {
        byte[] part = new byte[VIDEO.length - 100];
        String range = "Content-Range: bytes 100-" + (VIDEO.length - 1) + "/" + VIDEO.length;
        byte[] plain = RawServer.answer(200, VIDEO, "ETag: \"v\"");
        try (RawServer server = new RawServer(
                inTurn(cutOff(plain, VIDEO.length - 100), RawServer.answer(206, part, range, "ETag: \"w\""), plain))) {
            fetch(server, "/clip.mp4");
            assertThat(Files.readAllBytes(target()), is(VIDEO));
        }
    }

    // ---- where it goes

    private static Dns everywhere(String address) {
        return name -> List.of(InetAddress.getByName(address));
    }

    private static VideoDownload ofStorage(Dns dns, List<String> allowed, Proxy proxy) {
        return new VideoDownload(
                HTTP.newBuilder().dns(dns).proxy(proxy).build(),
                DownloadRules.of(ServiceUrl.parse("https://model-api.runcomfy.net"), allowed),
                Duration.ofSeconds(5),
                Duration.ofMillis(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1"})
    void aNameOfTheStorageLeadsIntoNoPrivateNetwork(String address) {
        VideoDownload download = ofStorage(everywhere(address), List.of(), Proxy.NO_PROXY);
        DeliveryException e = assertThrows(
                DeliveryException.class,
                () -> download.fetch("https://storage.runcomfy.com/clip.mp4", target(), Duration.ofSeconds(20)));
        assertThat(e.getMessage(), containsString("storage.runcomfy.com has an address inside a private network"));
    }

    @Test
    void aHostThatAnAdministratorNamedMayBeAnywhere() {
        VideoDownload download = ofStorage(everywhere("127.0.0.1"), List.of("storage.runcomfy.com"), Proxy.NO_PROXY);
        DeliveryException e = assertThrows(
                DeliveryException.class,
                () -> download.fetch("https://storage.runcomfy.com:1/clip.mp4", target(), Duration.ofSeconds(20)));
        assertThat(e.getMessage(), containsString("the connection broke"));
    }

    @Test
    void aProxyMayBeInAPrivateNetworkAndSeesNoNameServiceOfThisSide() throws Exception {
        try (RawServer proxy = new RawServer(request -> RawServer.answer(502, "no way"))) {
            int port = Integer.parseInt(proxy.url().replaceAll(".*:", ""));
            Dns failing = name -> {
                if (name.equals("proxy.internal")) {
                    return List.of(InetAddress.getByName("127.0.0.1"));
                }
                throw new AssertionError("asked for " + name);
            };
            VideoDownload download = ofStorage(
                    failing,
                    List.of(),
                    new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("proxy.internal", port)));
            assertThrows(
                    DeliveryException.class,
                    () -> download.fetch("https://storage.runcomfy.com/clip.mp4", target(), Duration.ofSeconds(20)));
            assertThat(proxy.requests().get(0), containsString("CONNECT storage.runcomfy.com:443"));
        }
    }

    /** A SOCKS proxy that begins an answer in the server's place and then falls silent. */
    private static void stall(ServerSocket socks) {
        while (!socks.isClosed()) {
            try {
                Socket socket = socks.accept();
                socket.getInputStream().readNBytes(2);
                socket.getInputStream().read();
                socket.getOutputStream().write(new byte[] {5, 0}); // no password
                socket.getInputStream().readNBytes(10);
                socket.getOutputStream().write(new byte[] {5, 0, 0, 1, 0, 0, 0, 0, 0, 0}); // connected
                socket.getOutputStream().write(cutOff(RawServer.answer(200, VIDEO), 20));
            } catch (IOException e) {
                // closed
            }
        }
    }

    @Test
    void aStalledSocksProxyEndsByTheReadTimeOut() throws Exception {
        try (ServerSocket socks = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            CompletableFuture.runAsync(() -> stall(socks));
            OkHttpClient http = HTTP.newBuilder()
                    .proxy(new Proxy(Proxy.Type.SOCKS, new InetSocketAddress("127.0.0.1", socks.getLocalPort())))
                    .build();
            VideoDownload download = new VideoDownload(
                    http,
                    DownloadRules.of(ServiceUrl.parse("http://127.0.0.1:9"), List.of()),
                    Duration.ofMillis(200),
                    Duration.ofMillis(5));
            long begin = System.nanoTime();
            DeliveryException e = assertThrows(
                    DeliveryException.class,
                    () -> download.fetch("http://127.0.0.1:9/clip.mp4", target(), Duration.ofHours(1)));
            assertThat(e.getMessage(), containsString("the connection broke"));
            assertThat(Duration.ofNanos(System.nanoTime() - begin).toSeconds() < 20, is(true));
        }
    }

    @Test
    void whoSharesItsClientAddsNothingToItsRequests() throws Exception {
        OkHttpClient shared = HTTP.newBuilder()
                .addInterceptor(chain -> chain.proceed(chain.request()
                        .newBuilder()
                        .header("Authorization", "Bearer secret")
                        .build()))
                .authenticator((route, response) -> response.request()
                        .newBuilder()
                        .header("Authorization", "Basic secret")
                        .build())
                .build();
        try (RawServer server = new RawServer(request -> RawServer.answer(401, "", "WWW-Authenticate: Basic"))) {
            assertThrows(
                    DeliveryException.class,
                    () -> download(server, shared).fetch(server.url() + "/clip.mp4", target(), Duration.ofMinutes(1)));
            assertThat(server.requests().size(), is(1));
            assertThat(server.requests().get(0), not(containsString("secret")));
        }
    }

    @Test
    void aCancelEndsTheWaitForTheNextTry() throws Exception {
        try (RawServer server = new RawServer(request -> RawServer.answer(503, "", "Retry-After: 20"))) {
            VideoDownload download = download(server, HTTP);
            CompletableFuture<DeliveryException> end = CompletableFuture.supplyAsync(() -> assertThrows(
                    DeliveryException.class,
                    () -> download.fetch(server.url() + "/clip.mp4", target(), Duration.ofMinutes(1))));
            Awaitility.await().until(() -> !server.requests().isEmpty());
            download.cancel();
            assertThat(end.get().kind(), is(Kind.STOPPED));
        }
    }
}
