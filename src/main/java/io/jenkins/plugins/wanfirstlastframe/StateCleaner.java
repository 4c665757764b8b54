package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Run;
import hudson.model.listeners.RunListener;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Deletes what is left of the jobs' states when a build is over: a job may have ended while Jenkins went down. */
@Extension
public final class StateCleaner extends RunListener<Run<?, ?>> {

    private static final Logger LOGGER = Logger.getLogger(StateCleaner.class.getName());

    @Override
    public void onFinalized(@NonNull Run<?, ?> run) {
        try {
            StateFile.deleteAll(run);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "States of jobs of " + run + " can't be deleted");
        }
    }
}
