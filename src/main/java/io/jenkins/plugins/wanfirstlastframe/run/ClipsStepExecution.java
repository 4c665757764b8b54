package io.jenkins.plugins.wanfirstlastframe.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.FailBuild;
import io.jenkins.plugins.wanfirstlastframe.WanClipsStep;
import io.jenkins.plugins.wanfirstlastframe.delivery.Workspace;
import io.jenkins.plugins.wanfirstlastframe.generation.Patience;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.actions.WarningAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * One run of the Pipeline step for a clip list. However many clips there are, it holds neither a thread nor an executor
 * while it waits, and the Pipeline is saved for it once: what survives a restart here is the {@link ClipsJournal}'s id.
 */
public final class ClipsStepExecution extends StepExecution {

    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(ClipsStepExecution.class.getName());

    /** Taken apart in {@link #start}; a step is not part of the saved execution. */
    private final transient WanClipsStep step;

    /** Null until it is checked. */
    @CheckForNull
    private volatile ClipsOrder order;

    @CheckForNull
    private volatile Workspace.Reconnecting workspace;

    /** Null until the list is read; nothing is submitted before. */
    @CheckForNull
    private volatile String journal;

    /** Null before the execution goes on in this run of Jenkins. */
    @CheckForNull
    private transient volatile ClipsRun clips;

    @CheckForNull
    private transient volatile Throwable stopCause;

    /** An execution of a step that is about to start. */
    public ClipsStepExecution(WanClipsStep step, StepContext context) {
        super(context);
        this.step = step;
    }

    @Override
    public boolean start() throws Exception {
        order = ClipsOrder.of(step, getContext().get(Run.class), text -> text);
        workspace = Workspace.Reconnecting.of(getContext().get(FilePath.class));
        resume();
        return false;
    }

    // ---- after a restart

    @Override
    public void onResume() {
        String id = journal;
        if (id != null) { // on Pipeline's thread, before other steps of the build can take the records up
            try {
                Run<?, ?> run = getContext().get(Run.class);
                RequestLedger ledger = GenerationService.get().ledger(run);
                for (ClipsJournal.Line line : new ClipsJournal(run, id).read()) {
                    if (line.record() != null && line.end() == null) {
                        ledger.expect(line.record());
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                LOGGER.log(Level.FINE, "The clips of a step can't be found yet", e);
            }
        }
        resume();
    }

    /** Begins, or goes on after a restart: when Pipeline says so, or before, if the step is to be stopped. */
    private void resume() {
        ClipsRun mine;
        ClipsOrder asked = order;
        synchronized (this) {
            if (clips != null || asked == null) {
                return;
            }
            mine = new ClipsRun(new PipelineHost(getContext(), workspace), asked, new Owner());
            Throwable cause = stopCause;
            if (cause != null) {
                mine.stop(PipelineHost.reason(cause));
            }
            clips = mine;
        }
        String id = journal;
        if (id != null) {
            mine.resume(id);
        } else {
            mine.begin();
        }
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        stopCause = null; // a stop may come before onResume
    }

    /** What becomes of the clips, for Pipeline. */
    private final class Owner implements ClipsRun.Owner {

        @Override
        public void keep(String id, Runnable then, Consumer<Throwable> otherwise) {
            journal = id;
            try {
                GenerationService.get()
                        .pipelineStates()
                        .save(getContext().get(Run.class), getContext(), then, otherwise);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                otherwise.accept(e);
            } catch (IOException e) {
                otherwise.accept(e);
            }
        }

        @Override
        public boolean survivesRestart() {
            return true;
        }

        @Override
        public void over(ClipsResult result) {
            try {
                report(result);
            } catch (IOException | RuntimeException | Error e) {
                LOGGER.log(Level.WARNING, "The end of clips can't be reported", e);
                getContext().onFailure(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                getContext().onFailure(e);
            }
        }

        @Override
        public void notBegun(@CheckForNull Throwable cause) {
            Throwable stopped = stopCause;
            if (stopped == null && GenerationService.get().isShuttingDown()) {
                LOGGER.log(Level.FINE, "Clips are begun when Jenkins is back", cause);
                return;
            }
            getContext().onFailure(cause != null ? cause : stopped != null ? stopped : new AbortException("Aborted"));
        }
    }

    private void report(ClipsResult result) throws IOException, InterruptedException {
        Throwable cause = stopCause;
        Optional<String> missing = result.missing();
        ClipsOrder asked = order;
        FailBuild failBuild = asked == null ? FailBuild.FAILURE : asked.failBuild();
        ClipsRun ended = clips;
        if (cause != null) {
            getContext().onFailure(cause);
        } else if (ended != null && ended.isStopped()) { // before a restart: the cause is lost, but not its nature
            getContext().onFailure(new FlowInterruptedException(Result.ABORTED, true));
        } else if (missing.isPresent() && failBuild == FailBuild.FAILURE) {
            getContext().onFailure(new AbortException(missing.get()));
        } else {
            if (missing.isPresent() && failBuild == FailBuild.UNSTABLE) {
                getContext()
                        .get(FlowNode.class)
                        .addOrReplaceAction(new WarningAction(Result.UNSTABLE).withMessage(missing.get()));
                getContext().get(Run.class).setResult(Result.UNSTABLE);
            }
            getContext().onSuccess(new ArrayList<>(result.maps()));
        }
    }

    // ---- stop

    @Override
    public void stop(@NonNull Throwable cause) {
        ClipsRun current;
        synchronized (this) {
            if (stopCause == null) {
                stopCause = cause;
            }
            current = clips;
        }
        if (current != null) {
            current.stop(PipelineHost.reason(cause));
        } else { // after a restart; Pipeline may be waiting for an agent before it resumes this step
            resume();
        }
        // the ends of the requests fail the step with this cause; if the service takes too long, the build doesn't wait
        PipelineHost.afterGrace(current == null ? Patience.ABORT : current.patience(), this::stopWaiting);
    }

    private void stopWaiting() {
        ClipsRun current = clips;
        if (current != null) {
            current.stopWaiting();
        }
    }

    @Override
    public String getStatus() {
        ClipsRun current = clips;
        return current == null ? "not begun" : current.status();
    }
}
