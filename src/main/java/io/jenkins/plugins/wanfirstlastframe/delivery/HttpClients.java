package io.jenkins.plugins.wanfirstlastframe.delivery;

import hudson.PluginWrapper;
import io.jenkins.plugins.okhttp.api.JenkinsOkHttpClient;
import jenkins.model.Jenkins;
import okhttp3.OkHttpClient;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** How the controller speaks HTTP. */
@Restricted(NoExternalUse.class)
public final class HttpClients {

    private HttpClients() {}

    /**
     * A client with the proxy and no-proxy list that Jenkins is configured with, read at each connection. One serves
     * all: connections are shared only between clients with the same proxy selector.
     */
    public static OkHttpClient forController() {
        return JenkinsOkHttpClient.newClientBuilder(new OkHttpClient()).build();
    }

    /** How this plugin names itself to the service. */
    public static String userAgent() {
        PluginWrapper plugin = Jenkins.get().getPluginManager().getPlugin("wan-first-last-frame");
        return "wan-first-last-frame/" + (plugin == null ? "unknown" : plugin.getVersionNumber()) + " Jenkins/"
                + Jenkins.VERSION;
    }
}
