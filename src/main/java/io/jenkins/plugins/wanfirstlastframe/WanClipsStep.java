package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.wanfirstlastframe.clips.ClipList;
import io.jenkins.plugins.wanfirstlastframe.delivery.WorkspacePath;
import io.jenkins.plugins.wanfirstlastframe.run.ClipsStepExecution;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.structs.describable.CustomDescribableModel;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * The Pipeline step {@code wanClips}, and the settings of its freestyle build step, which is a thin wrapper around it: all
 * videos that a clip list in the workspace asks for.
 */
public final class WanClipsStep extends Step implements MakingArguments {

    private final String file;

    @CheckForNull
    private String credentialsId;

    @CheckForNull
    private Integer maxConcurrent;

    private boolean onlyIfChanged = true;

    @CheckForNull
    private String reuseFrom;

    private boolean force;
    private boolean dryRun;
    private int retries;

    @CheckForNull
    private String maxUsd;

    @CheckForNull
    private Integer timeoutMinutes;

    private boolean archive = true;

    private String failBuild = FailBuild.FAILURE.name();

    @CheckForNull
    private String junit;

    @CheckForNull
    private transient List<String> problems;

    /** @param file the list's path in the workspace */
    @DataBoundConstructor
    public WanClipsStep(@CheckForNull String file) {
        this.file = Util.fixNull(Util.fixEmptyAndTrim(file));
    }

    /** What was wrong with the step's arguments as such, each a clause without a full stop; told before it starts. */
    @Restricted(NoExternalUse.class)
    public List<String> problems() {
        return problems == null ? List.of() : problems;
    }

    void setProblems(List<String> found) {
        problems = List.copyOf(found);
    }

    /** The list's path in the workspace, whose end tells whether it is YAML, JSON or CSV. */
    public String getFile() {
        return file;
    }

    @CheckForNull
    @Override
    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(@CheckForNull String value) {
        credentialsId = Util.fixEmptyAndTrim(value);
    }

    /** How many clips are under way at once; null for {@link ClipList#MAX_CONCURRENT}. */
    @CheckForNull
    public Integer getMaxConcurrent() {
        return maxConcurrent;
    }

    @DataBoundSetter
    public void setMaxConcurrent(@CheckForNull Integer value) {
        maxConcurrent = value;
    }

    @Override
    public boolean isOnlyIfChanged() {
        return onlyIfChanged;
    }

    @DataBoundSetter
    public void setOnlyIfChanged(boolean value) {
        onlyIfChanged = value;
    }

    @CheckForNull
    @Override
    public String getReuseFrom() {
        return reuseFrom;
    }

    @DataBoundSetter
    public void setReuseFrom(@CheckForNull String value) {
        reuseFrom = Util.fixEmptyAndTrim(value);
    }

    @Override
    public boolean isForce() {
        return force;
    }

    @DataBoundSetter
    public void setForce(boolean value) {
        force = value;
    }

    @Override
    public boolean isDryRun() {
        return dryRun;
    }

    @DataBoundSetter
    public void setDryRun(boolean value) {
        dryRun = value;
    }

    /** How often a clip is tried again whose request came to nothing, where another try may help. */
    public int getRetries() {
        return retries;
    }

    @DataBoundSetter
    public void setRetries(int value) {
        retries = value;
    }

    @CheckForNull
    @Override
    public String getMaxUsd() {
        return maxUsd;
    }

    @DataBoundSetter
    public void setMaxUsd(@CheckForNull String value) {
        maxUsd = Util.fixEmptyAndTrim(value);
    }

    @CheckForNull
    @Override
    public Integer getTimeoutMinutes() {
        return timeoutMinutes;
    }

    @DataBoundSetter
    public void setTimeoutMinutes(@CheckForNull Integer value) {
        timeoutMinutes = value;
    }

    @Override
    public boolean isArchive() {
        return archive;
    }

    @DataBoundSetter
    public void setArchive(boolean value) {
        archive = value;
    }

    /** The name of a {@link FailBuild}: what becomes of the build where clips have no video. */
    public String getFailBuild() {
        return failBuild;
    }

    @DataBoundSetter
    public void setFailBuild(@CheckForNull String value) {
        String given = Util.fixEmptyAndTrim(value);
        failBuild = given == null ? FailBuild.FAILURE.name() : given;
    }

    /** Where in the workspace a JUnit report of the clips is written; null for none. */
    @CheckForNull
    public String getJunit() {
        return junit;
    }

    @DataBoundSetter
    public void setJunit(@CheckForNull String value) {
        junit = Util.fixEmptyAndTrim(value);
    }

    @Override
    public StepExecution start(StepContext context) {
        return new ClipsStepExecution(this, context);
    }

    /** The step in lists, forms and Jenkinsfiles. */
    @Extension
    public static final class DescriptorImpl extends MakingForm implements CustomDescribableModel {

        @Override
        public String getFunctionName() {
            return "wanClips";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.clipsStepName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, FilePath.class);
        }

        @Override
        public String argumentsToString(@NonNull Map<String, Object> arguments) {
            Object shown = arguments.get("file");
            return shown == null ? null : shown.toString();
        }

        /** How many clips are under way at once unless it is said, to be shown. */
        public int getDefaultMaxConcurrent() {
            return ClipList.MAX_CONCURRENT;
        }

        @RequirePOST
        public ListBoxModel doFillFailBuildItems(@QueryParameter String failBuild) {
            ListBoxModel list = new ListBoxModel();
            for (FailBuild each : FailBuild.values()) {
                list.add(each.title(), each.name());
            }
            return keeping(list, failBuild.isEmpty() ? FailBuild.FAILURE.name() : failBuild);
        }

        @RequirePOST
        public FormValidation doCheckFile(@QueryParameter String value) {
            return path(value);
        }

        @RequirePOST
        public FormValidation doCheckJunit(@QueryParameter String value) {
            return path(value);
        }

        private static FormValidation path(String value) {
            return value.contains("$") || WorkspacePath.isInside(value.strip())
                    ? FormValidation.ok()
                    : FormValidation.error(Messages.insideWorkspace());
        }

        /** Makes the step of a Jenkinsfile; an argument that it doesn't know is refused when it starts. */
        @Override
        public Step newInstance(Map<String, Object> arguments) throws Exception {
            return StepArguments.instantiate(
                    WanClipsStep.class,
                    arguments,
                    known -> (WanClipsStep) super.newInstance(known),
                    WanClipsStep::setProblems);
        }

        /** Turns the numbers of a Jenkinsfile into the texts they are kept as. */
        @NonNull
        @Override
        public Map<String, Object> customInstantiate(@NonNull Map<String, Object> arguments) {
            return StepArguments.toTexts(arguments);
        }

        /** Prepares a generated snippet: texts become numbers again. */
        @NonNull
        @Override
        public UninstantiatedDescribable customUninstantiate(@NonNull UninstantiatedDescribable step) {
            return step.withArguments(StepArguments.forSnippet(step.getArguments()));
        }
    }
}
