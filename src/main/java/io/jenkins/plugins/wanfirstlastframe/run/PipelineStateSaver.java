package io.jenkins.plugins.wanfirstlastframe.run;

import com.google.common.util.concurrent.ListenableFuture;
import hudson.model.Computer;
import hudson.model.Run;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Saves a Pipeline's state and then goes on, or says that it couldn't. Branches that ask while a save is pending share
 * the next one: the file holds all branches, so that a thousand saves for a thousand branches would write it a thousand
 * times.
 */
final class PipelineStateSaver {

    private static final Logger LOGGER = Logger.getLogger(PipelineStateSaver.class.getName());

    /** What waits for the next save of a build's state; a build whose state is being saved has an entry. */
    private final Map<Run<?, ?>, List<Task>> waiting = new HashMap<>();

    private record Task(StepContext context, Runnable then, Consumer<Throwable> otherwise) {}

    /**
     * Saves the state of the Pipeline that the context belongs to.
     *
     * @param run the build of the context
     * @param then run when it is saved
     * @param otherwise told why it can't be saved
     */
    void save(Run<?, ?> run, StepContext context, Runnable then, Consumer<Throwable> otherwise) {
        Task task = new Task(context, then, otherwise);
        synchronized (waiting) {
            List<Task> next = waiting.get(run);
            if (next != null) {
                next.add(task);
                return;
            }
            waiting.put(run, new ArrayList<>());
        }
        begin(run, List.of(task));
    }

    private void begin(Run<?, ?> run, List<Task> batch) {
        try {
            ListenableFuture<Void> saved = batch.get(0).context().saveState();
            saved.addListener(() -> saved(run, batch, saved), Computer.threadPoolForRemoting);
        } catch (RuntimeException | LinkageError e) { // of Pipeline, another plugin
            done(run, batch, e);
        }
    }

    private void saved(Run<?, ?> run, List<Task> batch, ListenableFuture<Void> saved) {
        Throwable problem = null;
        try {
            saved.get();
        } catch (ExecutionException e) {
            problem = e.getCause();
        } catch (CancellationException e) {
            problem = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            problem = e;
        }
        done(run, batch, problem);
    }

    private void done(Run<?, ?> run, List<Task> batch, Throwable problem) {
        for (Task task : batch) {
            try {
                if (problem == null) {
                    task.then().run();
                } else {
                    task.otherwise().accept(problem);
                }
            } catch (RuntimeException | Error e) { // else no step of the build would ever go on
                LOGGER.log(Level.WARNING, e, () -> "A step of " + run + " can't go on");
            }
        }
        List<Task> next;
        synchronized (waiting) {
            next = waiting.remove(run);
            if (next == null || next.isEmpty()) {
                return;
            }
            waiting.put(run, new ArrayList<>());
        }
        begin(run, next);
    }

    /** A build is over: what it still waits for won't come. */
    void forget(Run<?, ?> run) {
        synchronized (waiting) {
            waiting.remove(run);
        }
    }
}
