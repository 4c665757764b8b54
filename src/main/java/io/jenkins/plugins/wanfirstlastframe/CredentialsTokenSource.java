package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import io.jenkins.plugins.wanfirstlastframe.client.TokenSource;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/** Takes the token from a credential, afresh for every call. */
final class CredentialsTokenSource implements TokenSource {

    @CheckForNull
    private final Run<?, ?> run;

    private final String credentialsId;
    private final ServiceUrl service;

    /**
     * A source.
     *
     * @param run the build that uses the credential; null for the connection test of the global configuration
     * @param service whom the token is for
     */
    CredentialsTokenSource(@CheckForNull Run<?, ?> run, String credentialsId, ServiceUrl service) {
        this.run = run;
        this.credentialsId = credentialsId;
        this.service = service;
    }

    @Override
    public String token() throws TokenException {
        StringCredentials credentials = run == null
                ? TokenCredentials.find((Item) null, credentialsId, service)
                : TokenCredentials.find(run, credentialsId, service);
        return credentials.getSecret().getPlainText();
    }

    @Override
    public String description() {
        return "the token of credential \"" + PlainText.oneLine(credentialsId, 80) + "\"";
    }
}
