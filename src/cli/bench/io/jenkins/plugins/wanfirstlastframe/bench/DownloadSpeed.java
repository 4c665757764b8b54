package io.jenkins.plugins.wanfirstlastframe.bench;

import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.client.RunComfyClient;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Videos;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import okhttp3.OkHttpClient;

/**
 * The download of 1 GB in a Java of 64 MB, saved, hashed and checked, against a curl whose output is saved and hashed. Ours
 * tells how long the transfer took, without its own start: the first transfer of a Java, which compiles its code meanwhile,
 * and the second. The same sandbox serves both and may be what holds both back.
 */
final class DownloadSpeed implements Measurement {

    private static final String WHAT = "download of 1 GB";
    private static final long BYTES = 1_000_000_000;
    private static final int TIMES = 7;
    private static final Row.Unit UNIT = Row.Unit.MEGABYTES_PER_SECOND;

    @Override
    public List<Row> measure() throws Exception {
        for (String program : List.of("curl", "tee", "sha256sum")) {
            if (!Children.installed(program)) {
                return List.of(Row.skipped(WHAT, program + " is not installed"));
            }
        }
        try (TemporaryFolder folder = new TemporaryFolder();
                Sandbox sandbox = Sandbox.builder()
                        .queueTime(Duration.ZERO)
                        .runTime(Duration.ZERO)
                        .videos(Videos.bytes(BYTES))
                        .start()) {
            String url = video(sandbox);
            Path target = folder.file("video.mp4");
            List<String> baseline =
                    List.of("sh", "-c", "curl -s -f \"$0\" | tee \"$1\" | sha256sum", url, target.toString());
            List<String> first = child(sandbox, url, target, 1);
            List<String> second = child(sandbox, url, target, 2);
            return List.of(
                    transfer(", first", first, baseline, target), transfer(", second", second, baseline, target));
        }
    }

    private static Row transfer(String nth, List<String> child, List<String> baseline, Path target) throws Exception {
        Pairs seconds = Pairs.measure(TIMES, () -> fetch(child, target), () -> lifetime(baseline, target));
        return Row.atLeast(WHAT + nth, BYTES / seconds.ours(), BYTES / seconds.baseline(), UNIT, 1);
    }

    private static List<String> child(Sandbox sandbox, String url, Path target, int times) {
        return Children.command(List.of("-Xmx64m"), DownloadChild.class, sandbox.baseUrl(), url, target, times);
    }

    /** The seconds that a command tells. */
    private static double fetch(List<String> command, Path target) throws Exception {
        double seconds = Double.parseDouble(Children.run(command).output().strip());
        checkAndDelete(target);
        return seconds;
    }

    /** The seconds from a command's start to its end. */
    private static double lifetime(List<String> command, Path target) throws Exception {
        double seconds = Children.run(command).seconds();
        checkAndDelete(target);
        return seconds;
    }

    private static void checkAndDelete(Path target) throws IOException {
        if (Files.size(target) != BYTES) {
            throw new IllegalStateException("Not the whole file: " + Files.size(target));
        }
        Files.delete(target);
    }

    private static String video(Sandbox sandbox) throws Exception {
        OkHttpClient http = new OkHttpClient();
        RunComfyClient client = new RunComfyClient(
                ServiceUrl.parse(sandbox.baseUrl()), sandbox::token, http, "wan-bench", Clock.systemUTC());
        RequestId id = client.submit(Inputs.usual());
        String url = client.result(id).videos().get(0);
        http.connectionPool().evictAll();
        return url;
    }
}
