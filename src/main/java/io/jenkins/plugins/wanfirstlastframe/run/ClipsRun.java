package io.jenkins.plugins.wanfirstlastframe.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.model.Computer;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Has the videos of a clip list made, some of them under way at a time, from the list in the workspace or, after a restart
 * of Jenkins, from its {@link ClipsJournal}. No thread waits meanwhile. Serves once.
 */
final class ClipsRun {

    private static final Logger LOGGER = Logger.getLogger(ClipsRun.class.getName());

    private final StepHost host;
    private final ClipsOrder order;
    private final Owner owner;
    private final StepConsole console;
    private final ClipQueue queue;

    /** The owner takes one answer; a stop and the end of the clips race for it. */
    private final AtomicBoolean over = new AtomicBoolean();

    /** Null before the list is read. */
    @CheckForNull
    private volatile ClipsJournal journal;

    /** Whoever wants the clips. */
    interface Owner {

        /**
         * Makes sure that the journal is found again after a crash: nothing is submitted before.
         *
         * @param journal its id
         * @param then to be run when that is so
         * @param otherwise to be told why it can't be so
         */
        void keep(String journal, Runnable then, Consumer<Throwable> otherwise);

        /** Whether what is under way is taken up again after a restart of Jenkins. */
        boolean survivesRestart();

        /** Hears once that all clips are over. */
        void over(ClipsResult result);

        /** Hears, instead, that none was begun. The console knows where somebody stopped it, and {@code cause} is null then. */
        void notBegun(@CheckForNull Throwable cause);
    }

    ClipsRun(StepHost host, ClipsOrder order, Owner owner) {
        this.host = host;
        this.order = order;
        this.owner = owner;
        this.console = new StepConsole(host);
        this.queue = new ClipQueue(order.maxConcurrent(), this::drive);
    }

    // ---- from the start to the clips

    /** Reads the list and begins. Returns at once. */
    void begin() {
        inBackground(() -> {
            if (stoppedEarly()) {
                return;
            }
            List<ListedClip> clips = new ListReader(order, host.run(), host.workspace(), this::isStopped).read();
            if (stoppedEarly()) {
                return;
            }
            Run<?, ?> run = host.run();
            if (GenerationService.get().ledger(run).isBuildOver()) {
                throw new AbortException("Nothing was submitted: the build has ended.");
            }
            String id = UUID.randomUUID().toString();
            ClipsJournal mine = new ClipsJournal(run, id);
            mine.create(clips);
            console.tell(
                    PlainText.oneLine(order.file()) + " has " + (clips.size() == 1 ? "a clip" : clips.size() + " clips")
                            + "; at most " + order.maxConcurrent() + " are under way at a time.");
            owner.keep(
                    id,
                    () -> inBackground(() -> {
                        if (!stoppedEarly()) {
                            start(mine, clips, List.of());
                        }
                    }),
                    this::notKept);
        });
    }

