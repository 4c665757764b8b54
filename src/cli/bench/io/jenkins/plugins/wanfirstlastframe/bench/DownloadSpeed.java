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
 * The download of 1 GB in a Java of 64 MB, checked and hashed, against curl that just saves it. Each tells how long the
 * transfer took, without its own start; of ours, the first transfer of a Java, which compiles its code meanwhile, and the
 * second, once more against a curl whose output is hashed too. The same sandbox serves both and may be what holds both back.
 */
final class DownloadSpeed implements Measurement {

    private static final String WHAT = "download of 1 GB";
    private static final long BYTES = 1_000_000_000;
    private static final int TIMES = 7;
    private static final Row.Unit UNIT = Row.Unit.MEGABYTES_PER_SECOND;

    @Override
    public List<Row> measure() throws Exception {
        if (!Children.installed("curl")) {
            return List.of(Row.skipped(WHAT, "curl is not installed"));
        }
        try (TemporaryFolder folder = new TemporaryFolder();
                Sandbox sandbox = Sandbox.builder()
                        .queueTime(Duration.ZERO)
                        .runTime(Duration.ZERO)
                        .videos(Videos.bytes(BYTES))
                        .start()) {
            String url = video(sandbox);
            Path target = folder.file("video.mp4");
            List<String> curl = List.of("curl", "-s", "-f", "-o", target.toString(), "-w", "%{time_total}", url);
            List<String> first = child(sandbox, url, target, 1);
            List<String> second = child(sandbox, url, target, 2);
            return List.of(
                    transfer(", first", first, curl, target),
                    transfer(", second", second, curl, target),
                    bothHash(second, url, target));
        }
    }

    private static Row transfer(String nth, List<String> child, List<String> curl, Path target) throws Exception {
        Pairs seconds = Pairs.measure(TIMES, () -> fetch(child, target), () -> fetch(curl, target));
        return Row.atLeast(WHAT + nth, BYTES / seconds.ours(), BYTES / seconds.baseline(), UNIT, 0.9);
    }

    private static Row bothHash(List<String> second, String url, Path target) throws Exception {
        String what = WHAT + ", both hash";
        if (!Children.installed("openssl")) {
            return Row.skipped(what, "openssl is not installed");
        }
        List<String> hashing =
                List.of("sh", "-c", "curl -s -f \"$0\" | tee \"$1\" | openssl dgst -sha256", url, target.toString());
        Pairs seconds = Pairs.measure(TIMES, () -> fetch(second, target), () -> lifetime(hashing, target));
        return Row.untargeted(what, BYTES / seconds.ours(), BYTES / seconds.baseline(), UNIT);
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
