package io.jenkins.plugins.wanfirstlastframe.sandbox;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadTest {

    private static final int LENGTH = 100_000;

    private Sandbox sandbox;
    private Caller caller;
    private String url;
    private byte[] whole;

    @BeforeEach
    void start() throws Exception {
        start(Videos.bytes(LENGTH));
        whole = caller.get(url).body();
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private void start(Video.Source videos) throws Exception {
        stopIfStarted();
        sandbox = Sandbox.builder()
                .videos(videos)
                .queueTime(Duration.ZERO)
                .runTime(Duration.ZERO)
                .start();
        url = new Caller(sandbox).videoUrl(new Caller(sandbox).submit());
        caller = new Caller(sandbox, ""); // a download needs no token
    }

    private void stopIfStarted() {
        if (sandbox != null) {
            sandbox.close();
        }
    }

    private static String header(HttpResponse<byte[]> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Test
    void sendsTheWholeVideoWithItsLengthAndTag() throws Exception {
        HttpResponse<byte[]> response = caller.get(url);
        assertThat(response.statusCode(), is(200));
        assertThat(response.body().length, is(LENGTH));
        assertThat(header(response, "Content-Length"), is("100000"));
        assertThat(header(response, "Content-Type"), is("video/mp4"));
        assertThat(header(response, "Accept-Ranges"), is("bytes"));
        assertThat(header(response, "ETag"), is(not("")));
        assertThat(new String(response.body(), 4, 4, StandardCharsets.US_ASCII), is("ftyp"));
    }

    @Test
    void answersHeadWithTheHeadersAlone() throws Exception {
        HttpResponse<byte[]> response = caller.send("HEAD", url, "");
        assertThat(response.statusCode(), is(200));
        assertThat(header(response, "Content-Length"), is("100000"));
        assertThat(response.body().length, is(0));
        assertThat(caller.get(url).body().length, is(LENGTH)); // over the same connection
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=10-, 10, 100000",
        "bytes=0-0, 0, 1",
        "bytes=100-199, 100, 200",
        "bytes=99999-200000, 99999, 100000",
        "bytes=-500, 99500, 100000",
        "bytes=-200000, 0, 100000"
    })
    void sendsTheRangeThatIsAskedFor(String range, int from, int to) throws Exception {
        HttpResponse<byte[]> response = caller.get(url, "Range", range);
        assertThat(response.statusCode(), is(206));
        assertThat(header(response, "Content-Range"), is("bytes " + from + "-" + (to - 1) + "/100000"));
        assertThat(header(response, "Content-Length"), is(String.valueOf(to - from)));
        assertArrayEquals(Arrays.copyOfRange(whole, from, to), response.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=100000-", "bytes=5-4", "bytes=-0"})
    void refusesARangeThatIsNotThere(String range) throws Exception {
        HttpResponse<byte[]> response = caller.get(url, "Range", range);
        assertThat(response.statusCode(), is(416));
        assertThat(header(response, "Content-Range"), is("bytes */100000"));
        assertThat(response.body().length, is(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=-", "lines=1-2", "bytes=1-2,4-5", "bytes=a-b"})
    void sendsTheWholeForARangeThatItDoesNotUnderstand(String range) throws Exception {
        assertThat(caller.get(url, "Range", range).statusCode(), is(200));
    }

    @Test
    void sendsTheRangeAsLongAsTheFileIsUnchanged() throws Exception {
        String tag = header(caller.get(url), "ETag");
        assertThat(caller.get(url, "Range", "bytes=10-", "If-Range", tag).statusCode(), is(206));
        assertThat(
                caller.get(url, "Range", "bytes=10-", "If-Range", "\"other\"").statusCode(), is(200));
    }

    @Test
    void hasNoVideoOfAnUnfinishedRequest() throws Exception {
        sandbox.hold();
        String id = new Caller(sandbox).submit();
        assertThat(caller.get("/files/" + id + "/video.mp4").statusCode(), is(404));
    }

    @Test
    void streamsAGigabyteInConstantMemory() throws Exception {
        long length = 1L << 30;
        start(Videos.bytes(length));
        long before = used();
        long most = 0;
        long count = 0;
        try (InputStream in = URI.create(url).toURL().openStream()) {
            byte[] block = new byte[1 << 20];
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                count += read;
                most = Math.max(most, count % (128 << 20) < read ? used() : 0);
            }
        }
        assertThat(count, is(length));
        assertThat(most - before, is(lessThan(500L << 20)));
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void smallVideoIsARealOneAndMadeOnce() throws Exception {
        start(Videos.small());
        byte[] first = caller.get(url).body();
        start(Videos.small());
        assertThat(new String(first, 4, 4, StandardCharsets.US_ASCII), is("ftyp"));
        assertThat(first.length, is(lessThan(50_000)));
        assertArrayEquals(first, caller.get(url).body());
    }

    @ParameterizedTest
    @CsvSource({"start.png, 720, 720", "end.png?size=64x48, 64, 48", "Runcomfy_Example_7_1.png, 720, 720"})
    void servesFrames(String name, int width, int height) throws Exception {
        HttpResponse<byte[]> response = caller.get("/frames/" + name);
        assertThat(header(response, "Content-Type"), is("image/png"));
        var image = ImageIO.read(new ByteArrayInputStream(response.body()));
        assertThat(image.getWidth() + "x" + image.getHeight(), is(width + "x" + height));
    }

    @Test
    void startAndEndAreDifferentFrames() throws Exception {
        byte[] end = caller.get("/frames/end.png?size=32x32").body();
        assertThat(Arrays.equals(caller.get("/frames/start.png?size=32x32").body(), end), is(false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat.png", "start.png?size=0x5", "start.png?size=99999x1", "Runcomfy_Example_1.exe"})
    void hasNoOtherFrames(String name) throws Exception {
        assertThat(caller.get("/frames/" + name).statusCode(), is(404));
    }
}
