package io.jenkins.plugins.wanfirstlastframe.delivery;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.generation.DeliveredVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery.DeliveryException;
import io.jenkins.plugins.wanfirstlastframe.generation.DownloadRules;
import io.jenkins.plugins.wanfirstlastframe.generation.VideoDownload;
import java.io.File;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import jenkins.MasterToSlaveFileCallable;
import okhttp3.OkHttpClient;

/**
 * Downloads videos where the workspace is. It gets no token, since a result's URL needs none; the proxy's password goes
 * along only where an administrator allows it.
 */
final class AgentDownload extends MasterToSlaveFileCallable<AgentDownload.Result> {

    private static final long serialVersionUID = 1L;

    private final ArrayList<String> urls;
    private final DownloadRules rules;
    private final long millisLeft;
    private final String output;

    @CheckForNull
    private final AgentProxy proxy;

    /**
     * A download for a workspace.
     *
     * @param left how long it may take; not a point in time, since the agent's clock may be another
     * @param output where the video goes, relative to the workspace
     */
    AgentDownload(
            List<String> urls, DownloadRules rules, Duration left, String output, @CheckForNull AgentProxy proxy) {
        this.urls = new ArrayList<>(urls);
        this.rules = rules;
        this.millisLeft = left.toMillis();
        this.output = output;
        this.proxy = proxy;
    }

    @Override
    public Result invoke(File workspace, VirtualChannel channel) throws InterruptedException {
        OkHttpClient.Builder http = new OkHttpClient.Builder();
        OkHttpClient client = (proxy == null ? http : proxy.applyTo(http)).build();
        try {
            DeliveredVideo video = InterruptibleDownload.fetch(
                    new VideoDownload(client, rules),
                    urls.get(0),
                    workspace.toPath().resolve(output),
                    Instant.now().plusMillis(millisLeft));
            return Result.of(List.of(video.at(output)));
        } catch (DeliveryException e) {
            return Result.failed(e);
        } finally {
            client.connectionPool().evictAll();
        }
    }

    /** What came of it, in plain arrays that no serialization filter minds. The controller doesn't trust it. */
    static final class Result implements Serializable {
        private static final long serialVersionUID = 1L;
        private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
        private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

        /** By video: its path, URL, length, SHA-256 and MD5. */
        private final ArrayList<String[]> videos = new ArrayList<>();

        @CheckForNull
        private String failure;

        @CheckForNull
        private String failureKind;

        private Result() {}

        private static Result of(List<DeliveredVideo> delivered) {
            Result result = new Result();
            for (DeliveredVideo video : delivered) {
                result.videos.add(new String[] {
                    video.location(), video.url(), Long.toString(video.bytes()), video.sha256(), video.md5()
                });
            }
            return result;
        }

        private static Result failed(DeliveryException e) {
            Result result = new Result();
            result.failure = e.getMessage();
            result.failureKind = e.kind().name();
            return result;
        }

        /**
         * The videos.
         *
         * @param output the only path that is believed: another one may be that of another request's video
         * @param max the largest length that is believed, in bytes
         * @throws DeliveryException if there are none, or the agent's answer can't be true
         */
        List<DeliveredVideo> videos(String output, long max) throws DeliveryException {
            if (failure != null) {
                throw new DeliveryException(kind(), PlainText.oneLine(failure, 500), null);
            }
            if (videos == null || videos.size() != 1) { // not even null is impossible in what was deserialized
                throw implausible();
            }
            return List.of(checked(videos.get(0), output, max));
        }

        private DeliveryException.Kind kind() {
            try {
                return DeliveryException.Kind.valueOf(String.valueOf(failureKind));
            } catch (IllegalArgumentException e) {
                return DeliveryException.Kind.FAILED;
            }
        }

        private static DeliveredVideo checked(String[] video, String output, long max) throws DeliveryException {
            if (video == null || video.length != 5 || Arrays.stream(video).anyMatch(Objects::isNull)) {
                throw implausible();
            }
            try {
                long bytes = Long.parseLong(video[2]);
                boolean plausible = bytes > 0
                        && bytes <= max
                        && video[0].equals(output)
                        && SHA256.matcher(video[3]).matches()
                        && MD5.matcher(video[4]).matches();
                if (plausible) {
                    return new DeliveredVideo(output, PlainText.oneLine(video[1], 2000), bytes, video[3], video[4], "");
                }
            } catch (IllegalArgumentException e) {
                throw new DeliveryException(implausible().getMessage(), e);
            }
            throw implausible();
        }

        private static DeliveryException implausible() {
            return new DeliveryException("the agent's answer makes no sense.");
        }
    }
}
