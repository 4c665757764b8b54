package io.jenkins.plugins.wanfirstlastframe.credentials;

import hudson.util.FormValidation;
import io.jenkins.plugins.wanfirstlastframe.FormCheck;
import io.jenkins.plugins.wanfirstlastframe.Messages;
import io.jenkins.plugins.wanfirstlastframe.client.ModelInfo;
import io.jenkins.plugins.wanfirstlastframe.client.RunComfyClient;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceException;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import io.jenkins.plugins.wanfirstlastframe.client.TokenSource.TokenException;
import java.time.Clock;
import okhttp3.OkHttpClient;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Looks the model up with a token, which costs nothing, and tells a form what came of it. */
@Restricted(NoExternalUse.class)
public final class ConnectionCheck {

    private ConnectionCheck() {}

    /**
     * The check's outcome for the form.
     *
     * @param http how the controller reaches the service
     * @param userAgent names the program to the service
     */
    public static FormValidation of(
            ServiceUrl service, CredentialsTokenSource tokens, OkHttpClient http, String userAgent) {
        try {
            tokens.lookUp(); // what is wrong with the credential is no failure of the service
            RunComfyClient client = new RunComfyClient(service, tokens, http, userAgent, Clock.systemUTC());
            ModelInfo model = client.model();
            String offer = model.price()
                    .map(price -> Messages.serviceOffersFor(model.name(), price))
                    .orElseGet(() -> Messages.serviceOffers(model.name()));
            String balance = balance(client);
            return FormValidation.ok(balance.isEmpty() ? offer : Messages.twoSentences(offer, balance));
        } catch (TokenException e) {
            return FormCheck.error(e);
        } catch (ServiceException e) {
            return FormValidation.error(
                    Messages.callFailed(e.getMessage(), FormCheck.text(e.kind().advicePhrase())));
        }
    }

    /** What is left on the account, as a sentence; empty where that is not known. */
    private static String balance(RunComfyClient client) {
        try {
            return client.balance().map(Messages::balance).orElse("");
        } catch (ServiceException e) {
            return Messages.balanceUnknown(e.getMessage());
        }
    }
}
