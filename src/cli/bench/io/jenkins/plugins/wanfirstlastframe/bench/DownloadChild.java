package io.jenkins.plugins.wanfirstlastframe.bench;

import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import io.jenkins.plugins.wanfirstlastframe.generation.DownloadRules;
import io.jenkins.plugins.wanfirstlastframe.generation.VideoDownload;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import okhttp3.OkHttpClient;

/** Downloads one video and tells how many seconds that took. */
final class DownloadChild {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private DownloadChild() {}

    /** Takes the service's URL, the video's, and the file. */
    public static void main(String[] arguments) throws Exception {
        VideoDownload download = new VideoDownload(
                new OkHttpClient(), DownloadRules.of(ServiceUrl.parse(arguments[0]), List.of()));
        long begin = System.nanoTime();
        download.fetch(arguments[1], Path.of(arguments[2]), Instant.now().plus(TIMEOUT));
        System.out.println((System.nanoTime() - begin) / 1e9);
    }
}
