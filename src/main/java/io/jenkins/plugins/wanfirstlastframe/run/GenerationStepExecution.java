package io.jenkins.plugins.wanfirstlastframe.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Computer;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.wanfirstlastframe.WanFirstLastFrameStep;
import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.FrameProbe;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.client.RequestStatus;
import io.jenkins.plugins.wanfirstlastframe.client.TokenSource.TokenException;
import io.jenkins.plugins.wanfirstlastframe.delivery.Workspace;
import io.jenkins.plugins.wanfirstlastframe.generation.DurationFormat;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.generation.Fate;
import io.jenkins.plugins.wanfirstlastframe.generation.Generation;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Outcome;
import io.jenkins.plugins.wanfirstlastframe.generation.Patience;
import io.jenkins.plugins.wanfirstlastframe.generation.Phase;
import io.jenkins.plugins.wanfirstlastframe.generation.RunningGeneration;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.springframework.security.core.Authentication;

/**
 * One run of the Pipeline step. It holds neither a thread nor an executor while it waits: the engine drives the request,
 * and this class prepares it, takes it up again after a restart, and tells Pipeline how it ended.
 *
 * <p>The way: the settings are checked on Pipeline's thread; the record is opened and the Pipeline saved in the
 * background; then the token is found and the engine started. What survives a restart here is the record's id, once
 * there is one; all else is in the {@link RequestLedger}.
 */
public final class GenerationStepExecution extends StepExecution {

    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(GenerationStepExecution.class.getName());

    static final Duration ASK_FOR_EARLIER_END = Duration.ofSeconds(1);

    /** Taken apart in {@link #start}; a step is not part of the saved execution. */
    private final transient WanFirstLastFrameStep step;

    /** Null until they are checked, and again once they are in the record. */
    @CheckForNull
    private volatile ResolvedSettings settings;

    /** Null for a step outside of a node block. */
    @CheckForNull
    private volatile Workspace.Reconnecting workspace;

    /** Null until the record is opened; nothing is submitted before. */
    @CheckForNull
    private volatile String recordId;

    /** Whether the execution is going on in this run of Jenkins. Guarded by this. */
    private transient boolean begun;

    // guarded by this
    @CheckForNull
    private transient RequestLedger.Claim claim;

    // guarded by this
    @CheckForNull
    private transient BuildGeneration build;

    @CheckForNull
    private transient volatile RunningGeneration running;

    @CheckForNull
    private transient volatile Throwable stopCause;

    /** What a search for an earlier video came to; null before. Used by one thread at a time. */
    @CheckForNull
    private transient EarlierVideos.Found found;

    /** What looks at frames on web servers, so that a stop can end that. */
    @CheckForNull
    private transient volatile FrameProbe probe;

    /** Whether the console knows that an earlier request's end is waited for. Used by one thread at a time. */
    private transient boolean toldEarlierEnd;

    /** Pipeline takes one answer; an abort and the end of the request race for it. */
    private transient volatile AtomicBoolean settled = new AtomicBoolean();

    /** An execution of a step that is about to start. */
    public GenerationStepExecution(WanFirstLastFrameStep step, StepContext context) {
        super(context);
        this.step = step;
    }

    @Override
    public boolean start() throws Exception {
        Run<?, ?> run = getContext().get(Run.class);
        FilePath folder = getContext().get(FilePath.class);
        settings = ResolvedSettings.of(step, run, folder != null, text -> text);
        workspace = Workspace.Reconnecting.of(folder);
        synchronized (this) {
            begun = true;
        }
        inBackground(() -> prepare(run));
        return false;
    }

    private void inBackground(Step task) {
        Computer.threadPoolForRemoting.execute(() -> attempt(task));
    }

