package io.jenkins.plugins.wanfirstlastframe.script;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.Hosts;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import okhttp3.Authenticator;
import okhttp3.OkHttpClient;

/**
 * The proxies that the environment asks for, by the variables and rules that curl follows: {@code HTTPS_PROXY}, {@code
 * HTTP_PROXY}, {@code ALL_PROXY} and {@code NO_PROXY}, of which the spelling in lower case goes before the other.
 *
 * <p>A host of this machine is spoken to directly, whatever the variables say: a proxy would look for it on its own machine,
 * and the plain HTTP of a sandbox would hand it the token. To all other hosts the connections are encrypted, so that a proxy
 * sees no more than their names.
 */
public final class ProxyEnvironment {

    @CheckForNull
    private final ProxyAddress https;

    @CheckForNull
    private final ProxyAddress http;

    private final NoProxyHosts direct;

    private ProxyEnvironment(@CheckForNull ProxyAddress https, @CheckForNull ProxyAddress http, NoProxyHosts direct) {
        this.https = https;
        this.http = http;
        this.direct = direct;
    }

    /**
     * The proxies that these variables name; without any, those of Java's system properties are used.
     *
     * @throws IllegalArgumentException with a sentence that names the variable and what is wrong with it, never its value,
     *     which may hold a password
     */
    public static ProxyEnvironment of(Map<String, String> environment) {
        ProxyAddress all = address(environment, "ALL_PROXY");
        ProxyAddress https = address(environment, "HTTPS_PROXY");
        ProxyAddress http = address(environment, "HTTP_PROXY");
        String name = nameOf(environment, "NO_PROXY");
        return new ProxyEnvironment(
                https != null ? https : all,
                http != null ? http : all,
                NoProxyHosts.parse(name, environment.getOrDefault(name, "")));
    }

    /** The variable's spelling that has a value; an empty value counts as none. */
    private static String nameOf(Map<String, String> environment, String name) {
        return Stream.of(name.toLowerCase(Locale.ROOT), name)
                .filter(spelling -> !environment.getOrDefault(spelling, "").isBlank())
                .findFirst()
                .orElse(name);
    }

    @CheckForNull
    private static ProxyAddress address(Map<String, String> environment, String variable) {
        String name = nameOf(environment, variable);
        String value = environment.getOrDefault(name, "");
        return value.isBlank() ? null : ProxyAddress.parse(name, value.strip());
    }

    /** Has a client use these proxies. */
    public OkHttpClient.Builder applyTo(OkHttpClient.Builder client) {
        if (https == null && http == null) {
            return client;
        }
        return client.proxySelector(new Selector()).proxyAuthenticator(authenticator());
    }

    @CheckForNull
    private ProxyAddress proxyFor(URI uri) {
        boolean encrypted = "https".equalsIgnoreCase(uri.getScheme());
        int port = uri.getPort() >= 0 ? uri.getPort() : encrypted ? 443 : 80;
        return Hosts.isLoopback(NoProxyHosts.bare(uri.getHost())) || direct.contains(uri.getHost(), port)
                ? null
                : encrypted ? https : http;
    }

    private final class Selector extends ProxySelector {
        @Override
        public List<Proxy> select(URI uri) {
            ProxyAddress proxy = proxyFor(uri);
            return List.of(proxy == null ? Proxy.NO_PROXY : proxy.proxy());
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {
            // the call fails with the same exception and tells it
        }
    }

    /** Gives a proxy the name and password that were written for it, once: a proxy that refuses them asks again. */
    private Authenticator authenticator() {
        return (route, response) -> {
            if (route == null || response.request().header("Proxy-Authorization") != null) {
                return null;
            }
            return Stream.of(https, http)
                    .filter(proxy -> proxy != null && proxy.credentials() != null)
                    .filter(proxy -> proxy.proxy().equals(route.proxy()))
                    .findFirst()
                    .map(proxy -> response.request()
                            .newBuilder()
                            .header("Proxy-Authorization", String.valueOf(proxy.credentials()))
                            .build())
                    .orElse(null);
        };
    }
}
