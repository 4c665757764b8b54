package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.Extension;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.AbstractProject;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.tasks.BuildStepDescriptor;
import hudson.tasks.Builder;
import io.jenkins.plugins.wanfirstlastframe.run.BlockingClips;
import java.io.IOException;
import jenkins.tasks.SimpleBuildStep;
import org.kohsuke.stapler.DataBoundConstructor;

/**
 * The freestyle build step for a clip list. It has the settings and the form of the Pipeline step, expands the build's
 * variables in them, and holds its executor while it waits. What stands in the list is taken as it is.
 *
 * <p>It has no symbol on purpose: with one it would be a Pipeline step too, and one that doesn't survive a restart.
 */
public final class WanClipsBuilder extends Builder implements SimpleBuildStep {

    private final WanClipsStep settings;

    @DataBoundConstructor
    public WanClipsBuilder(@CheckForNull WanClipsStep settings) {
        this.settings = settings == null ? new WanClipsStep("") : settings;
    }

    /** What the Pipeline step would be given. */
    public WanClipsStep getSettings() {
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
        new BlockingClips(run, workspace, listener).generate(settings, environment::expand);
    }

    /** The build step in lists and forms. */
    @Extension
    public static final class DescriptorImpl extends BuildStepDescriptor<Builder> {

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.clipsStepName();
        }

        @Override
        public boolean isApplicable(Class<? extends AbstractProject> jobType) {
            return true;
        }
    }
}
