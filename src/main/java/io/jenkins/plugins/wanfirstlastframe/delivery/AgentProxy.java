package io.jenkins.plugins.wanfirstlastframe.delivery;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.ProxyConfiguration;
import hudson.util.Secret;
import java.io.IOException;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import jenkins.model.Jenkins;
import okhttp3.Credentials;
import okhttp3.OkHttpClient;

/** The proxy settings of Jenkins in a form that an agent can use: it can't read the controller's configuration. */
final class AgentProxy implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String host;
    private final int port;
    private final Pattern[] direct;

    @CheckForNull
    private final String user;

    @CheckForNull
    private final String secret;

    private AgentProxy(ProxyConfiguration proxy, boolean withPassword) {
        host = proxy.getName();
        port = proxy.getPort();
        direct = ProxyConfiguration.getNoProxyHostPatterns(proxy.getNoProxyHost())
                .toArray(Pattern[]::new);
        user = withPassword ? proxy.getUserName() : null;
        secret = user == null ? null : Secret.toString(proxy.getSecretPassword());
    }

    /**
     * What Jenkins is configured with. To be called on the controller.
     *
     * @param withPassword whether the proxy's user and password may go to the agent
     * @return null for no proxy
     */
    @CheckForNull
    static AgentProxy current(boolean withPassword) {
        ProxyConfiguration proxy = Jenkins.get().getProxy();
        return proxy == null ? null : new AgentProxy(proxy, withPassword);
    }

    OkHttpClient.Builder applyTo(OkHttpClient.Builder client) {
        client.proxySelector(new Selector());
        String name = user;
        String password = secret;
        if (name != null && password != null) {
            String header = Credentials.basic(name, password);
            client.proxyAuthenticator((route, response) -> response.request().header("Proxy-Authorization") != null
                    ? null // refused already
                    : response.request()
                            .newBuilder()
                            .header("Proxy-Authorization", header)
                            .build());
        }
        return client;
    }

    private final class Selector extends ProxySelector {
        @Override
        public List<Proxy> select(URI uri) {
            for (Pattern pattern : direct) {
                if (pattern.matcher(uri.getHost()).matches()) {
                    return List.of(Proxy.NO_PROXY);
                }
            }
            return List.of(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port)));
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {
            // the call fails with the same exception and tells it
        }
    }
}
