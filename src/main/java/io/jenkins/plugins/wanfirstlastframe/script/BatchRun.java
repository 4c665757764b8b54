package io.jenkins.plugins.wanfirstlastframe.script;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.clips.ClipList;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Outcome;
import io.jenkins.plugins.wanfirstlastframe.generation.RunningGeneration;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Has several videos made, some of them under way at a time: what scripts and the command line share. No thread waits for a
 * single one of them. Serves once.
 */
public final class BatchRun {

    /** How many problems one message holds: a disk that can't be written to is as many as there are videos. */
    private static final int MAX_TOLD = 20;

    /** How many videos are looked at side by side, to find out whether they need to be made. */
    private static final int MAX_STARTING = 8;

    /** How many requests are at the service at once unless it is said. */
    public static final int MAX_CONCURRENT = ClipList.MAX_CONCURRENT;

    private final Session session;
    private final PrintStream err;
    private final BiConsumer<String, Failure> failed;
    private int maxConcurrent = MAX_CONCURRENT;
    private int retries;

    /**
     * One video that is wanted.
     *
     * @param name by which the console calls it
     * @param file where it is to be saved; made absolute
     * @param how how it comes about
     * @param request makes a first state for each request, or throws a {@link WanException} if its input is wrong
     */
    public record Order(String name, Path file, Making how, Supplier<GenerationState> request) {
        public Order {
            file = file.toAbsolutePath().normalize();
        }
    }

    /**
     * A run that has yet to begin.
     *
     * @param err where each request's progress is told, a line a change with the video's name in front
     * @param failed is told the name and the failure of each request that made no video; called on any thread
     */
    public BatchRun(Session session, PrintStream err, BiConsumer<String, Failure> failed) {
        this.session = session;
        this.err = err;
        this.failed = failed;
    }

    /**
     * How many requests are at the service at once.
     *
     * @throws WanException if it is less than 1
     */
    public BatchRun atMost(int requests) {
        maxConcurrent = checkedMax(requests);
        return this;
    }

    static int checkedMax(int requests) {
        if (requests < 1) {
            throw WanException.invalid("a batch must have room for at least 1 request, not " + requests);
        }
        return requests;
    }

    /** How often a video is tried again whose request came to nothing, where another try may help; see {@link Batch#retries}. */
    public BatchRun retries(int times) {
        retries = Math.max(0, times);
        return this;
    }

    /**
     * Has the videos made, and waits for all of them. What fails is told in the result; it does not end the others, but for
     * two cases in which every further request would fail as well: where the account's balance is used up, or the token is
     * refused, nothing more is submitted.
     *
     * @throws WanException if the input of any is wrong, its file can't be written or is another one's: then nothing is
     *     submitted; or if the thread is interrupted: then all requests are aborted
     */
    public BatchResult run(List<Order> orders) {
        check(orders);
        ExecutorService starting = Executors.newFixedThreadPool(Math.min(maxConcurrent, MAX_STARTING));
        try {
            return run(orders, starting);
        } finally {
            starting.shutdownNow();
        }
    }

    private BatchResult run(List<Order> orders, ExecutorService starting) {
        List<Attempt> all = orders.stream().map(Attempt::new).toList();
        Deque<Attempt> waiting = new ArrayDeque<>(all);
        BlockingQueue<Attempt> over = new LinkedBlockingQueue<>();
        int underWay = 0;
        while (underWay > 0 || !waiting.isEmpty()) {
            for (; underWay < maxConcurrent && !waiting.isEmpty(); underWay++) {
                Attempt next = waiting.remove();
                starting.execute(() -> next.start(over));
            }
            Attempt attempt = next(over, all);
            underWay--;
            if (attempt.failedAndMayBeRetried()) {
                waiting.add(attempt);
            }
            if (attempt.failedForAll()) {
                leaveOut(waiting, attempt);
            }
        }
        return new BatchResult(all.stream().map(Attempt::result).toList());
    }

    /** Submits none of those that wait, since they would fail as this one has. */
    private void leaveOut(Deque<Attempt> waiting, Attempt cause) {
        if (waiting.isEmpty()) {
            return;
        }
        waiting.forEach(attempt -> attempt.leaveOut(cause));
        err.println("No more is submitted, since it would fail as " + cause.name() + " has. Left out: "
                + waiting.stream().map(Attempt::name).collect(Collectors.joining(", ")) + ".");
        waiting.clear();
    }