    /** A piece of work of this execution. */
    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    /** Whatever goes wrong on the way to the engine ends the step; nothing has been submitted by then. */
    private void attempt(Step task) {
        try {
            task.run();
        } catch (AbortException e) {
            giveUp(e);
        } catch (IOException | UncheckedIOException e) {
            LOGGER.log(Level.WARNING, "A request can't be begun", e);
            giveUp(new AbortException(nothingDone() + "the request's record can't be written ("
                    + PlainText.oneLine(e.getMessage(), 200) + ")."));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            giveUp(e);
        } catch (RuntimeException | Error e) { // also those of other plugins; whoever waits must be told
            LOGGER.log(Level.WARNING, "A request can't be begun", e);
            giveUp(new AbortException(
                    nothingDone() + PlainText.oneLine(e.toString(), 200) + "; Jenkins' log has the details."));
        }
    }

    // ---- from the start to the engine

    private void prepare(Run<?, ?> run) throws IOException, InterruptedException {
        ResolvedSettings asked = settings;
        if (asked == null || stopped()) {
            return;
        }
        GenerationService service = GenerationService.get();
        if (found == null) {
            Authentication builder = getContext().get(FlowExecution.class).getAuthentication2();
            FrameProbe looking = new FrameProbe(service.http());
            probe = looking;
            if (stopped()) { // a stop that saw no probe yet
                return;
            }
            found = EarlierVideos.look(service, run, asked, workspace, builder, looking);
            if (stopped()) {
                return;
            }
        }
        Optional<RequestLedger.Claim> opened = service.open(run, asked.withFrames(found.files()), found);
        if (opened.isEmpty()) {
            if (!toldEarlierEnd) {
                toldEarlierEnd = true;
                tell(
                        "Waiting for the end of this build's earlier request for the same video; nothing is submitted yet.");
            }
            Timer.get()
                    .schedule(
                            () -> inBackground(() -> prepare(run)),
                            ASK_FOR_EARLIER_END.toMillis(),
                            TimeUnit.MILLISECONDS);
            return;
        }
        RequestLedger.Claim mine = opened.get();
        synchronized (this) {
            claim = mine;
        }
        recordId = mine.id();
        settings = null;
        if (mine.note() != null) {
            tell(mine.note());
        }
        // not before the Pipeline knows of this step: a crash in between would submit a second time
        service.pipelineStates()
                .save(run, getContext(), () -> inBackground(() -> submit(run, mine)), problem -> notSaved(problem));
    }

    private void submit(Run<?, ?> run, RequestLedger.Claim mine) throws IOException, InterruptedException {
        if (stopped()) {
            return;
        }
        BuildGeneration generation = generation(run, mine);
        try {
            generation.check(); // refused now rather than at the first call, or after the video is paid for
        } catch (TokenException e) {
            throw new AbortException(
                    (mine.record().fate() == Fate.OWED ? "The request is not followed: " : "Nothing was submitted: ")
                            + e.getMessage());
        }
        if (mine.isBuildOver()) { // killed: nobody has stopped this step
            throw new AbortException("Nothing was submitted: the build has ended.");
        }
        if (!stopped()) {
            mine.save(mine.record().state());
            hand(generation, generation.generation());
        }
    }

    private void notSaved(Throwable problem) {
        LOGGER.log(Level.WARNING, "The state of a Pipeline can't be saved", problem);
        giveUp(new AbortException(nothingDone() + "the Pipeline's state can't be saved ("
                + PlainText.oneLine(problem.getMessage(), 200) + ")."));
    }

    private BuildGeneration generation(Run<?, ?> run, RequestLedger.Claim mine)
            throws IOException, InterruptedException {
        TaskListener console = getContext().get(TaskListener.class);
        return new BuildGeneration(GenerationService.get(), run, console, mine, workspace);
    }

    /** Gives the request to the engine. A stop may come before, meanwhile or afterwards. */
    private void hand(BuildGeneration handed, Generation generation) {
        Throwable before = stopCause;
        if (before != null) {
            generation.abort(reason(before)); // before it can submit
        }
        synchronized (this) {
            build = handed;
        }
        // without a lock: the engine may call the console
        RunningGeneration started = handed.start(generation, (outcome, defect) -> over(handed, outcome, defect));
        running = started;
        Throwable meanwhile = stopCause;
        if (meanwhile != null) {
            started.abort(reason(meanwhile)); // a stop that saw nothing running yet
        }
    }

