package io.jenkins.plugins.wanfirstlastframe;

import hudson.model.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Saves a Pipeline's state and then goes on. Branches that ask while a save is pending share the next one: the file holds
 * all branches, so that a thousand saves for a thousand branches would write it a thousand times.
 */
final class ProgramSaver {

    private static final Logger LOGGER = Logger.getLogger(ProgramSaver.class.getName());

    /** By build, of this start of Jenkins: what a former start left undone must not hold up the same build now. */
    private static final Map<Run<?, ?>, ProgramSaver> SAVERS = new HashMap<>();

    private final Run<?, ?> run;
    private List<Runnable> next = new ArrayList<>();
    private boolean saving;

    private ProgramSaver(Run<?, ?> run) {
        this.run = run;
    }

    /** Saves the state of the Pipeline that the context belongs to, then runs the task. */
    static void save(StepContext context, Runnable then) throws IOException, InterruptedException {
        Run<?, ?> run = context.get(Run.class);
        synchronized (SAVERS) {
            ProgramSaver saver = SAVERS.computeIfAbsent(run, ProgramSaver::new);
            saver.next.add(then);
            if (!saver.saving) {
                saver.begin(context);
            }
        }
    }

    private void begin(StepContext context) {
        saving = true;
        List<Runnable> batch = next;
        next = new ArrayList<>();
        context.saveState().addListener(() -> saved(batch, context), Timer.get());
    }

    private void saved(List<Runnable> batch, StepContext context) {
        for (Runnable task : batch) {
            try {
                task.run();
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
