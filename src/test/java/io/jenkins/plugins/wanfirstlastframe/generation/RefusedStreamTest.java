package io.jenkins.plugins.wanfirstlastframe.generation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.wanfirstlastframe.client.RunComfyClient;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that speaks HTTP/2 and turns streams away unread, as one does that is about to restart. */
@Timeout(60)
class RefusedStreamTest {

    private static final MockResponse REFUSED = new MockResponse.Builder()
            .onRequestStart(new SocketEffect.CloseStream(7))
            .build();

    @TempDir
    Path folder;

    private static MockResponse json(String text) {
        return new MockResponse.Builder().body(text.replace('\'', '"')).build();
    }

    @Test
    void everyCallIsMadeAgainAndOneRequestIsTaken() throws Exception {
        try (MockWebServer server = new MockWebServer()) {
            server.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
            server.start(InetAddress.getByName("127.0.0.1"), 0);
            String url = "http://127.0.0.1:" + server.getPort();
            for (MockResponse answer : List.of(
                    json("{'request_id': 'the-request'}"),
                    json("{'status': 'completed'}"),
                    json("{'status': 'completed', 'output': {'video': '" + url + "/clip.mp4'}}"),
                    new MockResponse.Builder()
                            .body(new Buffer().write(Mp4Bytes.video()))
                            .build())) {
                server.enqueue(REFUSED);
                server.enqueue(REFUSED);
                server.enqueue(answer);
            }
            OkHttpClient http = new OkHttpClient.Builder()
                    .protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE))
                    .build();
            ServiceUrl service = ServiceUrl.parse(url);
            Duration interval = Duration.ofMillis(1);
            VideoDownload download =
                    new VideoDownload(http, DownloadRules.of(service, List.of()), Duration.ofSeconds(5), interval);
            Generation generation = new Generation(
                    Rig.fresh(Rig.LONG),
                    new RunComfyClient(service, () -> "token", http, "wan-test", Clock.systemUTC()),
                    new FileDelivery(
                            new OutputDownload(download, file -> false, interval, interval),
                            service,
                            folder.resolve("clip.mp4"),
                            Clock.systemUTC()),
                    progress -> {},
                    new PollPlan(service, interval, new DurationHistory(), new Random(7)),
                    Clock.systemUTC());
            for (Optional<Duration> wait = generation.advance(); wait.isPresent(); ) {
                wait = generation.advance();
            }
            assertThat(generation.outcome().orElseThrow(), instanceOf(Outcome.Finished.class));
            long submits = IntStream.range(0, server.getRequestCount())
                    .mapToObj(i -> taken(server))
                    .filter(request -> request.startsWith("POST"))
                    .count();
            assertThat(submits, is(1L));
        }
    }

    /** A request that the server has read; those it turned away it knows without a method. */
    private static String taken(MockWebServer server) {
        try {
            return server.takeRequest().getRequestLine();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
