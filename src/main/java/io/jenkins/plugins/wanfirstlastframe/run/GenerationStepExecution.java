package io.jenkins.plugins.wanfirstlastframe.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.wanfirstlastframe.WanFirstLastFrameStep;
import io.jenkins.plugins.wanfirstlastframe.delivery.Workspace;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.generation.Patience;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * One run of the Pipeline step. It holds neither a thread nor an executor while it waits: a {@link RequestDrive} drives
 * the request, and this class tells Pipeline how it ended.
 *
 * <p>What survives a restart here is the record's id, once there is one; all else is in the {@link RequestLedger}.
 */
public final class GenerationStepExecution extends StepExecution {

    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(GenerationStepExecution.class.getName());

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

    /** Null before the execution goes on in this run of Jenkins. */
    @CheckForNull
    private transient volatile RequestDrive drive;

    @CheckForNull
    private transient volatile Throwable stopCause;

    /** An execution of a step that is about to start. */
    public GenerationStepExecution(WanFirstLastFrameStep step, StepContext context) {
        super(context);
        this.step = step;
    }

    @Override
    public boolean start() throws Exception {
        FilePath folder = getContext().get(FilePath.class);
        settings = ResolvedSettings.of(step, getContext().get(Run.class), folder != null, text -> text);
        workspace = Workspace.Reconnecting.of(folder);
        resume();
        return false;
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

    /** Begins, or goes on after a restart: when Pipeline says so, or before, if the step is to be stopped. */
    private void resume() {
        RequestDrive mine;
        synchronized (this) {
            if (drive != null) {
                return;
            }
            StepHost host = new PipelineHost(getContext(), workspace);
            mine = new RequestDrive(host, new StepConsole(host), new Owner());
            Throwable cause = stopCause;
            if (cause != null) {
                mine.stop(PipelineHost.reason(cause));
            }
            drive = mine;
        }
        String id = recordId;
        ResolvedSettings asked = settings;
        if (id != null) {
            mine.resume(id);
        } else if (asked != null) { // else Jenkins stopped before there was anything to take up
            mine.begin(asked);
        }
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        stopCause = null; // a stop may come before onResume
    }

    /** What becomes of the request, for Pipeline. */
    private final class Owner implements RequestDrive.Owner {

        @Override
        public void keep(Claim record, Runnable then, Consumer<Throwable> otherwise) {
            recordId = record.id();
            settings = null;
            // not before the Pipeline knows of this step: a crash in between would submit a second time
            GenerationService.get().pipelineStates().save(record.run(), getContext(), then, otherwise);
        }

        @Override
        public void ended(RequestEnd end) {
            try {
                report(end);
            } catch (RuntimeException | Error e) {
                LOGGER.log(Level.WARNING, "The end of a request can't be reported", e);
                getContext().onFailure(e);
            }
        }
    }

    private void report(RequestEnd end) {
        Throwable cause = stopCause;
        if (end instanceof RequestEnd.NotBegun notBegun) {
            getContext().onFailure(notBegun.cause() != null ? notBegun.cause() : cause);
        } else if (end instanceof RequestEnd.Left) {
            getContext().onFailure(cause);
        } else if (end instanceof RequestEnd.Detached || GenerationService.get().isShuttingDown()) {
            LOGGER.log(Level.FINE, "A request goes on when Jenkins is back");
        } else if (end instanceof RequestEnd.Made made) {
            if (cause != null) {
                getContext().onFailure(cause);
            } else {
                getContext()
                        .onSuccess(VideoMap.of(
                                made.outcome().state(), made.outcome().videos(), made.archived()));
            }
        } else if (end instanceof RequestEnd.Failed failed) {
            fail(failed.outcome().failure(), cause);
        } else if (end instanceof RequestEnd.Defect defect) {
            getContext().onFailure(defect.cause());
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
        getContext().onFailure(answer);
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
        RequestDrive current;
        synchronized (this) {
            if (stopCause == null) {
                stopCause = cause;
            }
            current = drive;
        }
        if (current != null) {
            current.stop(PipelineHost.reason(cause));
        } else { // after a restart; Pipeline may be waiting for an agent before it resumes this step
            resume();
        }
        // the request's end fails the step with this cause; if the service takes too long, the build doesn't wait for
        // it
        PipelineHost.afterGrace(current == null ? Patience.ABORT : current.patience(), this::stopWaiting);
    }

    private void stopWaiting() {
        RequestDrive current = drive;
        if (current != null) {
            current.stopWaiting();
        }
    }

    @Override
    public String getStatus() {
        RequestDrive current = drive;
        return current == null ? "not begun" : current.status();
    }
}
