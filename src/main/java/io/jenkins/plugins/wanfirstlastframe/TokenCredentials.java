package io.jenkins.plugins.wanfirstlastframe;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.client.TokenSource.TokenException;
import java.util.List;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/**
 * The "Secret text" credentials that hold RunComfy tokens: one way to look them up, for the drop-down, the checks, the
 * connection test and the builds alike, so that what the form shows is what a build will find.
 */
final class TokenCredentials {

    private TokenCredentials() {}

    private static List<DomainRequirement> requirements() {
        return URIRequirementBuilder.fromUri(
                        WanFirstLastFrameConfiguration.get().service().toString())
                .build();
    }

    /** Whether the user may know what credentials there are for an item, or globally where there is none. */
    static boolean mayLook(@CheckForNull Item item) {
        return item == null
                ? Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                : item.hasPermission(Item.EXTENDED_READ) || item.hasPermission(CredentialsProvider.USE_ITEM);
    }

    /** The drop-down's content; for a user without permission just the current value. */
    static ListBoxModel list(@CheckForNull Item item, @CheckForNull String current) {
        StandardListBoxModel list = new StandardListBoxModel();
        if (mayLook(item)) {
            list.includeEmptyValue();
            if (item == null) {
                list.includeMatchingAs(
                        ACL.SYSTEM2, Jenkins.get(), StringCredentials.class, requirements(), CredentialsMatchers.always());
            } else {
                list.includeMatchingAs(
                        ACL.SYSTEM2, item, StringCredentials.class, requirements(), CredentialsMatchers.always());
            }
        }
        return list.includeCurrentValue(current == null ? "" : current);
    }

    /** Whether a build of that item would find the credential; says nothing to a user without permission. */
    static FormValidation check(@CheckForNull Item item, String id) {
        if (!mayLook(item) || id.isBlank() || id.startsWith("${")) {
            return FormValidation.ok();
        }
        try {
            find(item, id);
            return FormValidation.ok();
        } catch (TokenException e) {
            return FormValidation.error(e.getMessage());
        }
    }

    /** The credential as the forms find it. */
    static StringCredentials find(@CheckForNull Item item, String id) throws TokenException {
        return rightType(
                id,
                CredentialsProvider.findCredentialByIdInItem(
                        id, StandardCredentials.class, item, ACL.SYSTEM2, requirements()));
    }

    /** The credential as a build finds it; its use is noted in the credential's record. */
    static StringCredentials use(Run<?, ?> run, String id) throws TokenException {
        StringCredentials credentials = rightType(
                id, CredentialsProvider.findCredentialById(id, StandardCredentials.class, run, requirements()));
        CredentialsProvider.track(run, credentials);
        return credentials;
    }

    private static StringCredentials rightType(String id, @CheckForNull StandardCredentials found)
            throws TokenException {
        if (found == null) {
            throw new TokenException("There is no credential \"" + PlainText.oneLine(id, 80) + "\" for this job and the"
                    + " service " + WanFirstLastFrameConfiguration.get().service() + ".");
        }
        if (!(found instanceof StringCredentials secretText)) {
            throw new TokenException("The credential \"" + PlainText.oneLine(id, 80) + "\" is of the kind \""
                    + found.getDescriptor().getDisplayName() + "\"; a RunComfy token is kept as \"Secret text\".");
        }
        return secretText;
    }
}
