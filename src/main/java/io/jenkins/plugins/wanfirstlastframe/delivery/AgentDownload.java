package io.jenkins.plugins.wanfirstlastframe.delivery;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.generation.DeliveredVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery.DeliveryException;
import io.jenkins.plugins.wanfirstlastframe.generation.DownloadRules;
import io.jenkins.plugins.wanfirstlastframe.generation.OutputDownload;
import io.jenkins.plugins.wanfirstlastframe.mp4.VideoFacts;
import io.jenkins.plugins.wanfirstlastframe.preview.VideoPoster;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import jenkins.MasterToSlaveFileCallable;
import okhttp3.OkHttpClient;

/**
 * Downloads videos where the workspace is. It gets no token, since a result's URL needs none; the proxy's password goes
 * along only where an administrator allows it.
 */
final class AgentDownload extends MasterToSlaveFileCallable<AgentDownload.Result> {

    private static final long serialVersionUID = 1L;

    /** Of how many videos of a request there is a poster: mostly there is one. */
    private static final int MAX_POSTERS = 10;

    private final ArrayList<String> urls;
    private final DownloadRules rules;
    private final long millisLeft;
    private final String output;
    private final ArrayList<String> reserved;

    @CheckForNull
    private final AgentProxy proxy;

    /**
     * A download for a workspace.
     *
     * @param left how long it may take; not a point in time, since the agent's clock may be another
     * @param output where the first video goes, relative to the workspace
     * @param reserved paths that belong to other requests of the build
     */
    AgentDownload(
            List<String> urls,
            DownloadRules rules,
            Duration left,
            String output,
            Collection<String> reserved,
            @CheckForNull AgentProxy proxy) {
        this.urls = new ArrayList<>(urls);
        this.rules = rules;
        this.millisLeft = left.toMillis();
        this.output = output;
        this.reserved = new ArrayList<>(reserved);
        this.proxy = proxy;
    }

    @Override
    public Result invoke(File workspace, VirtualChannel channel) throws InterruptedException {
        OkHttpClient.Builder http = new OkHttpClient.Builder();
        OkHttpClient client = (proxy == null ? http : proxy.applyTo(http)).build();
        try {
            Path folder = workspace.toPath();
            Path target = WorkspacePath.target(folder, output);
            List<DeliveredVideo> videos = InterruptibleDownload.fetch(
                    new OutputDownload(client, rules, file -> reserved.contains(relative(folder, file))),
                    urls,
                    target,
                    Duration.ofMillis(millisLeft));
            return Result.of(
                    videos.stream()
                            .map(video -> video.at(relative(folder, Path.of(video.location()))))
                            .toList(),
                    posters(videos));
        } catch (DeliveryException e) {
            return Result.failed(e);
        } catch (IOException e) {
            return Result.failed(WorkspacePath.unwritable(e));
        } finally {
            client.connectionPool().evictAll();
        }
    }

    /** The posters of videos that are in files, by what a build calls them. */
    static Map<String, byte[]> posters(List<DeliveredVideo> videos) throws InterruptedException {
        Map<String, byte[]> posters = new LinkedHashMap<>();
        for (int i = 0; i < Math.min(MAX_POSTERS, videos.size()); i++) {
            String kind = BuildPictures.poster(i + 1);
            VideoPoster.of(Path.of(videos.get(i).location())).ifPresent(poster -> posters.put(kind, poster));
        }
        return posters;
    }

    /** A file's path in a folder, as artifacts are named on every system. */
    static String relative(Path folder, Path file) {
        return folder.toAbsolutePath()
                .normalize()
                .relativize(file.toAbsolutePath().normalize())
                .toString()
                .replace('\\', '/');
    }

    /** What came of it, in plain arrays that no serialization filter minds. The controller doesn't trust it. */
    static final class Result implements Serializable {
        private static final long serialVersionUID = 1L;
        private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
        private static final long MAX_RETRY_AFTER_MILLIS = Duration.ofHours(1).toMillis();
        private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,5}");
        private static final String VIDEO = ".mp4";

        /** More than any output has. */
        private static final int MAX_VIDEOS = 1000;

        private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

        /** By video: its path, URL, length, SHA-256, MD5, and what is lacking. */
        private final ArrayList<String[]> videos = new ArrayList<>();

