package io.jenkins.plugins.wanfirstlastframe.sandbox;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.wanfirstlastframe.client.Frames;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Images on the sandbox's web server. */
class HostedFramesTest {

    private static final byte[] PNG = Frames.plain(0x804020, "png");

    private Sandbox sandbox;
    private Caller stranger;

    @BeforeEach
    void start() throws Exception {
        sandbox = Sandbox.builder().videos(Videos.bytes(100)).start();
        stranger = new Caller(sandbox, "");
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private static Optional<String> header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name);
    }

    @Test
    void areServedToEverybodyWithWhatTheServerSaysOfThem() throws Exception {
        Instant time = Instant.parse("2026-10-21T07:28:00Z");
        String url =
                sandbox.host("door.png", HostedFrame.of(PNG).withETag("W/\"7\"").withLastModified(time));
        HttpResponse<byte[]> got = stranger.get(url + "?signature=x");
        assertThat(got.body(), is(PNG));
        assertThat(header(got, "ETag"), is(Optional.of("W/\"7\"")));
        assertThat(header(got, "Last-Modified"), is(Optional.of("Wed, 21 Oct 2026 07:28:00 GMT")));
        HttpResponse<byte[]> head = stranger.send("HEAD", url, "");
        assertThat(head.body().length, is(0));
        assertThat(header(head, "Content-Length"), is(Optional.of(String.valueOf(PNG.length))));
        assertThat(header(head, "ETag"), is(Optional.of("W/\"7\"")));
        assertThat(sandbox.countFrames("GET", "door.png"), is(1));
        assertThat(sandbox.countFrames("HEAD", "door.png"), is(1));
    }

    @Test
    void canChangeAndGo() throws Exception {
        String url = sandbox.host("door.png", HostedFrame.of(PNG));
        assertThat(header(stranger.get(url), "ETag"), is(Optional.empty()));
        byte[] other = Frames.plain(0, "png");
        sandbox.host("door.png", HostedFrame.of(other).refusingHead(405));
        assertThat(stranger.get(url).body(), is(other));
        assertThat(stranger.send("HEAD", url, "").statusCode(), is(405));
        sandbox.unhost("door.png");
        assertThat(stranger.get(url).statusCode(), is(404));
    }

    @Test
    void takeFaultsLikeAllElse() throws Exception {
        String url = sandbox.host("door.png", HostedFrame.of(PNG));
        sandbox.inject(Fault.parse("frame:503"), Fault.parse("frame:redirect=https://a.example/door.png"));
        assertThat(stranger.get(url).statusCode(), is(503));
        assertThat(stranger.get(url).statusCode(), is(302));
        assertThat(stranger.get(url).statusCode(), is(200));
    }
}
