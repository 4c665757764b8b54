package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.wanfirstlastframe.client.InvalidValueException;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.ParameterType;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.client.Wording;
import io.jenkins.plugins.wanfirstlastframe.delivery.OutputPath;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** What the form of the step needs: the choices, the defaults to show, and the checks while it is being filled in. */
@Restricted(NoExternalUse.class)
public abstract class StepForm extends MakingForm {

    /** The model's parameters, for the form. */
    public Parameter[] getParameters() {
        return Parameter.values();
    }

    /** Whether the form offers room for several lines. */
    public boolean isLong(Parameter parameter) {
        return parameter == Parameter.PROMPT;
    }

    /** Whether the form offers a list to choose from. */
    public boolean hasChoices(Parameter parameter) {
        return parameter.type() instanceof ParameterType.TextChoice
                || parameter.type() instanceof ParameterType.IntegerChoice;
    }

    /** The parameter's title in the reader's language. */
    public String title(Parameter parameter) {
        return FormCheck.text(parameter.titlePhrase());
    }

    @RequirePOST
    public ListBoxModel doFillResolutionItems(@QueryParameter String resolution) {
        return choices(
                Parameter.RESOLUTION, ((ParameterType.TextChoice) Parameter.RESOLUTION.type()).values(), resolution);
    }

    @RequirePOST
    public ListBoxModel doFillNumberOfFramesItems(@QueryParameter String numberOfFrames) {
        return choices(
                Parameter.NUMBER_OF_FRAMES,
                ((ParameterType.IntegerChoice) Parameter.NUMBER_OF_FRAMES.type()).values(),
                numberOfFrames);
    }

    private static ListBoxModel choices(Parameter parameter, Iterable<?> values, @CheckForNull String current) {
        ListBoxModel list = new ListBoxModel();
        list.add(Messages.serviceDefault(parameter.defaultText()), "");
        for (Object value : values) {
            list.add(value.toString(), value.toString());
        }
        return keeping(list, current);
    }

    @RequirePOST
    public FormValidation doCheckStartImage(@QueryParameter String value) {
        return check(Parameter.START_IMAGE, value);
    }

    @RequirePOST
    public FormValidation doCheckEndImage(@QueryParameter String value) {
        return check(Parameter.END_IMAGE, value);
    }

    @RequirePOST
    public FormValidation doCheckPrompt(@QueryParameter String value) {
        return check(Parameter.PROMPT, value);
    }

    @RequirePOST
    public FormValidation doCheckFramesPerSecond(@QueryParameter String value) {
        return check(Parameter.FRAMES_PER_SECOND, value);
    }

    @RequirePOST
    public FormValidation doCheckSeed(@QueryParameter String value) {
        return check(Parameter.SEED, value);
    }

    @RequirePOST
    public FormValidation doCheckSteps(@QueryParameter String value) {
        return check(Parameter.STEPS, value);
    }

    @RequirePOST
    public FormValidation doCheckGuidanceScale(@QueryParameter String value) {
        return check(Parameter.GUIDANCE_SCALE, value);
    }

    @RequirePOST
    public FormValidation doCheckShift(@QueryParameter String value) {
        return check(Parameter.SHIFT, value);
    }

    @RequirePOST
    public FormValidation doCheckOutput(@QueryParameter String value) {
        return value.contains("$") ? FormValidation.ok() : FormCheck.of(() -> OutputPath.check(value));
    }

    @RequirePOST
    public FormValidation doCheckRequestId(@QueryParameter String value) {
        return value.isBlank() || value.contains("$")
                ? FormValidation.ok()
                : FormCheck.of(() -> new RequestId(value.strip()));
    }

    /** An empty field is no mistake while the form is being filled in; a variable is known only to the build. */
    private static FormValidation check(Parameter parameter, String value) {
        if (value.isBlank() || value.contains("$")) {
            return FormValidation.ok();
        }
        try {
            parameter.parse(value);
            return FormValidation.ok();
        } catch (InvalidValueException e) {
            return FormCheck.error(
                    new InvalidValueException(Wording.OF_PARAMETER.with(parameter.titlePhrase(), e.phrase()), e));
        }
    }
}