        /** By video: what its file says of itself; null where it says nothing. */
        private final ArrayList<long[]> facts = new ArrayList<>();

        /** Small pictures, by what a build calls them. */
        private final LinkedHashMap<String, byte[]> pictures = new LinkedHashMap<>();

        @CheckForNull
        private String failure;

        @CheckForNull
        private String failureKind;

        private long retryAfterMillis;

        private Result() {}

        static Result of(List<DeliveredVideo> delivered, Map<String, byte[]> pictures) {
            Result result = new Result();
            result.pictures.putAll(pictures);
            for (DeliveredVideo video : delivered) {
                result.videos.add(new String[] {
                    video.location(),
                    video.url(),
                    Long.toString(video.bytes()),
                    video.sha256(),
                    video.md5(),
                    video.lacking()
                });
                result.facts.add(video.facts().map(VideoFacts::numbers).orElse(null));
            }
            return result;
        }

        static Result failed(DeliveryException e) {
            Result result = new Result();
            result.failure = e.getMessage();
            result.failureKind = e.kind().name();
            result.retryAfterMillis = e.retryAfter().toMillis();
            return result;
        }

        /**
         * The videos.
         *
         * @param output what was ordered: a path that is not of it may be that of another request's video
         * @param max the largest length that is believed, in bytes
         * @throws DeliveryException if there are none, or the agent's answer can't be true
         */
        List<DeliveredVideo> videos(String output, long max) throws DeliveryException {
            if (failure != null) {
                Duration retryAfter =
                        Duration.ofMillis(Math.max(0, Math.min(MAX_RETRY_AFTER_MILLIS, retryAfterMillis)));
                throw new DeliveryException(kind(), PlainText.oneLine(failure, 500), retryAfter, null);
            }
            if (videos == null || videos.isEmpty() || videos.size() > MAX_VIDEOS) { // null comes of a hand-made answer
                throw implausible();
            }
            List<DeliveredVideo> checked = new ArrayList<>();
            Set<String> paths = new HashSet<>();
            for (String[] video : videos) {
                DeliveredVideo next = checked(video, output, max).with(factsOf(checked.size()));
                boolean first = next.location().equals(output);
                if (first != checked.isEmpty() || !paths.add(next.location())) {
                    throw implausible();
                }
                checked.add(next);
            }
            return checked;
        }

        @CheckForNull
        private VideoFacts factsOf(int index) {
            boolean any = facts != null && index < facts.size(); // not of a hand-made answer
            return any ? VideoFacts.of(facts.get(index)).orElse(null) : null;
        }

        /** Small pictures, by what a build calls them; whoever keeps them looks at them. */
        Map<String, byte[]> pictures() {
            return pictures == null || pictures.size() > MAX_POSTERS + 2 ? Map.of() : pictures;
        }

        /** Whether a path is the output itself, or the output with a number, as further videos are named. */
        private static boolean isOf(String output, String path) {
            String stem = output.substring(0, output.length() - VIDEO.length());
            return path.equals(output)
                    || path.startsWith(stem + "-")
                            && path.endsWith(VIDEO)
                            && NUMBER.matcher(path.substring(stem.length() + 1, path.length() - VIDEO.length()))
                                    .matches();
        }

        private DeliveryException.Kind kind() {
            try {
                return DeliveryException.Kind.valueOf(String.valueOf(failureKind));
            } catch (IllegalArgumentException e) {
                return DeliveryException.Kind.FAILED;
            }
        }

        private static DeliveredVideo checked(String[] video, String output, long max) throws DeliveryException {
            if (video == null || video.length != 6 || Arrays.stream(video).anyMatch(Objects::isNull)) {
                throw implausible();
            }
            try {
                long bytes = Long.parseLong(video[2]);
                boolean plausible = bytes > 0
                        && bytes <= max
                        && isOf(output, video[0])
                        && SHA256.matcher(video[3]).matches()
                        && MD5.matcher(video[4]).matches();
                if (plausible) {
                    return new DeliveredVideo(
                            video[0],
                            PlainText.oneLine(video[1], 2000),
                            bytes,
                            video[3],
                            video[4],
                            PlainText.oneLine(video[5], 500));
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
