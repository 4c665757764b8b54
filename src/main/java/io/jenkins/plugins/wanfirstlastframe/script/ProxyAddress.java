package io.jenkins.plugins.wanfirstlastframe.script;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Credentials;

/**
 * Where a proxy is.
 *
 * @param credentials the value of the header {@code Proxy-Authorization}, null for a proxy that asks for none
 */
record ProxyAddress(
        Proxy.Type type,
        String host,
        int port,
        @CheckForNull String credentials) {

    /** As curl has it, for an address that names no port. */
    private static final int DEFAULT_PORT = 1080;

    private static final Pattern ADDRESS = Pattern.compile("((?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?"
            + "((?<user>.*)@)?(?<host>\\[[0-9A-Fa-f:.%]+]|[^\\s:/?#@\\[\\]]+)(:(?<port>\\d{0,9}))?/?");

    /**
     * Reads {@code http://user:password@proxy.example:3128}, of which all but the host may be missing.
     *
     * @param variable names the variable in messages
     * @throws IllegalArgumentException with a sentence that doesn't show the value
     */
    static ProxyAddress parse(String variable, String value) {
        Matcher parts = ADDRESS.matcher(value);
        if (!parts.matches()) {
            throw refused(variable, "it is not the address of a proxy");
        }
        String scheme =
                parts.group("scheme") == null ? "http" : parts.group("scheme").toLowerCase(Locale.ROOT);
        String user = parts.group("user");
        return switch (scheme) {
            case "http" ->
                new ProxyAddress(Proxy.Type.HTTP, host(parts), port(variable, parts), credentials(variable, user));
            case "socks", "socks4", "socks4a", "socks5", "socks5h" -> {
                if (user != null) {
                    throw refused(variable, "a user name or password for a SOCKS proxy is not supported");
                }
                yield new ProxyAddress(Proxy.Type.SOCKS, host(parts), port(variable, parts), null);
            }
            case "https" ->
                throw refused(
                        variable,
                        "an encrypted connection to the proxy itself is not supported; with http:// in front of the"
                                + " proxy's address what is encrypted stays so");
            default -> throw refused(variable, "it begins with " + scheme + "://, which is no kind of proxy");
        };
    }

    private static IllegalArgumentException refused(String variable, String reason) {
        return new IllegalArgumentException("The environment variable " + variable + " can't be used: " + reason
                + ". It must be like http://proxy.example:3128, or unset.");
    }

    private static String host(Matcher parts) {
        return NoProxyHosts.bare(parts.group("host"));
    }

    private static int port(String variable, Matcher parts) {
        String given = parts.group("port");
        if (given == null) {
            return DEFAULT_PORT;
        }
        int port = given.isEmpty() ? 0 : Integer.parseInt(given);
        if (port < 1 || port > 65_535) {
            throw refused(variable, "its port is not a number from 1 to 65535");
        }
        return port;
    }

    @CheckForNull
    private static String credentials(String variable, @CheckForNull String user) {
        if (user == null) {
            return null;
        }
        int colon = user.indexOf(':');
        String name = colon < 0 ? user : user.substring(0, colon);
        String password = colon < 0 ? "" : user.substring(colon + 1);
        return Credentials.basic(decoded(variable, name), decoded(variable, password), StandardCharsets.UTF_8);
    }

    /** Undoes the percent encoding that a name or password with special characters needs. */
    private static String decoded(String variable, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream plain = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '%') {
                plain.write(bytes[i]);
                continue;
            }
            int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw refused(variable, "its user name or password has a % that must be written as %25");
            }
            plain.write(high << 4 | low);
            i += 2;
        }
        return plain.toString(StandardCharsets.UTF_8);
    }

    /**
     * The proxy with its name looked up, since the clients that use it may look up only what is on the public internet. A
     * SOCKS proxy's name is left to Java.
     */
    Proxy proxy() {
        return new Proxy(
                type,
                type == Proxy.Type.SOCKS
                        ? InetSocketAddress.createUnresolved(host, port)
                        : new InetSocketAddress(host, port));
    }
}
