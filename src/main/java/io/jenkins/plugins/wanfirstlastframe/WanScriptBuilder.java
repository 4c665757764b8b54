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
import io.jenkins.plugins.wanfirstlastframe.process.BlockingScript;
import java.io.IOException;
import jenkins.tasks.SimpleBuildStep;
import org.kohsuke.stapler.DataBoundConstructor;

/**
 * The freestyle build step that runs a script. It has the settings and the form of the Pipeline step, expands the build's
 * variables in them, and holds its executor while the script runs.
 *
 * <p>It has no symbol on purpose: with one it would be a Pipeline step too, and one that doesn't survive a restart.
 */
public final class WanScriptBuilder extends Builder implements SimpleBuildStep {

    private final WanScriptStep settings;

    @DataBoundConstructor
    public WanScriptBuilder(@CheckForNull WanScriptStep settings) {
        this.settings = settings == null ? new WanScriptStep("") : settings;
    }

    /** What the Pipeline step would be given. */
    public WanScriptStep getSettings() {
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
        new BlockingScript(run, workspace, environment, launcher, listener).run(settings);
    }

    /** The build step in lists and forms. */
    @Extension
    public static final class DescriptorImpl extends BuildStepDescriptor<Builder> {

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.scriptStepName();
        }

        @Override
        public boolean isApplicable(Class<? extends AbstractProject> jobType) {
            return true;
        }
    }
}
