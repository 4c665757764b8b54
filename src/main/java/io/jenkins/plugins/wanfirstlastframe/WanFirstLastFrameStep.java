package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.run.GenerationStepExecution;
import java.util.LinkedHashMap;
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

/**
 * The Pipeline step {@code wanFirstLastFrame}, and the settings of the freestyle build step, which is a thin wrapper
 * around it.
 *
 * <p>The model's parameters are kept as text, by what {@link Parameter} declares; in a Jenkinsfile numbers are numbers,
 * see {@link DescriptorImpl#customInstantiate}. Null stands for the default everywhere; a value that was written down is
 * kept, and sent, also where it is the service's default at present.
 */
public final class WanFirstLastFrameStep extends Step implements MakingArguments {

    /** By the parameters' property names; only what was given. */
    private final LinkedHashMap<String, String> input = new LinkedHashMap<>();

    @CheckForNull
    private String credentialsId;

    @CheckForNull
    private String output;

    private boolean archive = true;

    @CheckForNull
    private Integer timeoutMinutes;

    @CheckForNull
    private String requestId;

    private boolean onlyIfChanged;

    @CheckForNull
    private String reuseFrom;

    private boolean force;
    private boolean dryRun;

    @CheckForNull
    private String maxUsd;

    @CheckForNull
    private transient List<String> problems;

    @DataBoundConstructor
    public WanFirstLastFrameStep() {}

    /** What was given for a parameter of the model, as text; null where nothing was. */
    @CheckForNull
    @Restricted(NoExternalUse.class)
    public String given(Parameter parameter) {
        return input.get(parameter.propertyName());
    }

    private void give(Parameter parameter, @CheckForNull String value) {
        String text = Util.fixEmptyAndTrim(value);
        if (text == null) {
            input.remove(parameter.propertyName());
        } else {
            input.put(parameter.propertyName(), text);
        }
    }

    /** What was wrong with the step's arguments as such, each a clause without a full stop; told before it starts. */
    @Restricted(NoExternalUse.class)
    public List<String> problems() {
        return problems == null ? List.of() : problems;
    }

    @CheckForNull
    public String getStartImage() {
        return given(Parameter.START_IMAGE);
    }

    @DataBoundSetter
    public void setStartImage(@CheckForNull String value) {
        give(Parameter.START_IMAGE, value);
    }

    @CheckForNull
    public String getEndImage() {
        return given(Parameter.END_IMAGE);
    }

    @DataBoundSetter
    public void setEndImage(@CheckForNull String value) {
        give(Parameter.END_IMAGE, value);
    }

    @CheckForNull
    public String getPrompt() {
        return given(Parameter.PROMPT);
    }

    @DataBoundSetter
    public void setPrompt(@CheckForNull String value) {
        give(Parameter.PROMPT, value);
    }

    @CheckForNull
    public String getResolution() {
        return given(Parameter.RESOLUTION);
    }

    @DataBoundSetter
    public void setResolution(@CheckForNull String value) {
        give(Parameter.RESOLUTION, value);
    }

    @CheckForNull
    public String getNumberOfFrames() {
        return given(Parameter.NUMBER_OF_FRAMES);
    }

    @DataBoundSetter
    public void setNumberOfFrames(@CheckForNull String value) {
        give(Parameter.NUMBER_OF_FRAMES, value);
    }

    @CheckForNull
    public String getFramesPerSecond() {
        return given(Parameter.FRAMES_PER_SECOND);
    }

    @DataBoundSetter
    public void setFramesPerSecond(@CheckForNull String value) {
        give(Parameter.FRAMES_PER_SECOND, value);
    }

    @CheckForNull
    public String getSeed() {
        return given(Parameter.SEED);
    }

    @DataBoundSetter
    public void setSeed(@CheckForNull String value) {
        give(Parameter.SEED, value);
    }

    @CheckForNull
    public String getSteps() {
        return given(Parameter.STEPS);
    }

    @DataBoundSetter
    public void setSteps(@CheckForNull String value) {
        give(Parameter.STEPS, value);
    }

    @CheckForNull
    public String getGuidanceScale() {
        return given(Parameter.GUIDANCE_SCALE);
    }

    @DataBoundSetter
    public void setGuidanceScale(@CheckForNull String value) {
        give(Parameter.GUIDANCE_SCALE, value);
    }

    @CheckForNull
    public String getShift() {
        return given(Parameter.SHIFT);
    }

    @DataBoundSetter
    public void setShift(@CheckForNull String value) {
        give(Parameter.SHIFT, value);
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

    /** The video's path in the workspace and among the artifacts; null for one made from the job's name and the build's number. */
    @CheckForNull
    public String getOutput() {
        return output;
    }

    @DataBoundSetter
    public void setOutput(@CheckForNull String value) {
        output = Util.fixEmptyAndTrim(value);
    }

    @Override
    public boolean isArchive() {
        return archive;
    }

    @DataBoundSetter
    public void setArchive(boolean value) {
        archive = value;
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

    /** A request that was submitted before and is followed instead of a new one; null to submit one. */
    @CheckForNull
    public String getRequestId() {
        return requestId;
    }

    @DataBoundSetter
    public void setRequestId(@CheckForNull String value) {
        requestId = Util.fixEmptyAndTrim(value);
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

    @CheckForNull
    @Override
    public String getMaxUsd() {
        return maxUsd;
    }

    @DataBoundSetter
    public void setMaxUsd(@CheckForNull String value) {
        maxUsd = Util.fixEmptyAndTrim(value);
    }

    @Override
    public StepExecution start(StepContext context) {
        return new GenerationStepExecution(this, context);
    }

    /** The step in lists, forms and Jenkinsfiles. */
    @Extension
    public static final class DescriptorImpl extends StepForm implements CustomDescribableModel {

        @Override
        public String getFunctionName() {
            return "wanFirstLastFrame";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.stepName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }

        @Override
        public String argumentsToString(@NonNull Map<String, Object> arguments) {
            Object shown = arguments.getOrDefault("output", arguments.get("prompt"));
            return shown == null ? null : shown.toString();
        }

        /**
         * Makes the step of a Jenkinsfile. An argument that it doesn't know is refused when the step starts, together with
         * all else that is wrong: Jenkins by itself would warn and go on, and the video would be paid for without it.
         */
        @Override
        public Step newInstance(Map<String, Object> arguments) throws Exception {
            return StepArguments.instantiate(
                    WanFirstLastFrameStep.class,
                    arguments,
                    known -> (WanFirstLastFrameStep) super.newInstance(known),
                    WanFirstLastFrameStep::setProblems);
        }

        /** Turns the numbers of a Jenkinsfile into the texts they are kept as. */
        @NonNull
        @Override
        public Map<String, Object> customInstantiate(@NonNull Map<String, Object> arguments) {
            return StepArguments.toTexts(arguments);
        }

        /** Prepares a generated snippet: texts become numbers again, and what is the service's default is left out. */
        @NonNull
        @Override
        public UninstantiatedDescribable customUninstantiate(@NonNull UninstantiatedDescribable step) {
            return step.withArguments(StepArguments.forSnippet(step.getArguments()));
        }
    }

    void setProblems(List<String> found) {
        problems = List.copyOf(found);
    }
}