    /** Ends the step before the engine has the request. The record is as it was before. */
    private void giveUp(Throwable cause) {
        synchronized (this) {
            if (claim != null) {
                claim.withdraw();
            }
        }
        fail(cause);
    }

    /** Whether the step was stopped on its way to the engine; if so, it is over now. */
    private boolean stopped() {
        Throwable cause = stopCause;
        if (cause != null) {
            tellStoppedEarly(cause);
            giveUp(cause);
        }
        return cause != null;
    }

    private void tellStoppedEarly(Throwable cause) {
        Optional<RequestId> paid = owed();
        tell(reason(cause)
                + paid.map(id -> " before the request was followed. Request id: " + id + ". "
                                + Billing.MAY_BE_BILLED.sentence())
                        .orElse(" before anything was submitted. " + Billing.NOT_BILLED.sentence()));
    }

    /** The request that this step takes up or goes on with; empty for one that is yet to be submitted. */
    private synchronized Optional<RequestId> owed() {
        return claim == null ? Optional.empty() : claim.record().state().requestId();
    }

    private String nothingDone() {
        return owed().map(id -> "Request " + id + ", which may be billed, is not followed: ")
                .orElse("Nothing was submitted: ");
    }

    // ---- after a restart

    @Override
    public void onResume() {
        try {
            String id = recordId;
            if (id != null) { // on Pipeline's thread, before other steps of the build can take the record up
                GenerationService.get().ledger(getContext().get(Run.class)).expect(id);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "The build of a step can't be found yet", e);
        }
        resume();
    }

    /** Goes on after a restart: when Pipeline says so, or before, if the step is to be stopped. */
    private void resume() {
        synchronized (this) {
            if (begun) {
                return;
            }
            begun = true;
        }
        inBackground(() -> {
            Run<?, ?> run = getContext().get(Run.class);
            String id = recordId;
            if (id == null) {
                prepare(run); // Jenkins stopped before there was anything to take up
                return;
            }
            RequestLedger.Claim mine = GenerationService.get()
                    .ledger(run)
                    .resume(id)
                    .orElseThrow(() -> new AbortException("The record of the request can't be read after the restart of"
                            + " Jenkins; its log says why. Look for the request in your RunComfy account, and attach to"
                            + " it with requestId."));
            synchronized (this) {
                claim = mine;
            }
            if (mine.record().state().phase() == Phase.NEW) {
                submit(run, mine);
            } else {
                BuildGeneration generation = generation(run, mine);
                generation.findTokenAhead();
                hand(generation, generation.generation());
            }
        });
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        settled = new AtomicBoolean(); // a stop may come before onResume
    }

    // ---- the end

    private void over(BuildGeneration build, @CheckForNull Outcome outcome, @CheckForNull Throwable defect) {
        try {
            if (!(outcome instanceof Outcome.Detached)
                    && !GenerationService.get().isShuttingDown()) { // else this goes on when Jenkins is back
                report(build, outcome, defect);
            }
        } catch (RuntimeException | Error e) { // a completed future swallows what its dependents throw
            LOGGER.log(Level.WARNING, "The end of a request can't be reported", e);
            fail(e);
        }
    }

    private void report(BuildGeneration build, @CheckForNull Outcome outcome, @CheckForNull Throwable defect) {
        Throwable cause = stopCause;
        if (outcome instanceof Outcome.Finished finished) {
            if (cause != null) {
                tell(reason(cause) + " when the video was already there. Request id: "
                        + finished.state().requestId().map(Object::toString).orElse("unknown") + ". "
                        + Billing.BILLED.sentence());
                fail(cause);
            } else {
                Map<String, Object> result = build.result(finished);
                if (settled.compareAndSet(false, true)) {
                    getContext().onSuccess(result);
                }
            }
        } else if (outcome instanceof Outcome.Failed failed) {
            fail(failed.failure(), cause);
        } else {
            fail(defect != null ? defect : new IllegalStateException("The request ended without an outcome."));
        }
    }

