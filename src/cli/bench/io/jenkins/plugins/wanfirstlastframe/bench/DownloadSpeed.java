package io.jenkins.plugins.wanfirstlastframe.bench;

import io.jenkins.plugins.wanfirstlastframe.client.RunComfyClient;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Videos;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import okhttp3.OkHttpClient;

/**
 * The download of 1 GB in a Java of 64 MB, checked and hashed, against curl that just saves it. Each tells how long the
 * transfer took, without its own start; of ours, the first transfer of a Java, which compiles its code meanwhile, and the
 * second. The same sandbox serves both and may be what holds both back.
 */
final class DownloadSpeed implements Measurement {

    private static final String WHAT = "download of 1 GB";
    private static final long BYTES = 1_000_000_000;
    private static final int TIMES = 7;

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
            List<Row> rows = new ArrayList<>();
            for (int nth = 1; nth <= 2; nth++) {
                List<String> child = Children.command(
                        List.of("-Xmx64m"), DownloadChild.class, sandbox.baseUrl(), url, target, nth);
                Pairs seconds = Pairs.measure(TIMES, () -> fetch(child, target), () -> fetch(curl, target));
                rows.add(Row.atLeast(
                        WHAT + (nth == 1 ? ", first" : ", second"),
                        BYTES / seconds.ours(),
                        BYTES / seconds.baseline(),
                        Row.Unit.MEGABYTES_PER_SECOND,
                        0.9));
            }
            return rows;
        }
    }

    private static double fetch(List<String> command, Path target) throws Exception {
        double seconds = Double.parseDouble(Children.run(command).output().strip());
        if (Files.size(target) != BYTES) {
            throw new IllegalStateException("Not the whole file: " + Files.size(target));
        }
        Files.delete(target);
        return seconds;
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
