package io.jenkins.plugins.wanfirstlastframe.credentials;

import hudson.util.FormValidation;
import io.jenkins.plugins.wanfirstlastframe.client.ModelInfo;
import io.jenkins.plugins.wanfirstlastframe.client.RunComfyClient;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceException;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import io.jenkins.plugins.wanfirstlastframe.client.TokenSource;
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
    public static FormValidation of(ServiceUrl service, TokenSource tokens, OkHttpClient http, String userAgent) {
        try {
            RunComfyClient client = new RunComfyClient(service, tokens, http, userAgent, Clock.systemUTC());
            ModelInfo model = client.model();
            String price = model.price().map(text -> " for " + text).orElse("");
            return FormValidation.ok(
                    "The service knows this token and offers " + model.name() + price + "." + balance(client));
        } catch (ServiceException e) {
            return FormValidation.error(e.getMessage() + ". " + e.kind().advice());
        }
    }

    /** What is left on the account, as a sentence; empty where that is not known. */
    private static String balance(RunComfyClient client) {
        try {
            return client.balance()
                    .map(balance -> " The account's balance is " + balance + ".")
                    .orElse("");
        } catch (ServiceException e) {
            return " The account's balance can't be told: " + e.getMessage() + ".";
        }
    }
}
