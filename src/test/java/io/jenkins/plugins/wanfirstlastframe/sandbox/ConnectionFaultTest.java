package io.jenkins.plugins.wanfirstlastframe.sandbox;

import static io.jenkins.plugins.wanfirstlastframe.sandbox.Caller.INPUT;
import static io.jenkins.plugins.wanfirstlastframe.sandbox.Caller.MODEL;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionFaultTest {

    private static final int LENGTH = 10_000;

    private Sandbox sandbox;
    private Caller caller;

    @BeforeEach
    void start() throws Exception {
        sandbox = Sandbox.builder()
                .videos(Videos.bytes(LENGTH))
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

    /** A socket with a request written to it: what a client makes of a fault would blur what was sent. */
    private Socket asked(String method, String path, String body) throws IOException {
        Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), sandbox.port());
        write(socket, method, path, body);
        return socket;
    }

    private void write(Socket socket, String method, String path, String body) throws IOException {
        String head = method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + sandbox.port()
                + "\r\nAuthorization: Bearer " + sandbox.token()
                + "\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n\r\n";
        socket.getOutputStream().write((head + body).getBytes(ISO_8859_1));
    }

    private String path() throws Exception {
        return caller.videoUrl(caller.submit()).substring(sandbox.baseUrl().length());
    }

    /** What comes until the connection ends. */
    private static String untilEnd(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    /** What comes, up to a body of that length or a text that ends the answer. */
    private static String until(Socket socket, Predicate<String> complete) throws IOException {
        socket.setSoTimeout(20_000);
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        while (!complete.test(received.toString(ISO_8859_1))) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new EOFException("ended after " + received.toString(ISO_8859_1));
            }
            received.write(next);
        }
        return received.toString(ISO_8859_1);
    }

    private static Predicate<String> bodyOf(int length) {
        return answer -> answer.contains("\r\n\r\n") && body(answer).length() >= length;
    }

    private static void assertOpenAndSilent(Socket socket) throws IOException {
        socket.setSoTimeout(50);
        assertThrows(SocketTimeoutException.class, () -> socket.getInputStream().read());
    }

    @Test
    void connectionCanBeResetBeforeTheRequestIsRead() throws Exception {
        script("submit:reset-unread");
        try (Socket socket = asked("POST", MODEL, INPUT)) {
            assertThrows(SocketException.class, () -> untilEnd(socket));
        }
        assertThat(sandbox.acceptedSubmits(), is(0));
        assertThat(sandbox.count(Route.SUBMIT), is(1));
        assertThat(sandbox.requests(Route.SUBMIT).get(0).body(), is(""));
        assertThat(caller.submitted(INPUT).statusCode(), is(200));
    }

    @Test
    void connectionCanBeResetAtALaterRequestOfOtherwiseGoodOnes() throws Exception {
        script("status:reset-unread");
        try (Socket socket = asked("POST", MODEL, INPUT)) {
            assertThat(until(socket, answer -> answer.endsWith("}")), startsWith("HTTP/1.1 200 "));
            write(socket, "GET", "/v1/requests/" + sandbox.allRequests().get(0).id() + "/status", "");
            assertThrows(SocketException.class, () -> untilEnd(socket));
        }
        assertThat(sandbox.count(Route.STATUS), is(1));
    }

    @Test
    void moreCanBeAnnouncedThanIsSent() throws Exception {
        String path = path();
        script("download:short-length=-5");
        try (Socket socket = asked("GET", path, "")) {
            String answer = until(socket, bodyOf(LENGTH));
            assertThat(answer.contains("Content-Length: 10005\r\n"), is(true));
            assertOpenAndSilent(socket);
        }
    }

    @ParameterizedTest
    @CsvSource({"submit:reset, 0", "submit:reset-after, 1"})
    void connectionCanBreakAfterTheRequestWasRead(String fault, int accepted) throws Exception {
        script(fault);
        try (Socket socket = asked("POST", MODEL, INPUT)) {
            assertThat(untilEnd(socket), is(""));
        }
        assertThat(sandbox.acceptedSubmits(), is(accepted));
        assertThat(sandbox.requests(Route.SUBMIT).get(0).body(), is(INPUT));
    }

    @ParameterizedTest
    @CsvSource({"submit:stall, 0", "submit:stall-after, 1"})
    void answerCanStayAwayWhileOthersAreAnswered(String fault, int accepted) throws Exception {
        script(fault);
        try (Socket socket = asked("POST", MODEL, INPUT)) {
            sandbox.awaitCount(Route.SUBMIT, 1);
            assertThat(caller.get(MODEL).statusCode(), is(200));
            assertOpenAndSilent(socket);
            assertThat(sandbox.acceptedSubmits(), is(accepted));
        }
    }

    @Test
    void closingReleasesWhoStillWaits() throws Exception {
        script("submit:stall");
        CompletableFuture<HttpResponse<byte[]>> call = CompletableFuture.supplyAsync(() -> {
            try {
                return caller.submitted(INPUT);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        sandbox.awaitCount(Route.SUBMIT, 1);
        long begin = System.nanoTime();
        sandbox.close();
        assertThat(System.nanoTime() - begin, is(lessThan(TimeUnit.SECONDS.toNanos(3))));
        assertThrows(ExecutionException.class, () -> call.get(5, TimeUnit.SECONDS));
        assertThrows(IOException.class, () -> caller.get(MODEL));
    }

    @Test
    void bodyCanTrickle() throws Exception {
        String path = path();
        script("download:trickle=100000");
        long begin = System.nanoTime();
        assertThat(caller.get(path).body().length, is(LENGTH));
        script("download:trickle=40000");
        assertThat(caller.get(path).body().length, is(LENGTH));
        assertThat(System.nanoTime() - begin, is(greaterThan(TimeUnit.MILLISECONDS.toNanos(200))));
    }

    @Test
    void bodyCanBreakOff() throws Exception {
        String path = path();
        script("download:truncate=1000*2");
        try (Socket socket = asked("GET", path, "")) {
            String answer = untilEnd(socket);
            assertThat(answer.contains("Content-Length: 10000\r\n"), is(true));
            assertThat(body(answer).length(), is(1000));
        }
        assertThrows(IOException.class, () -> caller.get(path));
        assertThat(caller.get(path).body().length, is(LENGTH));
    }

    @Test
    void bodyCanStopWhileTheConnectionStaysOpen() throws Exception {
        String path = path();
        script("download:stall-at=1000");
        try (Socket socket = asked("GET", path, "")) {
            assertThat(until(socket, bodyOf(1000)).contains("Content-Length: 10000\r\n"), is(true));
            assertOpenAndSilent(socket);
        }
    }

    @ParameterizedTest
    @CsvSource({"download:short-length=4000, 6000", "download:cut, 5000"})
    void bodyAndLengthCanBothBeTooShort(String fault, int length) throws Exception {
        String path = path();
        byte[] whole = caller.get(path).body();
        script(fault);
        assertArrayEquals(Arrays.copyOf(whole, length), caller.get(path).body());
        assertThat(caller.get(path).body().length, is(LENGTH));
    }

    @Test
    void bodyCanBeLongerThanAnnounced() throws Exception {
        String path = path();
        script("download:extra=5*2");
        try (Socket socket = asked("GET", path, "")) {
            String answer = untilEnd(socket);
            assertThat(answer.contains("Content-Length: 10000\r\n"), is(true));
            assertThat(body(answer).length(), is(LENGTH + 5));
            assertThat(answer, endsWith("xxxxx"));
        }
        assertThat(caller.get(path).body().length, is(LENGTH));
    }

    @Test
    void bodyCanComeWithoutALength() throws Exception {
        String path = path();
        script("download:no-length");
        HttpResponse<byte[]> response = caller.get(path);
        assertThat(response.headers().firstValue("Content-Length").isPresent(), is(false));
        assertThat(response.body().length, is(LENGTH));
    }

    @Test
    void downloadCanBeRedirected() throws Exception {
        String path = path();
        script("download:redirect=https://evil.example/x.mp4");
        HttpResponse<byte[]> response = caller.get(path);
        assertThat(response.statusCode(), is(302));
        assertThat(response.headers().firstValue("Location").orElse(""), is("https://evil.example/x.mp4"));
    }

    @Test
    void downloadCanBeRedirectedInALoop() throws Exception {
        String path = path();
        script("download:loop**");
        HttpResponse<byte[]> response = caller.get(path);
        assertThat(response.statusCode(), is(302));
        assertThat(response.headers().firstValue("Location").orElse(""), is(sandbox.baseUrl() + path));
    }

    @Test
    void pageCanComeInsteadOfAVideo() throws Exception {
        String path = path();
        script("download:page");
        HttpResponse<byte[]> response = caller.get(path);
        assertThat(response.statusCode(), is(200));
        assertThat(response.headers().firstValue("Content-Type").orElse(""), is("video/mp4"));
        assertThat(Caller.text(response), startsWith("<html>"));
    }

    @Test
    void rangeCanBeIgnored() throws Exception {
        String path = path();
        script("download:ignore-range");
        HttpResponse<byte[]> response = caller.get(path, "Range", "bytes=500-");
        assertThat(response.statusCode(), is(200));
        assertThat(response.body().length, is(LENGTH));
    }

    @Test
    void rangeCanBeginAtAnotherPlace() throws Exception {
        String path = path();
        script("download:wrong-offset");
        HttpResponse<byte[]> response = caller.get(path, "Range", "bytes=500-");
        assertThat(response.statusCode(), is(206));
        assertThat(response.headers().firstValue("Content-Range").orElse(""), is("bytes 499-9999/10000"));
        assertThat(response.body().length, is(LENGTH - 499));
    }

    @Test
    void fileCanChangeBetweenTwoDownloads() throws Exception {
        String path = path();
        String tag = caller.get(path).headers().firstValue("ETag").orElse("");
        script("download:new-etag*2");
        HttpResponse<byte[]> whole = caller.get(path, "Range", "bytes=500-", "If-Range", tag);
        assertThat(whole.statusCode(), is(200));
        assertThat(whole.headers().firstValue("ETag").orElse(""), is(not(tag)));
        assertThat(caller.get(path, "Range", "bytes=500-").statusCode(), is(206));
    }
}
