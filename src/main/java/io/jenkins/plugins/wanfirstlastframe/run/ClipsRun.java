package io.jenkins.plugins.wanfirstlastframe.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.model.Computer;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.clips.ClipResult;
import io.jenkins.plugins.wanfirstlastframe.clips.ClipTable;
import io.jenkins.plugins.wanfirstlastframe.clips.JUnitReport;
import io.jenkins.plugins.wanfirstlastframe.delivery.WorkspaceReport;
import io.jenkins.plugins.wanfirstlastframe.generation.Patience;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    /** How many clips are looked at side by side, to find out whether they need to be made. */
    private static final int MAX_STARTING = 8;

    private final StepHost host;
    private final ClipsOrder order;
    private final Owner owner;
    private final StepConsole console;

    /** The owner takes one answer; a stop and the end of the clips race for it. */
    private final AtomicBoolean over = new AtomicBoolean();

    /** Null before the list is read. Guarded by this. */
    @CheckForNull
    private List<ClipWork> works;

    // guarded by this
    private final Deque<ClipWork> waiting = new ArrayDeque<>();
    private final Set<ClipWork> underWay = new HashSet<>();

    /** Those of {@link #underWay} that the engine has not got yet. Guarded by this. */
    private final Set<ClipWork> starting = new HashSet<>();

    /** Whether all that is left is to tell. Guarded by this. */
    private boolean concluding;

    /** Who or what ends the clips early; null while nobody does. */
    @CheckForNull
    private volatile String stopReason;

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
    }

    // ---- from the start to the clips

    /** Reads the list and begins. Returns at once. */
    void begin() {
        inBackground(() -> {
            if (stoppedEarly()) {
                return;
            }
            List<ListedClip> clips =
                    new ListReader(order, host.run(), host.workspace(), () -> stopReason != null).read();
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
        String reason = stopReason;
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
        List<ClipWork> followed = new ArrayList<>();
        synchronized (this) {
            works = all;
            for (ClipWork work : all) {
                if (work.isOver()) {
                    continue;
                }
                if (work.record() == null) {
                    waiting.add(work);
                } else {
                    followed.add(work);
                    underWay.add(work);
                    drive(work);
                }
            }
        }
        followed.forEach(work -> work.drive().resume(work.record()));
        goOn();
    }

    // ---- the clips

    /** Begins as many clips as may be under way, and ends when none is left. */
    private void goOn() {
        List<ClipWork> next = new ArrayList<>();
        boolean last;
        stopIfBuildIsOver();
        boolean mayBegin = !GenerationService.get().isShuttingDown();
        synchronized (this) {
            while (mayBegin
                    && stopReason == null
                    && underWay.size() < order.maxConcurrent()
                    && starting.size() < MAX_STARTING
                    && !waiting.isEmpty()) {
                ClipWork work = waiting.remove();
                underWay.add(work);
                starting.add(work);
                drive(work);
                next.add(work);
            }
            boolean noMore = waiting.isEmpty() || stopReason != null || !mayBegin && !owner.survivesRestart();
            last = underWay.isEmpty() && noMore && !concluding;
            concluding |= last;
        }
        next.forEach(work -> work.drive().begin(work.clip().settings()));
        if (last) {
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

    private void drive(ClipWork work) {
        RequestDrive drive = new RequestDrive(host, console.about(work.clip().name()), new ClipOwner(work));
        String reason = stopReason;
        if (reason != null) {
            drive.stop(reason);
        }
        work.drivenBy(drive);
    }

    /** What becomes of one clip's request. */
    private final class ClipOwner implements RequestDrive.Owner {

        private final ClipWork work;

        ClipOwner(ClipWork work) {
            this.work = work;
        }

        @Override
        public void keep(Claim record, Runnable then, Consumer<Throwable> otherwise) {
            work.begins(record.record(), clock());
            try {
                write(work);
            } catch (IOException e) {
                otherwise.accept(e);
                return;
            }
            then.run();
        }

        @Override
        public void followed() {
            synchronized (ClipsRun.this) {
                starting.remove(work);
            }
            goOn();
        }

        @Override
        public void ended(RequestDrive.End end) {
            boolean shuttingDown = end instanceof RequestDrive.End.Detached
                    || GenerationService.get().isShuttingDown();
            if (shuttingDown && owner.survivesRestart()) { // this goes on when Jenkins is back
                if (end instanceof RequestDrive.End.NotBegun before && before.billing() == Billing.NOT_BILLED) {
                    work.giveBack();
                    writeOrLog(work);
                }
                return;
            }
            end(work, end);
        }
    }

    private static Clock clock() {
        return GenerationService.get().clock();
    }

    private void write(ClipWork work) throws IOException {
        ClipsJournal mine = journal;
        if (mine != null) {
            mine.add(work.line());
        }
    }

    private void writeOrLog(ClipWork work) {
        try {
            write(work);
        } catch (IOException e) { // the clip's record, if there is one, says the same
            LOGGER.log(
                    Level.WARNING,
                    e,
                    () -> "What became of the clip " + work.clip().name() + " can't be noted");
        }
    }

    private void end(ClipWork work, RequestDrive.End end) {
        work.ends(end, clock());
        work.untold().ifPresent(console.about(work.clip().name())::tell);
        boolean again = stopReason == null && work.mayBeTriedAgain(order.retries());
        if (again) {
            console.about(work.clip().name()).tell("It is tried again.");
        } else {
            writeOrLog(work);
        }
        List<ClipWork> leftOut = List.of();
        synchronized (this) {
            underWay.remove(work);
            starting.remove(work);
            if (again) {
                work.again();
                waiting.add(work);
            }
            if (work.failedForAll()) {
                leftOut = List.copyOf(waiting);
                waiting.clear();
            }
        }
        leaveOut(leftOut, work);
        goOn();
    }

    /** Submits none of those that wait, since they would fail as this one has. */
    private void leaveOut(Collection<ClipWork> clips, ClipWork cause) {
        if (!clips.isEmpty()) {
            String name = cause.clip().name();
            console.tell("No more is submitted, since it would fail as " + name + " has. Left out: "
                    + clips.stream().map(each -> each.clip().name()).collect(Collectors.joining(", ")) + ".");
            for (ClipWork clip : clips) {
                clip.leaveOut(cause, "Not submitted, since it would fail as " + name + " has.");
                writeOrLog(clip);
            }
        }
    }

    // ---- the end

    private void conclude() {
        List<ClipWork> all;
        List<ClipWork> rest;
        synchronized (this) {
            all = works == null ? List.of() : works;
            rest = List.copyOf(waiting);
            waiting.clear();
        }
        String stopped = stopReason;
        String reason = stopped == null ? "Jenkins is shutting down" : stopped;
        for (ClipWork clip : rest) {
            clip.leaveOut(null, reason + " before anything was submitted.");
            writeOrLog(clip);
        }
        try {
            if (!rest.isEmpty()) {
                console.tell(reason + " before these were submitted: "
                        + rest.stream().map(each -> each.clip().name()).collect(Collectors.joining(", ")) + ".");
            }
            ClipsResult result = ClipsResult.of(all, GenerationService.get().records(host.run()));
            tellTable(result.results());
            writeReport(result.results());
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
        List<ClipWork> all;
        synchronized (this) {
            all = works == null ? List.of() : works;
        }
        return all.stream()
                .map(ClipWork::patience)
                .max(Comparator.naturalOrder())
                .orElse(Patience.ABORT);
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

    private void tellTable(List<ClipResult> results) throws IOException, InterruptedException {
        PrintStream lines = host.console().getLogger();
        ClipTable.text(results).lines().forEach(lines::println);
    }

    private void writeReport(List<ClipResult> results) throws InterruptedException {
        if (!order.junit().isEmpty()) {
            Optional<String> problem =
                    WorkspaceReport.write(order.junit(), JUnitReport.xml(order.suite(), results), host.workspace());
            problem.ifPresent(clause -> console.tell("Only the report is missing: it can't be written to "
                    + PlainText.oneLine(order.junit(), 160) + " (" + clause + ")."));
        }
    }

    // ---- stop

    /**
     * Ends all clips early, at any time: what is under way is cancelled where it can be, the rest is not submitted.
     *
     * @param reason who or what wants it, to stand before a colon; only the first one counts
     */
    void stop(String reason) {
        List<ClipWork> current;
        synchronized (this) {
            if (stopReason != null) {
                return;
            }
            stopReason = reason;
            current = List.copyOf(underWay);
        }
        current.forEach(work -> work.drive().stop(reason));
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
        List<ClipWork> current;
        boolean begun;
        synchronized (this) {
            current = List.copyOf(underWay);
            begun = works != null;
        }
        if (begun) {
            current.forEach(work -> work.drive().stopWaiting());
        } else {
            stoppedEarly();
        }
    }

    /** Whether somebody is stopping the clips. */
    boolean isStopped() {
        return stopReason != null;
    }

    /** How far the clips are, in a few words. Takes no time. */
    synchronized String status() {
        List<ClipWork> all = works;
        if (all == null) {
            return "reading " + PlainText.oneLine(order.file());
        }
        long there = all.stream().filter(ClipWork::isThere).count();
        long failed =
                all.stream().filter(work -> work.isOver() && !work.isThere()).count();
        return there + " of " + all.size() + " videos are there, " + underWay.size() + " under way, " + waiting.size()
                + " waiting" + (failed == 0 ? "" : ", " + failed + " failed");
    }
}