    /** Goes on after a restart. Returns at once. */
    void resume(String id) {
        inBackground(() -> {
            ClipsJournal mine = new ClipsJournal(host.run(), id);
            List<ListedClip> clips;
            List<ClipsJournal.Line> lines;
            try {
                clips = mine.clips();
                lines = mine.read();
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, "The clips of a step can't be read", e);
                throw new AbortException("What became of the clips can't be read after the restart of Jenkins; its log"
                        + " says why. The videos page of the build shows their requests.");
            }
            start(mine, clips, lines);
        });
    }

    private void inBackground(Work task) {
        Computer.threadPoolForRemoting.execute(() -> {
            try {
                task.run();
            } catch (AbortException e) {
                notBegun(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                notBegun(e);
            } catch (IOException | RuntimeException | Error e) { // whoever waits must be told
                LOGGER.log(Level.WARNING, "A clip list can't be begun", e);
                notBegun(new AbortException("Nothing was submitted: " + PlainText.oneLine(e.toString(), 200)
                        + "; Jenkins' log has the details."));
            }
        });
    }

    /** A piece of work that may fail. */
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private void notKept(Throwable problem) {
        LOGGER.log(Level.WARNING, "The state of a Pipeline can't be saved", problem);
        notBegun(new AbortException("Nothing was submitted: the Pipeline's state can't be saved ("
                + PlainText.oneLine(problem.getMessage(), 200) + ")."));
    }

    private void notBegun(@CheckForNull Throwable cause) {
        ClipsJournal mine = journal;
        if (mine != null) {
            mine.close();
        }
        if (over.compareAndSet(false, true)) {
            owner.notBegun(cause);
        }
    }

    /** Whether it was stopped before anything was begun; if so, it is over now. */
    private boolean stoppedEarly() {
        String reason = queue.stopReason();
        if (reason != null && !over.get()) {
            console.tell(reason + " before anything was submitted.");
            notBegun(null);
        }
        return reason != null;
    }

    private void start(ClipsJournal mine, List<ListedClip> clips, List<ClipsJournal.Line> lines) {
        journal = mine;
        List<ClipWork> all = new ArrayList<>();
        for (int place = 0; place < clips.size(); place++) {
            all.add(new ClipWork(place, clips.get(place)));
        }
        for (ClipsJournal.Line line : lines) {
            if (line.stops()) {
                stop("Aborted"); // before a restart
            } else if (line.clip() >= 0 && line.clip() < all.size()) {
                all.get(line.clip()).restore(line);
            }
        }
        List<ClipWork> followed = queue.fill(all);
        followed.forEach(work -> work.drive().resume(work.record()));
        goOn();
    }

    // ---- the clips

    /** Begins as many clips as may be under way, and ends when none is left. */
    private void goOn() {
        stopIfBuildIsOver();
        ClipQueue.Next next = queue.next(!GenerationService.get().isShuttingDown(), owner.survivesRestart());
        next.begin().forEach(work -> work.drive().begin(work.clip().settings()));
        if (next.conclude()) {
            Computer.threadPoolForRemoting.execute(this::conclude);
        }
    }

    /** A build that was killed has not stopped its steps. */
    private void stopIfBuildIsOver() {
        try {
            if (GenerationService.get().ledger(host.run()).isBuildOver()) {
                stop("The build has ended");
            }
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "The build of a step can't be found", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private RequestDrive drive(ClipWork work) {
        ClipOwner clip = new ClipOwner(
                work,
                queue,
                Objects.requireNonNull(journal),
                console,
                new ClipOwner.Rules(order.retries(), owner.survivesRestart()),
                this::goOn);
        return new RequestDrive(host, console.about(work.clip().name()), clip);
    }

    // ---- the end

    private void conclude() {
        List<ClipWork> rest = queue.removeWaiting();
        String stopped = queue.stopReason();
        String reason = stopped == null ? "Jenkins is shutting down" : stopped;
        ClipsJournal mine = Objects.requireNonNull(journal);
        for (ClipWork clip : rest) {
            clip.leaveOut(null, reason + " before anything was submitted.");
            mine.addOrLog(clip);
        }
        try {
            if (!rest.isEmpty()) {
                console.tell(reason + " before these were submitted: "
                        + rest.stream().map(each -> each.clip().name()).collect(Collectors.joining(", ")) + ".");
            }
            ClipsResult result =
                    ClipsResult.of(queue.all(), GenerationService.get().records(host.run()));
            new ClipsSummary(host, order, console).show(result.results());
            end(result);
        } catch (IOException | RuntimeException | Error e) { // whoever waits must be told
            LOGGER.log(Level.WARNING, "What became of clips can't be told", e);
            notBegun(new AbortException("What became of the clips can't be told ("
                    + PlainText.oneLine(e.toString(), 200) + "); the videos page of the build shows their requests."));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            notBegun(e);
        }
    }

    /** How long the service may take to end what is under way early. */
    Duration patience() {
        return queue.patience();
    }

    private void end(ClipsResult result) {
        ClipsJournal mine = journal;
        if (mine != null) {
            mine.close();
        }
        if (over.compareAndSet(false, true)) {
            owner.over(result);
        }
    }

    // ---- stop

    /**
     * Ends all clips early, at any time: what is under way is cancelled where it can be, the rest is not submitted.
     *
     * @param reason who or what wants it, to stand before a colon; only the first one counts
     */
    void stop(String reason) {
        Optional<List<ClipWork>> current = queue.stop(reason);
        if (current.isEmpty()) {
            return;
        }
        current.get().forEach(work -> work.drive().stop(reason));
        ClipsJournal mine = journal;
        if (mine != null) { // a restart in between must not begin what is left
            Computer.threadPoolForRemoting.execute(() -> {
                try {
                    mine.add(ClipsJournal.Line.stop());
                } catch (IOException e) {
                    LOGGER.log(Level.WARNING, "That clips are stopped can't be noted", e);
                }
            });
        }
    }

    /** Waits no longer for the ends of requests that were stopped: the engine ends them by itself. */
    void stopWaiting() {
        if (queue.isFilled()) {
            queue.underWay().forEach(work -> work.drive().stopWaiting());
        } else {
            stoppedEarly();
        }
    }

    /** Whether somebody is stopping the clips. */
    boolean isStopped() {
        return queue.stopReason() != null;
    }

    /** How far the clips are, in a few words. Takes no time. */
    String status() {
        return queue.isFilled() ? queue.status() : "reading " + PlainText.oneLine(order.file());
    }
}
