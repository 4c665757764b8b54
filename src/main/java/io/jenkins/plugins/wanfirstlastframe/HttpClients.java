package io.jenkins.plugins.wanfirstlastframe;

import hudson.PluginWrapper;
import io.jenkins.plugins.okhttp.api.JenkinsOkHttpClient;
import jenkins.model.Jenkins;
import okhttp3.OkHttpClient;

/** The controller's HTTP client, with the proxy and no-proxy list that Jenkins is configured with. */
final class HttpClients {

    /** Shared, so that there is one pool of connections. */
    private static final OkHttpClient BASE = new OkHttpClient();

    private HttpClients() {}

    /** Cheap; the proxy's settings are read at each connection. */
    static OkHttpClient forController() {
        return JenkinsOkHttpClient.newClientBuilder(BASE).build();
    }

    /** How this plugin names itself to the service. */
    static String userAgent() {
        PluginWrapper plugin = Jenkins.get().getPluginManager().getPlugin("wan-first-last-frame");
        return "wan-first-last-frame/" + (plugin == null ? "unknown" : plugin.getVersionNumber()) + " Jenkins/"
                + Jenkins.VERSION;
    }
}
