package io.jenkins.plugins.wanfirstlastframe.credentials;

import com.cloudbees.plugins.credentials.CredentialsMatcher;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsParameterValue;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Item;
import hudson.model.ParametersAction;
import hudson.model.Queue;
import hudson.model.Run;
import hudson.model.queue.Tasks;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.wanfirstlastframe.FormCheck;
import io.jenkins.plugins.wanfirstlastframe.WanFirstLastFrameConfiguration;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import io.jenkins.plugins.wanfirstlastframe.client.TokenSource.TokenException;
import io.jenkins.plugins.wanfirstlastframe.client.TokenText;
import io.jenkins.plugins.wanfirstlastframe.client.Wording;
import java.util.List;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.springframework.security.core.Authentication;

/**
 * The "Secret text" credentials that hold RunComfy tokens: one way to look them up, for the drop-down, the checks, the
 * connection test and the builds alike, so that what the form shows is what a build will find.
 */
@Restricted(NoExternalUse.class)
public final class TokenCredentials {

    /** Builds don't see what is kept for Jenkins itself, so the forms must not offer it. */
    private static final CredentialsMatcher FOR_BUILDS =
            CredentialsMatchers.not(CredentialsMatchers.withScope(CredentialsScope.SYSTEM));

    private TokenCredentials() {}

    private static List<DomainRequirement> requirements(ServiceUrl service) {
        return URIRequirementBuilder.fromUri(service.toString()).build();
    }

    private static ServiceUrl configured() {
        return WanFirstLastFrameConfiguration.get().service();
    }

    /** Whether the user may know what credentials there are for an item, or globally where there is none. */
    public static boolean canViewCredentials(@CheckForNull Item item) {
        return item == null
                ? Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                : item.hasPermission(Item.EXTENDED_READ) || item.hasPermission(CredentialsProvider.USE_ITEM);
    }

    /** The drop-down's content; for a user without permission just the current value. */
    public static ListBoxModel list(@CheckForNull Item item, @CheckForNull String current) {
        StandardListBoxModel list = new StandardListBoxModel();
        if (canViewCredentials(item)) {
            list.includeEmptyValue();
            List<DomainRequirement> domain = requirements(configured());
            if (item == null) {
                list.includeMatchingAs(ACL.SYSTEM2, Jenkins.get(), StringCredentials.class, domain, FOR_BUILDS);
            } else {
                list.includeMatchingAs(builder(item), item, StringCredentials.class, domain, FOR_BUILDS);
            }
        }
        return list.includeCurrentValue(current == null ? "" : current);
    }

    /** Who builds of an item run as; their credentials count, not those of the person at the form. */
    private static Authentication builder(@CheckForNull Item item) {
        return item instanceof Queue.Task task ? Tasks.getAuthenticationOf2(task) : ACL.SYSTEM2;
    }

    /** Whether a build of that item would find the credential; says nothing to a user without permission. */
    public static FormValidation check(@CheckForNull Item item, String id) {
        if (!canViewCredentials(item) || id.isBlank() || id.contains("$")) {
            return FormValidation.ok();
        }
        try {
            text(find(item, id, configured()));
            return FormValidation.ok();
        } catch (TokenException e) {
            return FormCheck.error(e);
        }
    }

    /** The credential as the forms find it. */
    static StringCredentials find(@CheckForNull Item item, String id, ServiceUrl service) throws TokenException {
        StandardCredentials found = CredentialsProvider.findCredentialByIdInItem(
                id, StandardCredentials.class, item, builder(item), requirements(service));
        if (found != null && !FOR_BUILDS.matches(found)) {
            throw new TokenException(Wording.CREDENTIAL_SYSTEM.with(PlainText.oneLine(id, 80)));
        }
        return rightType(id, service, found);
    }

    /**
     * Whether a text stands for the credential that was chosen when a build was started. The look-up must be given the
     * parameter, not its value: the credentials of the person who chose count only then.
     */
    public static boolean chosenBy(Run<?, ?> run, @CheckForNull String text) {
        ParametersAction parameters = run.getAction(ParametersAction.class);
        return parameters != null
                && text != null
                && text.startsWith("${")
                && text.endsWith("}")
                && parameters.getParameter(text.substring(2, text.length() - 1))
                        instanceof CredentialsParameterValue chosen
                && Util.fixEmptyAndTrim(chosen.getValue()) != null;
    }

    /** The credential as a build finds it. */
    static StringCredentials find(Run<?, ?> run, String id, ServiceUrl service) throws TokenException {
        StandardCredentials found =
                CredentialsProvider.findCredentialById(id, StandardCredentials.class, run, requirements(service));
        return rightType(id, service, found);
    }

    /**
     * The token that a credential holds.
     *
     * @throws TokenException if its text can't be a token, without saying what it is
     */
    static String text(StringCredentials credentials) throws TokenException {
        return TokenText.check(
                Wording.CREDENTIAL_TOKEN.with(PlainText.oneLine(credentials.getId(), 80)),
                credentials.getSecret().getPlainText());
    }

    /** A credential whose provider, which is another plugin, failed. */
    static TokenException unavailable(String id, Throwable problem) {
        return new TokenException("The credential \"" + PlainText.oneLine(id, 80)
                + "\" can't be looked up: its credentials provider failed ("
                + problem.getClass().getSimpleName() + "); Jenkins' log has the details.");
    }

    private static StringCredentials rightType(String id, ServiceUrl service, @CheckForNull StandardCredentials found)
            throws TokenException {
        if (found == null) {
            throw new TokenException(Wording.CREDENTIAL_MISSING.with(PlainText.oneLine(id, 80), service.toString()));
        }
        if (!(found instanceof StringCredentials secretText)) {
            throw new TokenException(Wording.CREDENTIAL_KIND.with(
                    PlainText.oneLine(id, 80), found.getDescriptor().getDisplayName()));
        }
        return secretText;
    }
}
