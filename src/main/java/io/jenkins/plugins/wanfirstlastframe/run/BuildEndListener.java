package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Sees to the jobs that a build leaves behind when it is over. A build that was killed has not stopped its steps, and one
 * that Pipeline can't resume after a crash has lost them.
 */
@Extension
public final class StateCleaner extends RunListener<Run<?, ?>> {

    private static final Logger LOGGER = Logger.getLogger(StateCleaner.class.getName());

    @Override
    public void onCompleted(Run<?, ?> run, @NonNull TaskListener listener) {
        ProgramSaver.forget(run);
        try {
            StateFile.unfinished(run).forEach((name, state) -> {
                if (!WanFirstLastFrameExecution.abort(name, "The build has ended")) {
                    Failure.abandoned(state).ifPresent(failure -> ConsoleListener.say(listener, failure.message()));
                }
            });
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "States of jobs of " + run + " can't be read");
        }
    }

    @Override
    public void onFinalized(@NonNull Run<?, ?> run) {
        try {
            StateFile.deleteAll(run);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "States of jobs of " + run + " can't be deleted");
        }
    }
}
