package io.jenkins.plugins.wanfirstlastframe;

import com.google.common.util.concurrent.ListenableFuture;
import hudson.model.Computer;
import hudson.model.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Saves a Pipeline's state and then goes on, or says that it couldn't. Branches that ask while a save is pending share the next one: the file holds
 * all branches, so that a thousand saves for a thousand branches would write it a thousand times.
 */
final class ProgramSaver {

    private static final Logger LOGGER = Logger.getLogger(ProgramSaver.class.getName());

    /** By build, of this start of Jenkins: what a former start left undone must not hold up the same build now. */
    private static final Map<Run<?, ?>, ProgramSaver> SAVERS = new HashMap<>();

    private final Run<?, ?> run;
    private List<Task> next = new ArrayList<>();
    private boolean saving;

    private ProgramSaver(Run<?, ?> run) {
        this.run = run;
    }

    private record Task(Runnable then, Consumer<Throwable> otherwise) {}

    /**
     * Saves the state of the Pipeline that the context belongs to.
     *
     * @param then run when it is saved
     * @param otherwise told why it can't be saved
     */
    static void save(StepContext context, Runnable then, Consumer<Throwable> otherwise)
            throws IOException, InterruptedException {
        Run<?, ?> run = context.get(Run.class);
        synchronized (SAVERS) {
            ProgramSaver saver = SAVERS.computeIfAbsent(run, ProgramSaver::new);
            saver.next.add(new Task(then, otherwise));
            if (!saver.saving) {
                saver.begin(context);
            }
        }
    }

    private void begin(StepContext context) {
        saving = true;
        List<Task> batch = next;
        next = new ArrayList<>();
        ListenableFuture<Void> saved = context.saveState();
        saved.addListener(() -> saved(batch, saved, context), Computer.threadPoolForRemoting);
    }

    /** A build is over: what it still waits for won't come. */
    static void forget(Run<?, ?> run) {
        synchronized (SAVERS) {
            SAVERS.remove(run);
        }
    }

    private void saved(List<Task> batch, ListenableFuture<Void> saved, StepContext context) {
        Throwable problem = null;
        try {
            saved.get();
        } catch (ExecutionException e) {
            problem = e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            problem = e;
        }
        for (Task task : batch) {
            try {
                if (problem == null) {
                    task.then.run();
                } else {
                    task.otherwise.accept(problem);
                }
            } catch (RuntimeException e) {
                LOGGER.log(Level.WARNING, e, () -> "A step of " + run + " can't go on");
            }
        }
        synchronized (SAVERS) {
            if (next.isEmpty()) {
                SAVERS.remove(run);
            } else {
                begin(context);
            }
        }
    }
}
