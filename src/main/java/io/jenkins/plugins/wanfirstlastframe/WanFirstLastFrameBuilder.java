package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.Extension;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.AbstractProject;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.tasks.BuildStepDescriptor;
import hudson.tasks.Builder;
import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.TokenSource.TokenException;
import io.jenkins.plugins.wanfirstlastframe.generation.Outcome;
import io.jenkins.plugins.wanfirstlastframe.generation.RunningGeneration;
import java.io.IOException;
import java.time.Clock;
import jenkins.tasks.SimpleBuildStep;
import org.kohsuke.stapler.DataBoundConstructor;

/**
 * The freestyle build step. It has the settings and the form of the Pipeline step, expands the build's variables in
 * them, and holds its executor while it waits, as every freestyle build step does.
 *
 * <p>It has no symbol on purpose: with one it would be a Pipeline step too, and one that doesn't survive a restart.
 */
public final class WanFirstLastFrameBuilder extends Builder implements SimpleBuildStep {

    private final WanFirstLastFrameStep settings;

    @DataBoundConstructor
    public WanFirstLastFrameBuilder(@CheckForNull WanFirstLastFrameStep settings) {
        this.settings = settings == null ? new WanFirstLastFrameStep() : settings;
    }

    /** What the Pipeline step would be given. */
    public WanFirstLastFrameStep getSettings() {
        return settings;
    }

    @Override
    public void perform(
            @NonNull Run<?, ?> run,
            @NonNull FilePath workspace,
            @NonNull EnvVars environment,
            @NonNull Launcher launcher,
            @NonNull TaskListener listener)
            throws InterruptedException, IOException {
        JobSettings job = JobSettings.of(settings, run, environment::expand);
        try {
            TokenCredentials.use(run, job.credentialsId(), job.service()); // refused now rather than at the first call
        } catch (TokenException e) {
            throw new AbortException("Nothing was submitted: " + e.getMessage());
        }
        JenkinsJob jenkinsJob = new JenkinsJob(run, listener, job, new Workspace.Only(workspace));
        RunningGeneration running = WanEngine.start(jenkinsJob.generation(job.begin(Clock.systemUTC()), state -> {}));
        Outcome outcome;
        try {
            outcome = running.await("Aborted");
        } catch (InterruptedException e) {
            tellEnd(running, listener); // the interrupt says nothing of the job
            throw e;
        }
        if (outcome instanceof Outcome.Failed failed) {
            throw new AbortException(failed.failure().message());
        }
        if (outcome instanceof Outcome.Detached detached) {
            throw new AbortException("Jenkins is shutting down, and a freestyle build can't go on afterwards."
                    + detached.state()
                            .requestId()
                            .map(id -> " The job goes on at RunComfy and is billed; request id: " + id + ".")
                            .orElse(" Nothing was submitted."));
        }
    }

    private static void tellEnd(RunningGeneration aborted, TaskListener listener) {
        if (aborted.outcome().isCompletedExceptionally()) {
            return;
        }
        Outcome outcome = aborted.outcome().getNow(null);
        String request = aborted.state()
                .requestId()
                .map(id -> " Request id: " + id + ".")
                .orElse("");
        if (outcome instanceof Outcome.Failed failed) {
            ConsoleListener.say(listener, failed.failure().message());
        } else if (outcome instanceof Outcome.Finished) {
            ConsoleListener.say(
                    listener, "Aborted when the video was already there." + request + " " + Billing.BILLED.sentence());
        } else {
            ConsoleListener.say(
                    listener,
                    "Aborted: the build no longer waits for the end of the job." + request + " "
                            + Billing.MAY_BE_BILLED.sentence());
        }
    }

    /** The build step in lists and forms. */
    @Extension
    public static final class DescriptorImpl extends BuildStepDescriptor<Builder> {

        @NonNull
        @Override
        public String getDisplayName() {
            return "Generate a video between two images (RunComfy Wan 2.2)";
        }

        @Override
        public boolean isApplicable(Class<? extends AbstractProject> jobType) {
            return true;
        }
    }
}
