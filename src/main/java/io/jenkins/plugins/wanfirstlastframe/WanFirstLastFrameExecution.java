package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Computer;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.RequestStatus;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.client.TokenSource.TokenException;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.generation.Generation;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Outcome;
import io.jenkins.plugins.wanfirstlastframe.generation.RunningGeneration;
import io.jenkins.plugins.wanfirstlastframe.generation.DurationFormat;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * One run of the Pipeline step. It holds neither a thread nor an executor while it waits: {@link WanEngine} drives the
 * job, and this class starts it, takes it up again after a restart, and tells Pipeline how it ended.
 *
 * <p>What survives a restart here is the settings alone; the job's state is in a {@link StateFile}.
 */
final class WanFirstLastFrameExecution extends StepExecution {

    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(WanFirstLastFrameExecution.class.getName());

    /** How long an abort may wait for the service before the build goes on without its answer. */
    static final Duration ABORT_GRACE = Duration.ofSeconds(60);

    /** The jobs under way, by {@link #id}. */
    private static final Map<String, RunningGeneration> FOLLOWED = new ConcurrentHashMap<>();

    private final String id = UUID.randomUUID().toString();

    /** Taken apart in {@link #start}; a step is not part of the saved execution. */
    private final transient WanFirstLastFrameStep step;

    @CheckForNull
    private JobSettings settings;

    @CheckForNull
    private volatile Workspace.Named workspace;

    /** Whether the job was taken up again after a restart. */
    private transient boolean resumed;

    @CheckForNull
    private transient volatile RunningGeneration running;

    @CheckForNull
    private transient volatile Throwable stopCause;

    /** Pipeline takes one answer; an abort and the end of the job race for it. */
    private transient volatile AtomicBoolean settled = new AtomicBoolean();

    WanFirstLastFrameExecution(WanFirstLastFrameStep step, StepContext context) {
        super(context);
        this.step = step;
    }

    @Override
    public boolean start() throws Exception {
        Run<?, ?> run = getContext().get(Run.class);
        JobSettings job = JobSettings.of(step, run, text -> text);
        Workspace.Named place = Workspace.Named.of(getContext().get(FilePath.class));
        if (place == null && !job.archive()) {
            throw new AbortException(
                    "Nothing was submitted: without a workspace the video can only be archived, so either"
                            + " leave archive at true or run the step inside a node block.");
        }
        GenerationState state = firstState(run, job);
        new StateFile(run, id).write(state);
        settings = job;
        workspace = place;
        // not before the Pipeline knows of this step: a crash in between would submit a second time
        ProgramSaver.save(getContext(), () -> beginFirst(run, job, state), this::notSaved);
        return false;
    }

    /** A retry of a job that is or may be paid for already doesn't pay for another one. */
    private GenerationState firstState(Run<?, ?> run, JobSettings job) throws IOException, InterruptedException {
        Optional<UnfinishedJobs.Job> earlier = UnfinishedJobs.take(run, job);
        if (earlier.isEmpty()) {
            return job.begin(Clock.systemUTC());
        }
        RequestId request = earlier.get()
                .requestId()
                .orElseThrow(
                        () -> new AbortException("Nothing was submitted: this build has tried to submit the same job"
                                + " before, and nobody knows whether RunComfy has it. Look for it in your RunComfy account: if it"
                                + " is there, attach to its request id; if not, run a new build."));
        tell("This build has submitted the same job before.");
        return job.follow(request, Clock.systemUTC());
    }

    private void beginFirst(Run<?, ?> run, JobSettings job, GenerationState state) {
        try {
            TokenCredentials.use(run, job.credentialsId(), job.service()); // refused now rather than at the first call
            begin(job, state);
        } catch (TokenException e) {
            fail(new AbortException("Nothing was submitted: " + e.getMessage()));
        } catch (RuntimeException e) { // a credentials provider is another plugin, which may fail in ways of its own
            fail(e);
        }
    }

    private void notSaved(Throwable problem) {
        LOGGER.log(Level.WARNING, "The state of a Pipeline can't be saved", problem);
        fail(new AbortException("Nothing was submitted: the Pipeline's state can't be saved ("
                + PlainText.oneLine(problem.getMessage(), 200) + ")."));
    }

    @Override
    public void onResume() {
        resume();
    }