    private void fail(Failure failure, @CheckForNull Throwable cause) {
        Throwable answer = cause;
        if (answer == null) { // an abort from before a restart has lost its cause, but not its nature
            answer = failure.kind() == Failure.Kind.ABORTED
                    ? new FlowInterruptedException(Result.ABORTED, true)
                    : new AbortException(failure.message());
        }
        if (!(answer instanceof AbortException)) {
            tell(failure.message());
        }
        toldEnd();
        fail(answer);
    }

    private void toldEnd() {
        RequestLedger.Claim mine;
        synchronized (this) {
            mine = claim;
        }
        if (mine != null) {
            mine.told();
        }
    }

    private void fail(Throwable cause) {
        if (settled.compareAndSet(false, true)) {
            getContext().onFailure(cause);
        }
    }

    private void tell(String line) {
        try {
            ConsoleListener.say(getContext().get(TaskListener.class), line);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.WARNING, e, () -> "Can't tell the console: " + line);
        }
    }

    // ---- stop

    @Override
    public void stop(@NonNull Throwable cause) {
        boolean resumed;
        RunningGeneration current;
        synchronized (this) {
            if (stopCause == null) {
                stopCause = cause;
            }
            current = running;
            resumed = begun;
        }
        FrameProbe looking = probe;
        if (looking != null) {
            looking.cancel();
        }
        if (current != null) {
            current.abort(reason(cause));
        } else if (!resumed) { // after a restart; Pipeline may be waiting for an agent before it resumes this step
            resume();
        }
        // the request's end fails the step with this cause; if the service takes too long, the build doesn't wait for
        // it
        Timer.get()
                .schedule(
                        () -> Computer.threadPoolForRemoting.execute(() -> stopWaiting(cause)),
                        OperatorProperties.abortGrace(
                                        current == null ? Patience.ABORT : Patience.abort(current.state()))
                                .toSeconds(),
                        TimeUnit.SECONDS);
    }

    private void stopWaiting(Throwable cause) {
        if (settled.get()) {
            return;
        }
        RunningGeneration current = running;
        if (current == null) {
            tellStoppedEarly(cause);
        } else {
            GenerationState state = current.state();
            tell(reason(cause) + ": the build no longer waits for the end of the request."
                    + state.requestId()
                            .map(found -> " Request id: " + found + ".")
                            .orElse("") + " "
                    + (state.phase() == Phase.NEW ? Billing.NOT_BILLED : Billing.MAY_BE_BILLED).sentence());
            abandon();
            toldEnd();
        }
        fail(cause);
    }

    /** Lets the engine end the request by itself; what comes of that is told in the build's own console. */
    private void abandon() {
        synchronized (this) {
            if (claim != null) {
                claim.abandon();
            }
        }
        try {
            TaskListener ofTheBuild =
                    getContext().get(FlowExecution.class).getOwner().getListener();
            synchronized (this) {
                if (build != null) {
                    build.redirect(ofTheBuild);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "The end of an abandoned request can't be told", e);
        }
    }

    private static String reason(Throwable cause) {
        if (cause instanceof FlowInterruptedException interrupted
                && !interrupted.getCauses().isEmpty()) {
            return PlainText.oneLine(interrupted.getCauses().get(0).getShortDescription(), 120);
        }
        return "Aborted";
    }

    @Override
    public String getStatus() {
        RunningGeneration current = running;
        if (current == null) {
            return "not begun";
        }
        GenerationState state = current.state();
        return (state.origin().isFree() && state.phase() == Phase.DELIVERING
                        ? "putting a video in its place"
                        : state.phase().title())
                + state.requestId().map(request -> ", request id " + request).orElse("")
                + state.lastStatus()
                        .map(RequestStatus::rawStatus)
                        .map(word -> ", last status " + word)
                        .orElse("")
                + current.expectedLeft()
                        .map(left -> ", about " + DurationFormat.text(left) + " of work left")
                        .orElse("")
                + current.nextStep()
                        .map(next -> Duration.between(
                                Instant.now(GenerationService.get().clock()), next))
                        .filter(wait -> !wait.isNegative())
                        .map(wait -> ", next call " + DurationFormat.until(wait))
                        .orElse("");
    }
}
