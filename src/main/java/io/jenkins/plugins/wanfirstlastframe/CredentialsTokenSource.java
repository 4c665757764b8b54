package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.client.TokenSource;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/** Takes the token from a credential, afresh for every call. */
final class CredentialsTokenSource implements TokenSource {

    @CheckForNull
    private final Run<?, ?> run;

    private final String credentialsId;

    /**
     * A source.
     *
     * @param run the build that uses the credential; null for the connection test of the global configuration
     */
    CredentialsTokenSource(@CheckForNull Run<?, ?> run, String credentialsId) {
        this.run = run;
        this.credentialsId = credentialsId;
    }

    @Override
    public String token() throws TokenException {
        StringCredentials credentials =
                run == null ? TokenCredentials.find(null, credentialsId) : TokenCredentials.use(run, credentialsId);
        return credentials.getSecret().getPlainText();
    }

    @Override
    public String description() {
        return "the token of credential \"" + PlainText.oneLine(credentialsId, 80) + "\"";
    }
}
