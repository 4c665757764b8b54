package io.jenkins.plugins.wanfirstlastframe.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.model.Computer;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.client.TokenSource.TokenException;
import io.jenkins.plugins.wanfirstlastframe.generation.Fate;
import io.jenkins.plugins.wanfirstlastframe.generation.Generation;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Outcome;
import io.jenkins.plugins.wanfirstlastframe.generation.Patience;
import io.jenkins.plugins.wanfirstlastframe.generation.Phase;
import io.jenkins.plugins.wanfirstlastframe.generation.RunningGeneration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.util.Timer;

/**
 * Drives one request of a build, from its settings or, after a restart of Jenkins, from its record, to its end. No thread
 * waits meanwhile. Serves once.
 *
 * <p>The way: an earlier video is looked for and the record opened; the owner makes sure that the record is found again
 * after a crash; then the token is found and the engine started.
 */
final class RequestDrive {

    private static final Logger LOGGER = Logger.getLogger(RequestDrive.class.getName());

    private static final Duration ASK_FOR_EARLIER_END = Duration.ofSeconds(1);

    private final StepHost host;
    private final StepConsole console;
    private final Owner owner;

    private final OpenedRecord record = new OpenedRecord();
    private final EarlierSearch search = new EarlierSearch();

    // guarded by this
    @CheckForNull
    private BuildGeneration build;

    @CheckForNull
    private volatile RunningGeneration running;

    /** Who or what ends the request early; null while nobody does. */
    @CheckForNull
    private volatile String stopReason;

    /** Whether the console knows that an earlier request's end is waited for. Used by one thread at a time. */
    private boolean toldEarlierEnd;

    /** The owner takes one answer; a stop and the end of the request race for it. */
    private final AtomicBoolean ended = new AtomicBoolean();

    /** Whoever wants the request. */
    interface Owner {

        /**
         * Makes sure that the record is found again after a crash: nothing is submitted before.
         *
         * @param then to be run when that is so
         * @param otherwise to be told why it can't be so
         */
        void keep(Claim record, Runnable then, Consumer<Throwable> otherwise);

        /** The engine has the request. */
        default void followed() {}

        /** Hears once how it ended. */
        void ended(RequestEnd end);
    }

    /** A drive that has yet to begin. */
    RequestDrive(StepHost host, StepConsole console, Owner owner) {
        this.host = host;
        this.console = console;
        this.owner = owner;
    }

    /** Begins a request, or takes up what an earlier attempt has left. Returns at once. */
    void begin(ResolvedSettings asked) {
        inBackground(() -> prepare(asked));
    }

    /** Goes on with a record after a restart. Returns at once. */
    void resume(String recordId) {
        record.resumed();
        inBackground(() -> {
            Run<?, ?> run = host.run();
            Claim mine = GenerationService.get()
                    .ledger(run)
                    .resume(recordId)
                    .orElseThrow(() -> new AbortException("The record of the request can't be read after the restart of"
                            + " Jenkins; its log says why. Look for the request in your RunComfy account, and attach to"
                            + " it with requestId."));
            record.opened(mine);
            if (mine.record().state().phase() == Phase.NEW) {
                submit(run, mine);
            } else {
                BuildGeneration generation = generation(run, mine);
                generation.findTokenAhead();
                hand(generation, generation.generation());
            }
        });
    }

    private void inBackground(Step task) {
        Computer.threadPoolForRemoting.execute(() -> attempt(task));
    }

