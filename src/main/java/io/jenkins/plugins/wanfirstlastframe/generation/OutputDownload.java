package io.jenkins.plugins.wanfirstlastframe.generation;

import io.jenkins.plugins.wanfirstlastframe.generation.Delivery.DeliveryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import okhttp3.OkHttpClient;

/**
 * Downloads the videos of one request's output: the first into the file that was asked for, say {@code clip.mp4}, the others
 * beside it, as {@code clip-2.mp4} and so on. Posters and other files among the URLs are passed over: by their names
 * already in the service's answer, then by their content types, then by their content.
 */
public final class OutputDownload {

    private static final Logger LOGGER = Logger.getLogger(OutputDownload.class.getName());

    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

    private final VideoDownload download;
    private final Predicate<Path> taken;
    private final Duration lag;
    private final Duration firstWait;

    /**
     * A download; serves once.
     *
     * @param http whose connections, proxy and trusted certificates are used
     * @param taken tells of a file beside the first video whether it belongs to something else; another name is then used
     */
    public OutputDownload(OkHttpClient http, DownloadRules rules, Predicate<Path> taken) {
        this(new VideoDownload(http, rules), taken, Patience.STORAGE_LAG, FIRST_WAIT);
    }

    /**
     * A download with other waits.
     *
     * @param lag for how long a further video that isn't there yet is asked for again
     * @param firstWait after which it is asked for again; it doubles from there
     */
    OutputDownload(VideoDownload download, Predicate<Path> taken, Duration lag, Duration firstWait) {
        this.download = download;
        this.taken = taken;
        this.lag = lag;
        this.firstWait = firstWait;
    }

    /** Makes a download in progress end soon with an exception, from any thread. */
    public void cancel() {
        download.cancel();
    }

    /**
     * Downloads the videos. One that can't be had doesn't spoil the others: what is lacking then is said of the first that
     * is there.
     *
     * @param urls as the service gave them, not empty
     * @param target the first video's file, replaced where it is there already; its folder is made where it is missing
     * @param left after which time the download is given up
     * @return the videos, at least one, in the order of their URLs
     * @throws DeliveryException if there is none, with a clause on what is wrong, fit to follow "the video is made, but";
     *     or if the download was cancelled; nothing is left behind then
     * @throws InterruptedException if the thread was interrupted; nothing is left behind then
     */
    public List<DeliveredVideo> fetch(List<String> urls, Path target, Duration left)
            throws DeliveryException, InterruptedException {
        Run run = new Run(target, Deadline.in(left));
        boolean done = false;
        try {
            List<DeliveredVideo> videos = run.fetch(urls);
            done = true;
            return videos;
        } finally {
            if (!done) {
                run.videos.values().forEach(video -> delete(Path.of(video.location())));
            }
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> file + " is of a delivery that was stopped, and can't be removed");
        }
    }

    /** What is known of one output while it is downloaded. */
    private final class Run {
        private final Path target;
        private final Deadline deadline;
        private final Map<String, DeliveredVideo> videos = new LinkedHashMap<>();
        private final Map<String, DeliveryException> failures = new LinkedHashMap<>();

        Run(Path target, Deadline deadline) {
            this.target = target;
            this.deadline = deadline;
        }

        List<DeliveredVideo> fetch(List<String> urls) throws DeliveryException, InterruptedException {
            for (String url : new LinkedHashSet<>(urls)) {
                fetch(url);
            }
            if (videos.isEmpty()) {
                throw failure();
            }
            failures.values().removeIf(Run::isOtherFile);
            fetchLate();
            List<DeliveredVideo> inOrder = new ArrayList<>();
            urls.stream()
                    .distinct()
                    .filter(videos::containsKey)
                    .map(videos::get)
                    .forEach(inOrder::add);
            if (!failures.isEmpty()) {
                inOrder.set(0, inOrder.get(0).butLacking(lacking()));
            }
            return inOrder;
        }

        /** The failure of what may be a video counts for more than a file that is none. */
        private DeliveryException failure() {
            return failures.values().stream()
                    .filter(e -> !isOtherFile(e))
                    .findFirst()
                    .orElseGet(() -> failures.values().iterator().next());
        }

        private static boolean isOtherFile(DeliveryException e) {
            return e.kind() == DeliveryException.Kind.NOT_A_VIDEO;
        }

        private void fetch(String url) throws DeliveryException, InterruptedException {
            try {
                videos.put(url, download.fetch(url, next(), deadline.left()));
                failures.remove(url);
            } catch (DeliveryException e) {
                if (e.kind() == DeliveryException.Kind.STOPPED) {
                    throw e;
                }
                failures.put(url, e);
            }
        }

        /** The file of the next video. */
        private Path next() {
            if (videos.isEmpty()) {
                return target;
            }
            for (int number = videos.size() + 1; ; number++) {
                Path beside = numbered(target, number);
                boolean mine = videos.values().stream()
                        .anyMatch(video -> video.location().equals(beside.toString()));
                if (!mine && !taken.test(beside)) {
                    return beside;
                }
            }
        }

        /** Storage may be behind with some videos of an output; the others are kept meanwhile. */
        private void fetchLate() throws DeliveryException, InterruptedException {
            Deadline end = Deadline.in(lag.compareTo(deadline.left()) < 0 ? lag : deadline.left());
            Duration wait = firstWait;
            while (failures.values().stream().anyMatch(e -> mayComeLate(e.kind())) && !end.hasPassed()) {
                download.pause(wait, end);
                wait = wait.multipliedBy(2);
                for (String url : List.copyOf(failures.keySet())) {
                    if (mayComeLate(failures.get(url).kind())) {
                        fetch(url);
                    }
                }
            }
        }

        private String lacking() {
            StringBuilder text = new StringBuilder();
            failures.forEach((url, e) -> text.append(text.isEmpty() ? "" : " ")
                    .append("Another video of the output is missing, ")
                    .append(DownloadRules.shown(url))
                    .append(": ")
                    .append(e.getMessage()));
            return text.toString();
        }
    }

    private static boolean mayComeLate(DeliveryException.Kind kind) {
        return switch (kind) {
            case NOT_FOUND, ADDRESS_REFUSED, INCOMPLETE, TRY_LATER -> true;
            case FAILED, NOT_A_VIDEO, STOPPED -> false;
        };
    }

    /**
     * The name of a further video.
     *
     * @return {@code clip-2.mp4} for {@code clip.mp4} and 2
     */
    static Path numbered(Path first, int number) {
        String name = String.valueOf(first.getFileName());
        int dot = name.lastIndexOf('.');
        int end = dot <= 0 ? name.length() : dot;
        return first.resolveSibling(name.substring(0, end) + "-" + number + name.substring(end));
    }
}