    private static void check(List<Order> orders) {
        List<String> wrong = new ArrayList<>();
        Set<Path> files = new HashSet<>();
        for (Order order : orders) {
            if (!files.add(order.file())) {
                wrong.add("two videos have the file "
                        + PlainText.oneLine(order.file().toString(), 160));
                continue;
            }
            try {
                Session.checkTarget(order.request().get(), order.file(), order.how());
            } catch (WanException e) {
                wrong.add(order.name() + ": " + e.clause());
            }
        }
        if (!wrong.isEmpty()) {
            int more = wrong.size() - MAX_TOLD;
            throw WanException.invalid(wrong.stream().limit(MAX_TOLD).collect(Collectors.joining("; "))
                    + (more > 0 ? "; and " + more + " more" : ""));
        }
    }

    private Attempt next(BlockingQueue<Attempt> over, List<Attempt> all) {
        try {
            return over.take();
        } catch (InterruptedException e) {
            session.abortAll("Interrupted");
            all.forEach(Attempt::tell);
            Thread.currentThread().interrupt();
            throw WanException.before(Failure.Kind.ABORTED, "The batch was interrupted.");
        }
    }

    /** One video on its way, through however many requests it takes. */
    private final class Attempt {
        private final Order order;
        private int count;

        /** When the first request began; null before that. */
        @CheckForNull
        private Instant begin;

        /** Whether the session takes no more requests. */
        private boolean ended;

        @CheckForNull
        private Failure leftOut;

        /** What nobody has foreseen; null but for a defect. */
        @CheckForNull
        private Throwable defect;

        private volatile Duration elapsed = Duration.ZERO;

        @CheckForNull
        private volatile Outcome outcome;

        /** The last failure that was told; guarded by this. */
        @CheckForNull
        private Failure told;

        Attempt(Order order) {
            this.order = order;
        }

        void start(BlockingQueue<Attempt> over) {
            Instant first = begin != null ? begin : session.clock().instant();
            begin = first;
            try {
                RunningGeneration request = session.start(
                        order.request().get(),
                        order.file(),
                        order.how(),
                        session.settings().pollInterval(),
                        new ProgressLines(err, name()));
                if (!request.state().origin().isFree()) {
                    count++;
                }
                request.outcome().whenComplete((end, error) -> {
                    elapsed = Duration.between(first, session.clock().instant());
                    outcome = end;
                    tell();
                    over.add(this);
                });
            } catch (WanException e) { // the process is about to end
                ended = true;
                over.add(this);
            } catch (RuntimeException | Error e) { // somebody waits for it
                defect = e;
                over.add(this);
            }
        }

        String name() {
            return order.name();
        }

        synchronized void tell() {
            if (outcome instanceof Outcome.Failed end && told != end.failure()) {
                told = end.failure();
                failed.accept(name(), end.failure());
            }
        }

        boolean failedAndMayBeRetried() {
            return !ended && count <= retries && outcome instanceof Outcome.Failed end && end.mayBeSubmittedAgain();
        }

        /** Whether what this one failed of would make all others fail, too. */
        boolean failedForAll() {
            return outcome instanceof Outcome.Failed end
                    && switch (end.failure().kind()) {
                        case BALANCE, TOKEN -> true;
                        default -> false;
                    };
        }

        void leaveOut(Attempt cause) {
            if (count == 0 && cause.outcome instanceof Outcome.Failed first) {
                leftOut = WanException.before(
                                first.failure().kind(),
                                "Not submitted, since it would fail as " + cause.name() + " has.")
                        .failure();
            }
        }

        BatchResult.Item result() {
            FinishedVideo video = outcome instanceof Outcome.Finished finished ? FinishedVideo.of(finished) : null;
            return new BatchResult.Item(name(), order.file(), count, elapsed, video, video == null ? failure() : null);
        }

        private Failure failure() {
            if (leftOut != null) {
                return leftOut;
            }
            if (defect != null) {
                return new Failure(
                        Failure.Kind.INTERNAL,
                        "This program has a defect: " + PlainText.oneLine(defect.toString(), 200) + ".",
                        null,
                        Billing.MAY_BE_BILLED,
                        "");
            }
            return outcome instanceof Outcome.Failed end
                    ? end.failure()
                    : WanException.before(Failure.Kind.ABORTED, "The program was ended before anything was submitted.")
                            .failure();
        }
    }
}
