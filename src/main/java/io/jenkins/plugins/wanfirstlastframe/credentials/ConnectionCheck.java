package io.jenkins.plugins.wanfirstlastframe;

import hudson.util.FormValidation;
import io.jenkins.plugins.wanfirstlastframe.client.ModelInfo;
import io.jenkins.plugins.wanfirstlastframe.client.RunComfyClient;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceException;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import io.jenkins.plugins.wanfirstlastframe.client.TokenSource;
import java.time.Clock;

/** Looks the model up with a token, which costs nothing, and tells a form what came of it. */
final class ConnectionCheck {

    private ConnectionCheck() {}

    static FormValidation of(ServiceUrl service, TokenSource tokens) {
        try {
            ModelInfo model = new RunComfyClient(
                            service, tokens, HttpClients.forController(), HttpClients.userAgent(), Clock.systemUTC())
                    .model();
            String price = model.basePriceUsd() == null
                    ? ""
                    : " (" + model.basePriceUsd() + " USD" + (model.priceUnit() == null ? "" : " " + model.priceUnit())
                            + ")";
            return FormValidation.ok("The service knows this token and offers " + model.name() + price + ".");
        } catch (ServiceException e) {
            return FormValidation.error(e.getMessage() + ". " + e.kind().advice());
        }
    }
}
