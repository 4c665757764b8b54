package io.jenkins.plugins.wanfirstlastframe.script;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.RequestStatus;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.generation.Outcome;
import io.jenkins.plugins.wanfirstlastframe.generation.RunningGeneration;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;

/** Several videos, some of them under way at a time. No thread waits for a single one of them. */
public final class Batch {

    private final ScriptContext context;
    private final Map<Path, Video> videos = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private int maxConcurrent = 4;
    private int retries;

    Batch(ScriptContext context) {
        this.context = context;
    }

    /** How many requests are at the service at once; 4 unless it is said. */
    public Batch atMost(int requests) {
        if (requests < 1) {
            throw WanException.invalid("a batch must have room for at least 1 request, not " + requests);
        }
        maxConcurrent = requests;
        return this;
    }

    /**
     * How often a video is tried again whose request the service ran in vain, or turned away for a reason that may pass.
     * Each such request that ran may cost money. What another try can't mend, such as a balance that is used up, is not
     * tried again, nor is a request of which nobody knows whether the service has it.
     */
    public Batch retries(int times) {
        retries = Math.max(0, times);
        return this;
    }

    /** Adds a video that is to be saved in a file; each video needs its own. */
    public Batch add(Video video, String file) {
        return add(video, Video.path(file));
    }

    /** Adds a video that is to be saved in a file; each video needs its own. */
    public Batch add(Video video, Path file) {
        if (videos.putIfAbsent(file.toAbsolutePath().normalize(), video) != null) {
            problems.add("two videos have the file " + file);
        }
        return this;
    }

    /**
     * Has the videos made, and waits for all of them. What fails is told in the result; it does not end the others, but for
     * two cases in which every further request would fail as well: where the account's balance is used up, or the token is
     * refused, nothing more is submitted.
     *
     * @throws WanException if the input of any is wrong, or its file can't be written: then nothing is submitted
     */
    public BatchResult run() {
        check();
        Deque<Attempt> waiting = new ArrayDeque<>();
        videos.forEach((file, video) -> waiting.add(new Attempt(file, video)));
        List<Attempt> all = List.copyOf(waiting);
        BlockingQueue<Attempt> over = new LinkedBlockingQueue<>();
        int underWay = 0;
        while (underWay > 0 || !waiting.isEmpty()) {
            for (; underWay < maxConcurrent && !waiting.isEmpty(); underWay++) {
                waiting.remove().start(over);
            }
            Attempt attempt = next(over, all);
            underWay--;
            if (attempt.failedAndMayBeRetried(retries)) {
                waiting.add(attempt);
            }
            if (attempt.failedForAll()) {
                leaveOut(waiting, attempt);
            }
        }
        BatchResult result = new BatchResult(all.stream().map(Attempt::result).toList());
        result.failed().stream().findFirst().ifPresent(item -> context.note(item.failure()));
        return result;
    }

    /** Submits none of those that wait, since they would fail as this one has. */
    private void leaveOut(Deque<Attempt> waiting, Attempt failed) {
        if (waiting.isEmpty()) {
            return;
        }
        waiting.forEach(attempt -> attempt.leaveOut(failed));
        context.err()
                .println("No more is submitted, since it would fail as " + failed.name() + " has. Left out: "
                        + waiting.stream().map(Attempt::name).collect(Collectors.joining(", ")) + ".");
        waiting.clear();
    }

    private void check() {
        List<String> wrong = new ArrayList<>(problems);
        videos.forEach((file, video) -> {
            try {
                video.check(file);
            } catch (WanException e) {
                wrong.add(file.getFileName() + ": " + e.clause());
            }
        });
        if (!wrong.isEmpty()) {
            throw WanException.invalid(String.join("; ", wrong));
        }
    }

    private Attempt next(BlockingQueue<Attempt> over, List<Attempt> all) {
        try {
            return over.take();
        } catch (InterruptedException e) {
            context.session().abortAll("Interrupted");
            all.forEach(Attempt::tell);
            Thread.currentThread().interrupt();
            throw WanException.before(Failure.Kind.ABORTED, "The batch was interrupted.");
        }
    }

    /** One video on its way, through however many requests it takes. */
    private final class Attempt {
        private final Path file;
        private final Video video;
        private int count;

        @CheckForNull
        private volatile Outcome outcome;

        @CheckForNull
        private Failure leftOut;

        Attempt(Path file, Video video) {
            this.file = file;
            this.video = video;
        }

        void start(BlockingQueue<Attempt> over) {
            count++;
            try {
                RunningGeneration request = video.start(context.session(), file, name());
                request.outcome().whenComplete((end, error) -> {
                    outcome = end;
                    tell();
                    over.add(this);
                });
            } catch (WanException e) { // the process is about to end
                outcome = null;
                over.add(this);
            }
        }

        String name() {
            return String.valueOf(file.getFileName());
        }

        void tell() {
            if (outcome instanceof Outcome.Failed failed) {
                context.tell(failed.failure(), name() + ": ");
            }
        }

        boolean failedAndMayBeRetried(int retries) {
            return count <= retries && outcome instanceof Outcome.Failed failed && failed.mayBeSubmittedAgain();
        }

        /** Whether what this one failed of would make all others fail, too. */
        boolean failedForAll() {
            return outcome instanceof Outcome.Failed failed
                    && switch (failed.failure().kind()) {
                        case BALANCE, TOKEN -> true;
                        default -> false;
                    };
        }

        void leaveOut(Attempt failed) {
            if (count == 0 && failed.outcome instanceof Outcome.Failed first) {
                leftOut = WanException.before(
                                first.failure().kind(),
                                "Not submitted, since it would fail as " + failed.name() + " has.")
                        .failure();
            }
        }

        BatchResult.Item result() {
            if (leftOut != null) {
                return new BatchResult.Item(file, count, null, leftOut);
            }
            if (outcome instanceof Outcome.Finished finished) {
                return new BatchResult.Item(file, count, FinishedVideo.of(finished), null);
            }
            Failure failure = outcome instanceof Outcome.Failed failed
                    ? failed.failure()
                    : WanException.before(Failure.Kind.ABORTED, "The program was ended before anything was submitted.")
                            .failure();
            return new BatchResult.Item(file, count, null, failure);
        }
    }
}
