package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.ParameterType;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.structs.describable.CustomDescribableModel;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * The Pipeline step {@code wanFirstLastFrame}, and the settings of the freestyle build step, which is a thin wrapper
 * around it.
 *
 * <p>The model's parameters are kept as text, by what {@link Parameter} declares; in a Jenkinsfile numbers are numbers,
 * see {@link DescriptorImpl#customInstantiate}. Null stands for the default everywhere.
 */
public final class WanFirstLastFrameStep extends Step implements Serializable {

    private static final long serialVersionUID = 1L;

    private final EnumMap<Parameter, String> input = new EnumMap<>(Parameter.class);

    @CheckForNull
    private String credentialsId;

    @CheckForNull
    private String output;

    private boolean archive = true;

    @CheckForNull
    private Integer timeoutMinutes;

    @CheckForNull
    private String requestId;

    @DataBoundConstructor
    public WanFirstLastFrameStep() {}

    /** What was given for a parameter of the model, as text; null where nothing was. */
    @CheckForNull
    String given(Parameter parameter) {
        return input.get(parameter);
    }

    private void give(Parameter parameter, @CheckForNull String value) {
        String text = Util.fixEmptyAndTrim(value);
        if (text == null || !parameter.required() && text.equals(parameter.defaultText())) {
            input.remove(parameter);
        } else {
            input.put(parameter, text);
        }
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

    /** The "Secret text" credential with the token; null for the global default. */
    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(@CheckForNull String value) {
        credentialsId = Util.fixEmptyAndTrim(value);
    }

    /** The video's path in the workspace and among the artifacts; null for one made from the job's name and build. */
    @CheckForNull
    public String getOutput() {
        return output;
    }

    @DataBoundSetter
    public void setOutput(@CheckForNull String value) {
        output = Util.fixEmptyAndTrim(value);
    }

    /** Whether the video becomes an artifact of the build. */
    public boolean isArchive() {
        return archive;
    }

    @DataBoundSetter
    public void setArchive(boolean value) {
        archive = value;
    }

    /** After how many minutes the job is given up; null for the global default. */
    @CheckForNull
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
    public StepExecution start(StepContext context) {
        return new WanFirstLastFrameExecution(this, context);
    }

    /** The step in lists and forms. */
    @Extension
    public static final class DescriptorImpl extends StepDescriptor implements CustomDescribableModel {

        @Override
        public String getFunctionName() {
            return "wanFirstLastFrame";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return "Generate a video between two images (RunComfy Wan 2.2)";
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

        /** Numbers in a Jenkinsfile become the text they are kept as. */
        @NonNull
        @Override
        public Map<String, Object> customInstantiate(@NonNull Map<String, Object> arguments) {
            return JenkinsfileNumbers.toTexts(arguments);
        }

        /** And the other way round for a generated snippet. */
        @NonNull
        @Override
        public UninstantiatedDescribable customUninstantiate(@NonNull UninstantiatedDescribable step) {
            return step.withArguments(JenkinsfileNumbers.fromTexts(step.getArguments()));
        }

        /** The model's parameters, for the form. */
        public Parameter[] getParameters() {
            return Parameter.values();
        }

        /** Whether the form offers a list to choose from. */
        public boolean hasChoices(Parameter parameter) {
            return parameter.type() instanceof ParameterType.TextChoice
                    || parameter.type() instanceof ParameterType.IntegerChoice;
        }

        /** The global default, to be shown where nothing is given. */
        public int getDefaultTimeoutMinutes() {
            return WanFirstLastFrameConfiguration.get().getTimeoutMinutes();
        }

        public ListBoxModel doFillResolutionItems(@QueryParameter String resolution) {
            return choices(
                    Parameter.RESOLUTION,
                    ((ParameterType.TextChoice) Parameter.RESOLUTION.type()).values(),
                    resolution);
        }

        public ListBoxModel doFillNumberOfFramesItems(@QueryParameter String numberOfFrames) {
            return choices(
                    Parameter.NUMBER_OF_FRAMES,
                    ((ParameterType.IntegerChoice) Parameter.NUMBER_OF_FRAMES.type()).values(),
                    numberOfFrames);
        }

        /** Keeps what a script or Job DSL has set, such as {@code ${FRAMES}}, or the form would lose it. */
        private static ListBoxModel choices(Parameter parameter, Iterable<?> values, @CheckForNull String current) {
            ListBoxModel list = new ListBoxModel();
            for (Object value : values) {
                String text = value.toString();
                boolean isDefault = text.equals(parameter.defaultText());
                list.add(isDefault ? text + " – default" : text, isDefault ? "" : text);
            }
            String kept = Util.fixNull(current);
            if (list.stream().noneMatch(option -> option.value.equals(kept))) {
                list.add(kept, kept);
            }
            return list;
        }

        @RequirePOST
        public ListBoxModel doFillCredentialsIdItems(@AncestorInPath Item item, @QueryParameter String credentialsId) {
            return TokenCredentials.list(item, credentialsId);
        }

        @RequirePOST
        public FormValidation doCheckCredentialsId(@AncestorInPath Item item, @QueryParameter String value) {
            boolean none = value.isBlank()
                    && TokenCredentials.mayLook(item)
                    && WanFirstLastFrameConfiguration.get().getCredentialsId() == null;
            return none
                    ? FormValidation.warning("There is no global default, so choose a credential.")
                    : TokenCredentials.check(item, value);
        }

        public FormValidation doCheckStartImage(@QueryParameter String value) {
            return check(Parameter.START_IMAGE, value);
        }

        public FormValidation doCheckEndImage(@QueryParameter String value) {
            return check(Parameter.END_IMAGE, value);
        }

        public FormValidation doCheckPrompt(@QueryParameter String value) {
            return check(Parameter.PROMPT, value);
        }

        public FormValidation doCheckFramesPerSecond(@QueryParameter String value) {
            return check(Parameter.FRAMES_PER_SECOND, value);
        }

        public FormValidation doCheckSeed(@QueryParameter String value) {
            return check(Parameter.SEED, value);
        }

        public FormValidation doCheckSteps(@QueryParameter String value) {
            return check(Parameter.STEPS, value);
        }

        public FormValidation doCheckGuidanceScale(@QueryParameter String value) {
            return check(Parameter.GUIDANCE_SCALE, value);
        }

        public FormValidation doCheckShift(@QueryParameter String value) {
            return check(Parameter.SHIFT, value);
        }

        public FormValidation doCheckOutput(@QueryParameter String value) {
            return value.contains("$") ? FormValidation.ok() : checked(() -> OutputPath.check(value));
        }

        public FormValidation doCheckRequestId(@QueryParameter String value) {
            return value.isBlank() || value.contains("$")
                    ? FormValidation.ok()
                    : checked(() -> new RequestId(value.strip()));
        }

        /** An empty field is no mistake while the form is being filled in; a variable is known only to the build. */
        private static FormValidation check(Parameter parameter, String value) {
            if (value.isBlank() || value.contains("$")) {
                return FormValidation.ok();
            }
            try {
                parameter.parse(value);
                return FormValidation.ok();
            } catch (IllegalArgumentException e) {
                return FormValidation.error(parameter.title() + " " + e.getMessage());
            }
        }

        private static FormValidation checked(Runnable check) {
            try {
                check.run();
                return FormValidation.ok();
            } catch (IllegalArgumentException e) {
                return FormValidation.error(e.getMessage());
            }
        }
    }
}
