package io.jenkins.plugins.wanfirstlastframe;

import hudson.PluginWrapper;
import io.jenkins.plugins.okhttp.api.JenkinsOkHttpClient;
import jenkins.model.Jenkins;
import okhttp3.OkHttpClient;

/** The controller's HTTP client, with the proxy and no-proxy list that Jenkins is configured with. */
final class HttpClients {

    /** One for all: connections are shared only between clients with the same proxy selector. */
    private static final OkHttpClient CONTROLLER =
            JenkinsOkHttpClient.newClientBuilder(new OkHttpClient()).build();

    private HttpClients() {}

    /** The proxy's settings are read at each connection. */
    static OkHttpClient forController() {
        return CONTROLLER;
    }

    /** How this plugin names itself to the service. */
    static String userAgent() {
        PluginWrapper plugin = Jenkins.get().getPluginManager().getPlugin("wan-first-last-frame");
        return "wan-first-last-frame/" + (plugin == null ? "unknown" : plugin.getVersionNumber()) + " Jenkins/"
                + Jenkins.VERSION;
    }
}
