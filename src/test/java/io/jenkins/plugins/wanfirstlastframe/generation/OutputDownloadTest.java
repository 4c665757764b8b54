package io.jenkins.plugins.wanfirstlastframe.generation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.wanfirstlastframe.client.RawServer;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery.DeliveryException;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery.DeliveryException.Kind;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Outputs of several files. */
@Timeout(60)
class OutputDownloadTest extends OnRig {

    private static final byte[] VIDEO = Mp4Bytes.video();
    private static final byte[] IMAGE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13};

    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();

    /** A server whose files' names say how they come. */
    private byte[] answer(String request) {
        String name = request.substring(request.indexOf('/') + 1, request.indexOf(" HTTP"));
        int times = asked.computeIfAbsent(name, n -> new AtomicInteger()).incrementAndGet();
        if (name.startsWith("gone") || name.startsWith("late") && times < 4) {
            return RawServer.answer(404, "no");
        }
        if (name.startsWith("unfinished") && times < 3) {
            return RawServer.answer(200, Mp4Bytes.join(Mp4Bytes.ftyp(), Mp4Bytes.mdat(9)));
        }
        if (name.startsWith("damaged")) {
            return RawServer.answer(200, Mp4Bytes.join(VIDEO, new byte[1 << 17]));
        }
        if (name.startsWith("image")) {
            return RawServer.answer(
                    200, IMAGE, "Content-Type: " + (name.endsWith("typed") ? "image/png" : "video/mp4"));
        }
        return RawServer.answer(200, Mp4Bytes.join(VIDEO, Mp4Bytes.box("free", name.getBytes())));
    }

    private List<DeliveredVideo> fetch(String... names) throws IOException, DeliveryException, InterruptedException {
        try (RawServer server = new RawServer(this::answer)) {
            VideoDownload download = new VideoDownload(
                    new OkHttpClient(),
                    DownloadRules.of(ServiceUrl.parse(server.url()), List.of()),
                    Duration.ofSeconds(5),
                    Duration.ofMillis(5));
            OutputDownload output = new OutputDownload(
                    download,
                    file -> FileDelivery.isTaken(file, rig.target()),
                    Duration.ofMillis(500),
                    Duration.ofMillis(5));
            List<String> urls = List.of(names).stream()
                    .map(name -> server.url() + "/" + name)
                    .toList();
            return output.fetch(urls, rig.target(), Duration.ofMinutes(1));
        }
    }

    private static List<String> names(List<DeliveredVideo> videos) {
        return videos.stream()
                .map(video -> Path.of(video.location()).getFileName().toString())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "a.mp4, 'clip.mp4'",
        "a.mp4 b.mp4, 'clip.mp4 clip-2.mp4'",
        "a b c, 'clip.mp4 clip-2.mp4 clip-3.mp4'",
        "image a, 'clip.mp4'",
        "image-typed a b, 'clip.mp4 clip-2.mp4'",
        "a image.mp4 b, 'clip.mp4 clip-2.mp4'",
        "a.mp4 a.mp4, 'clip.mp4'"
    })
    void everyVideoIsDeliveredAndNothingElse(String names, String files) throws Exception {
        List<DeliveredVideo> videos = fetch(names.split(" "));
        assertThat(names(videos), is(List.of(files.split(" "))));
        assertThat(rig.files(), is(List.of(files.split(" ")).stream().sorted().toList()));
        assertThat(videos.get(0).lacking(), is(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"late", "unfinished.mp4", "late.mp4"})
    void aFurtherVideoMayComeLate(String name) throws Exception {
        assertThat(names(fetch("a.mp4", name, "b.mp4")), is(List.of("clip.mp4", "clip-3.mp4", "clip-2.mp4")));
        assertThat(asked.get("a.mp4").get(), is(1)); // what is there is not fetched again
    }

    @ParameterizedTest
    @ValueSource(strings = {"gone.mp4", "gone", "damaged.mp4"})
    void aVideoThatCannotBeHadDoesNotSpoilTheOthers(String name) throws Exception {
        for (String[] names : new String[][] {{"a.mp4", name}, {name, "a.mp4"}}) {
            List<DeliveredVideo> videos = fetch(names);
            assertThat(names(videos), is(List.of("clip.mp4")));
            assertThat(
                    videos.get(0).lacking(),
                    allOf(containsString("Another video of the output is missing, http"), containsString("/" + name)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "gone.mp4, NOT_FOUND",
        "image gone.mp4, NOT_FOUND",
        "unfinished, INCOMPLETE",
        "damaged.mp4 gone.mp4, FAILED",
        "image, NOT_A_VIDEO",
        "image-typed image, NOT_A_VIDEO"
    })
    void withoutAnyVideoTheFirstFailureCounts(String names, Kind kind) throws Exception {
        DeliveryException e = assertThrows(DeliveryException.class, () -> fetch(names.split(" ")));
        assertThat(e.getMessage(), e.kind(), is(kind));
        assertThat(rig.files(), is(List.of()));
    }

    @Test
    void aFileOfSomethingElseKeepsItsPlace() throws Exception {
        Files.writeString(folder.resolve("clip-2.mp4"), "somebody else's");
        Files.writeString(folder.resolve("clip-3.mp4"), "mine of last time");
        Files.writeString(folder.resolve("clip-3.mp4.json"), "{\"partOf\": \"clip.mp4\"}");
        assertThat(names(fetch("a", "b")), is(List.of("clip.mp4", "clip-3.mp4")));
        assertThat(Files.readString(folder.resolve("clip-2.mp4")), is("somebody else's"));
    }

    @ParameterizedTest
    @CsvSource({
        "clip.mp4, clip-2.mp4",
        "clip, clip-2",
        "a.b.mp4, a.b-2.mp4",
        ".mp4, .mp4-2",
        "\u89c6\u9891.mp4, \u89c6\u9891-2.mp4"
    })
    void furtherVideosAreNumbered(String first, String second) {
        assertThat(
                OutputDownload.numbered(folder.resolve(first), 2).getFileName().toString(), is(second));
    }

    @Test
    void aRequestsVideosAreToldAndDescribed() throws Exception {
        rig.sandbox.inject(Fault.parse("result:output={\"videos\": [$poster.png\\, $one.mp4\\, $two.mp4]}"));
        Outcome.Finished finished = (Outcome.Finished) rig.run(Rig.fresh(Rig.LONG));
        assertThat(names(finished.videos()), is(List.of("clip.mp4", "clip-2.mp4")));
        assertThat(finished.state().videos().size(), is(2));
        assertThat(rig.files(), is(List.of("clip-2.mp4", "clip-2.mp4.json", "clip.mp4", "clip.mp4.json")));
        assertThat(Files.readString(folder.resolve("clip-2.mp4.json")), containsString("\"partOf\" : \"clip.mp4\""));
        String told = String.join("\n", rig.told);
        assertThat(told, allOf(containsString("clip.mp4 ("), containsString("clip-2.mp4 (")));
        rig.sandbox.inject(Fault.parse("result:output={\"videos\": [$one.mp4\\, $two.mp4]}"));
        rig.run(Rig.fresh(Rig.LONG)); // again in the same folder
        assertThat(rig.files(), is(List.of("clip-2.mp4", "clip-2.mp4.json", "clip.mp4", "clip.mp4.json")));
    }

    @Test
    void anAbortBetweenTwoVideosLeavesNothingBehind() throws Exception {
        rig.sandbox.inject(
                Fault.parse("result:output={\"videos\": [$one.mp4\\, $two.mp4]}"),
                Fault.parse("download:trickle=100000000"),
                Fault.parse("download:stall"));
        RunningGeneration running = rig.start();
        rig.sandbox.awaitCount(Route.DOWNLOAD, 2);
        running.abort("Aborted by the test");
        assertThat(Rig.failure(running).kind(), is(Failure.Kind.ABORTED));
        assertThat(rig.files(), is(List.of()));
    }
}
