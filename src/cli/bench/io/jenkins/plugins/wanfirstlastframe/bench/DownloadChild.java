package io.jenkins.plugins.wanfirstlastframe.bench;

import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import io.jenkins.plugins.wanfirstlastframe.generation.DownloadRules;
import io.jenkins.plugins.wanfirstlastframe.generation.VideoDownload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import okhttp3.OkHttpClient;

/** Downloads one video some times over and tells how many seconds the last one took. */
final class DownloadChild {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private DownloadChild() {}

    /** Takes the service's URL, the video's, the file, and how many times. */
    public static void main(String[] arguments) throws Exception {
        OkHttpClient http = new OkHttpClient();
        DownloadRules rules = DownloadRules.of(ServiceUrl.parse(arguments[0]), List.of());
        Path target = Path.of(arguments[2]);
        double seconds = 0;
        for (int times = Integer.parseInt(arguments[3]); times > 0; times--) {
            Files.deleteIfExists(target);
            long begin = System.nanoTime();
            new VideoDownload(http, rules).fetch(arguments[1], target, TIMEOUT);
            seconds = (System.nanoTime() - begin) / 1e9;
        }
        System.out.println(seconds);
    }
}