    /** Goes on after a restart: when Pipeline says so, or before, if the step is to be stopped. */
    private synchronized void resume() {
        if (resumed) {
            return;
        }
        resumed = true;
        JobSettings job = settings;
        if (job == null) {
            fail(new AbortException("The step had not begun when Jenkins stopped; nothing was submitted."));
            return;
        }
        try {
            Object kept = new StateFile(getContext().get(Run.class), id)
                    .read()
                    .orElseThrow(
                            () -> new AbortException("The job's state is missing after the restart of Jenkins. Look"
                                    + " for the request in your RunComfy account, and attach to it with requestId."));
            if (kept instanceof JobEnd end) {
                fail(failure(end));
            } else {
                begin(job, (GenerationState) kept);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(e);
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
    }

    private synchronized void begin(JobSettings job, GenerationState state) {
        try {
            StepContext context = getContext();
            Run<?, ?> run = context.get(Run.class);
            TaskListener listener = context.get(TaskListener.class);
            StateFile file = new StateFile(run, id);
            JenkinsJob jenkinsJob = new JenkinsJob(run, listener, job, workspace);
            Generation generation = jenkinsJob.generation(state, file::write);
            Throwable cause = stopCause;
            if (cause != null) {
                generation.abort(reason(cause)); // before it can submit
            }
            RunningGeneration started = WanEngine.start(generation);
            running = started;
            FOLLOWED.put(id, started);
            cause = stopCause;
            if (cause != null) {
                started.abort(reason(cause));
            }
            started.outcome().whenComplete((outcome, defect) -> {
                FOLLOWED.remove(id);
                over(jenkinsJob, outcome, defect);
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(e);
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
    }

    /**
     * Ends a job early.
     *
     * @return whether there is such a job
     */
    static boolean abort(String id, String reason) {
        RunningGeneration job = FOLLOWED.get(id);
        if (job != null) {
            job.abort(reason);
        }
        return job != null;
    }

    private void over(JenkinsJob job, @CheckForNull Outcome outcome, @CheckForNull Throwable defect) {
        if (outcome instanceof Outcome.Detached) {
            return; // Jenkins goes down, and this execution goes on when it is back
        }
        if (WanEngine.goesDown()) {
            if (outcome instanceof Outcome.Failed failed) {
                keep(new JobEnd(failed.failure())); // a finished job has kept its state
            }
            return;
        }
        Throwable cause = stopCause;
        if (outcome instanceof Outcome.Finished finished) {
            if (cause != null) {
                tell(reason(cause) + " when the video was already there. Request id: "
                        + finished.state().requestId().map(RequestId::value).orElse("unknown") + ". "
                        + Billing.BILLED.sentence());
                fail(cause);
            } else if (settled.compareAndSet(false, true)) {
                getContext().onSuccess(job.result(finished));
            }
        } else if (outcome instanceof Outcome.Failed failed) {
            JobEnd end = new JobEnd(failed.failure());
            keep(end);
            note(failed.failure());
            if (cause != null) {
                tell(end.message());
            }
            fail(cause != null ? cause : failure(end));
        } else {
            fail(defect != null ? defect : new IllegalStateException("The job ended without an outcome."));
        }
    }

    /** An abort from before a restart has lost its cause, but not its nature. */
    private Throwable failure(JobEnd end) {
        if (!end.aborted()) {
            return new AbortException(end.message());
        }
        tell(end.message());
        return new FlowInterruptedException(Result.ABORTED, true);
    }

    /** While Jenkins goes down, the Pipeline may not hear of it any more. */
    private void keep(JobEnd end) {
        try {
            new StateFile(getContext().get(Run.class), id).write(end);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | UncheckedIOException e) {
            LOGGER.log(Level.WARNING, "The end of a job can't be saved", e);
        }
    }

    private void note(Failure failure) {
        try {
            UnfinishedJobs.note(getContext().get(Run.class), Objects.requireNonNull(settings), failure);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "A job that a retry could take up again can't be noted", e);
        }
    }

    private void tell(String line) {
        try {
            ConsoleListener.say(getContext().get(TaskListener.class), line);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "Can't tell the console: " + line);
        }
    }

    private void fail(Throwable cause) {
        if (settled.compareAndSet(false, true)) {
            getContext().onFailure(cause);
        }
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        settled = new AtomicBoolean(); // a stop may come before onResume
    }

    @Override
    public void stop(@NonNull Throwable cause) {
        synchronized (this) {
            if (stopCause == null) {
                stopCause = cause;
            }
        }
        RunningGeneration job = running;
        if (job != null) {
            job.abort(reason(cause));
        } else if (step == null) { // after a restart; Pipeline may be waiting for an agent before it resumes this step
            Computer.threadPoolForRemoting.execute(this::resume);
        }
        // the job's end fails the step with this cause; if the service takes too long, the build doesn't wait for it
        Timer.get()
                .schedule(
                        () -> Computer.threadPoolForRemoting.execute(() -> stopWaiting(cause)),
                        ABORT_GRACE.toSeconds(),
                        TimeUnit.SECONDS);
    }

    private void stopWaiting(Throwable cause) {
        if (!settled.get()) {
            RunningGeneration job = running;
            String request = job == null
                    ? ""
                    : job.state()
                            .requestId()
                            .map(found -> " Request id: " + found + ".")
                            .orElse("");
            tell(reason(cause) + ": the build no longer waits for the end of the job." + request + " "
                    + Billing.MAY_BE_BILLED.sentence());
            if (job != null) {
                Failure.abandoned(job.state()).ifPresent(this::note);
            }
            fail(cause);
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
        RunningGeneration job = running;
        if (job == null) {
            return "not begun";
        }
        GenerationState state = job.state();
        return state.phase().title()
                + state.requestId().map(request -> ", request id " + request).orElse("")
                + state.lastStatus()
                        .map(RequestStatus::word)
                        .map(word -> ", last status " + word)
                        .orElse("")
                + job.nextStep()
                        .map(next -> Duration.between(Instant.now(), next))
                        .filter(wait -> !wait.isNegative())
                        .map(wait -> ", next call " + DurationFormat.until(wait))
                        .orElse("");
    }
}