    /** A piece of work on the way to the engine. */
    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    /** Whatever goes wrong on the way to the engine ends the drive; nothing has been submitted by then. */
    private void attempt(Step task) {
        try {
            task.run();
        } catch (AbortException e) {
            giveUp(e, false);
        } catch (IOException | UncheckedIOException e) {
            LOGGER.log(Level.WARNING, "A request can't be begun", e);
            giveUp(
                    new AbortException(record.nothingDone() + "the request's record can't be written ("
                            + PlainText.oneLine(e.getMessage(), 200) + ")."),
                    false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            giveUp(e, false);
        } catch (RuntimeException | Error e) { // also those of other plugins; whoever waits must be told
            LOGGER.log(Level.WARNING, "A request can't be begun", e);
            giveUp(
                    new AbortException(record.nothingDone() + PlainText.oneLine(e.toString(), 200)
                            + "; Jenkins' log has the details."),
                    false);
        }
    }

    // ---- from the start to the engine

    private void prepare(ResolvedSettings asked) throws IOException, InterruptedException {
        if (stopped()) {
            return;
        }
        Run<?, ?> run = host.run();
        GenerationService service = GenerationService.get();
        Optional<EarlierVideos.Found> found = search.result(run, host, asked, () -> stopReason != null);
        if (stopped() || found.isEmpty()) {
            return;
        }
        EarlierVideos.Found known = found.get();
        Optional<Claim> opened = service.open(run, asked.withFrames(known.files()), known);
        if (opened.isEmpty()) {
            if (!toldEarlierEnd) {
                toldEarlierEnd = true;
                console.tell(
                        "Waiting for the end of this build's earlier request for the same video; nothing is submitted yet.");
            }
            Timer.get()
                    .schedule(
                            () -> inBackground(() -> prepare(asked)),
                            ASK_FOR_EARLIER_END.toMillis(),
                            TimeUnit.MILLISECONDS);
            return;
        }
        Claim mine = opened.get();
        record.opened(mine);
        if (mine.note() != null) {
            console.tell(mine.note());
        }
        owner.keep(mine, () -> inBackground(() -> submit(run, mine)), this::notKept);
    }

    private void submit(Run<?, ?> run, Claim mine) throws IOException, InterruptedException {
        if (stopped()) {
            return;
        }
        BuildGeneration generation = generation(run, mine);
        try {
            generation.check(); // refused now rather than at the first call, or after the video is paid for
        } catch (TokenException e) {
            giveUp(
                    new AbortException((mine.record().fate() == Fate.OWED
                                    ? "The request is not followed: "
                                    : "Nothing was submitted: ")
                            + e.getMessage()),
                    true);
            return;
        }
        if (mine.isBuildOver()) { // killed: nobody has stopped this step
            throw new AbortException("Nothing was submitted: the build has ended.");
        }
        if (!stopped()) {
            mine.save(mine.record().state());
            hand(generation, generation.generation());
        }
    }

    private void notKept(Throwable problem) {
        LOGGER.log(Level.WARNING, "The state of a build can't be saved", problem);
        giveUp(
                new AbortException(record.nothingDone() + "the Pipeline's state can't be saved ("
                        + PlainText.oneLine(problem.getMessage(), 200) + ")."),
                false);
    }

    private BuildGeneration generation(Run<?, ?> run, Claim mine) throws IOException, InterruptedException {
        return new BuildGeneration(GenerationService.get(), run, console.now(), mine, host.workspace());
    }

    /** Gives the request to the engine. A stop may come before, meanwhile or afterwards. */
    private void hand(BuildGeneration handed, Generation generation) {
        String before = stopReason;
        if (before != null) {
            generation.abort(before); // before it can submit
        }
        synchronized (this) {
            build = handed;
        }
        // without a lock: the engine may call the console
        RunningGeneration started = handed.start(generation, this::over);
        running = started;
        String meanwhile = stopReason;
        if (meanwhile != null) {
            started.abort(meanwhile); // a stop that saw nothing running yet
        }
        owner.followed();
    }

    /** Ends before the engine has the request. The record is as it was before. */
    private void giveUp(@CheckForNull Throwable cause, boolean token) {
        RequestEnd.NotBegun end = record.notBegun(cause, token);
        record.withdraw();
        end(end);
    }

    /** Whether it was stopped on its way to the engine; if so, it is over now. */
    private boolean stopped() {
        String reason = stopReason;
        if (reason != null) {
            tellStoppedEarly(reason);
            giveUp(null, false);
        }
        return reason != null;
    }

    private void tellStoppedEarly(String reason) {
        if (!ended.get()) {
            console.tell(reason
                    + record.owed()
                            .map(id -> " before the request was followed. Request id: " + id + ". "
                                    + Billing.MAY_BE_BILLED.sentence())
                            .orElse(" before anything was submitted. " + Billing.NOT_BILLED.sentence()));
        }
    }

    // ---- the end

    private void over(@CheckForNull Outcome outcome, @CheckForNull Throwable defect) {
        if (outcome instanceof Outcome.Finished finished) {
            String reason = stopReason;
            if (reason != null) {
                console.tell(reason + " when the video was already there. Request id: "
                        + finished.state().requestId().map(Object::toString).orElse("unknown") + ". "
                        + Billing.BILLED.sentence());
            }
            end(new RequestEnd.Made(finished, record.isArchived()));
        } else if (outcome instanceof Outcome.Failed failed) {
            toldEnd();
            end(new RequestEnd.Failed(failed));
        } else if (outcome instanceof Outcome.Detached detached) {
            end(new RequestEnd.Detached(detached.state()));
        } else {
            end(new RequestEnd.Defect(
                    defect != null ? defect : new IllegalStateException("The request ended without an outcome.")));
        }
    }

    /** Notes that the console knows how the request ended, or that nobody follows it here any more. */
    void toldEnd() {
        record.told();
    }

    private void end(RequestEnd end) {
        if (ended.compareAndSet(false, true)) {
            try {
                owner.ended(end);
            } catch (RuntimeException | Error e) { // a completed future swallows what its dependents throw
                LOGGER.log(Level.WARNING, e, () -> "The end of a request can't be reported: " + end);
            }
        }
    }

    // ---- stop

    /**
     * Ends the request early, at any time; what comes of it is its end.
     *
     * @param reason who or what wants it, to stand before a colon; only the first one counts
     */
    void stop(String reason) {
        RunningGeneration current;
        synchronized (this) {
            if (stopReason == null) {
                stopReason = reason;
            }
            current = running;
        }
        search.cancel();
        if (current != null) {
            current.abort(reason);
        }
    }

    /** How long the service may take to end the request early. */
    Duration patience() {
        RunningGeneration current = running;
        return current == null ? Patience.ABORT : Patience.abort(current.state());
    }

    /** Waits no longer for the end of a request that was stopped: the engine ends it by itself. */
    void stopWaiting() {
        String reason = stopReason;
        if (ended.get() || reason == null) {
            return;
        }
        RunningGeneration current = running;
        if (current == null) {
            tellStoppedEarly(reason);
            end(record.notBegun(null, false));
            return;
        }
        GenerationState state = current.state();
        console.tell(reason + ": the build no longer waits for the end of the request."
                + state.requestId().map(id -> " Request id: " + id + ".").orElse("") + " "
                + (state.phase() == Phase.NEW ? Billing.NOT_BILLED : Billing.MAY_BE_BILLED).sentence());
        abandon();
        toldEnd();
        end(new RequestEnd.Left(state));
    }

    /** Lets the engine end the request by itself; what comes of that is told in the build's own console. */
    private void abandon() {
        record.abandon();
        try {
            BuildConsole afterwards = console.afterwards();
            synchronized (this) {
                if (build != null) {
                    build.redirect(afterwards);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "The end of an abandoned request can't be told", e);
        }
    }

    /** Where the request stands, in a few words. Takes no time. */
    String status() {
        RunningGeneration current = running;
        return current == null
                ? "not begun"
                : Standing.of(current, GenerationService.get().clock());
    }
}
