package io.jenkins.plugins.wanfirstlastframe;

import com.google.common.util.concurrent.ListenableFuture;
import hudson.model.Run;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Saves a Pipeline's state and then goes on. Branches that ask while a save is pending share the next one: the file holds
 * all branches, so that a thousand saves for a thousand branches would write it a thousand times.
 */
final class ProgramSaver {

    private static final Map<Object, ProgramSaver> SAVERS = new HashMap<>();

    private final Object key;
    private List<Runnable> next = new ArrayList<>();
    private boolean saving;

    private ProgramSaver(Object key) {
        this.key = key;
    }

    /** Saves the state of the Pipeline that the context belongs to, then runs the task. */
    static void save(StepContext context, Runnable then) throws Exception {
        Object key = context.get(Run.class).getExternalizableId();
        synchronized (SAVERS) {
            ProgramSaver saver = SAVERS.computeIfAbsent(key, ProgramSaver::new);
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
        ListenableFuture<Void> saved = context.saveState();
        saved.addListener(
                () -> {
                    batch.forEach(Runnable::run);
                    synchronized (SAVERS) {
                        if (next.isEmpty()) {
                            SAVERS.remove(key);
                        } else {
                            begin(context);
                        }
                    }
                },
                Timer.get());
    }
}
