package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.wanfirstlastframe.credentials.TokenCredentials;
import io.jenkins.plugins.wanfirstlastframe.run.Dollars;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** What the forms of all steps need that have {@link MakingArguments}. */
@Restricted(NoExternalUse.class)
public abstract class MakingForm extends StepDescriptor {

    /** The global default, to be shown where nothing is given. */
    public int getDefaultTimeoutMinutes() {
        return WanFirstLastFrameConfiguration.get().getTimeoutMinutes();
    }

    @RequirePOST
    public ListBoxModel doFillCredentialsIdItems(@AncestorInPath Item item, @QueryParameter String credentialsId) {
        return TokenCredentials.list(item, credentialsId);
    }

    @RequirePOST
    public FormValidation doCheckCredentialsId(@AncestorInPath Item item, @QueryParameter String value) {
        boolean none = value.isBlank()
                && TokenCredentials.canViewCredentials(item)
                && WanFirstLastFrameConfiguration.get().getCredentialsId() == null;
        return none ? FormValidation.warning(Messages.noDefaultToken()) : TokenCredentials.check(item, value);
    }

    /**
     * A list that keeps what a script or Job DSL has set, such as {@code ${FRAMES}}, or the form would lose it.
     *
     * @param current what is set now; null for nothing
     */
    static ListBoxModel keeping(ListBoxModel list, @CheckForNull String current) {
        String kept = Util.fixNull(current);
        if (list.stream().noneMatch(option -> option.value.equals(kept))) {
            list.add(kept, kept);
        }
        return list;
    }

    @RequirePOST
    public FormValidation doCheckMaxUsd(@QueryParameter String value) {
        return value.isBlank() || value.contains("$") ? FormValidation.ok() : FormCheck.of(() -> Dollars.check(value));
    }
}
