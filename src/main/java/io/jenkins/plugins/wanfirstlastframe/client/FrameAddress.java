package io.jenkins.plugins.wanfirstlastframe.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import okhttp3.Authenticator;
import okhttp3.CookieJar;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/**
 * Which addresses a frame may come from. A frame of the internet may not lead into the network that this program runs
 * in; one that starts at this very machine, as a sandbox's does, may stay there and use plain HTTP.
 */
public final class FrameAddress {

    /** How many redirects a frame's address may have. */
    public static final int MAX_REDIRECTS = 5;

    private FrameAddress() {}

    /**
     * What speaks against a URL, be it the first or a redirect's.
     *
     * @param local whether the first URL's host is a loopback host
     * @return the rest of a sentence that begins with the frame, or null if nothing does
     */
    @CheckForNull
    public static String objection(HttpUrl url, boolean local) {
        boolean loopback = Hosts.isLoopback(url.host());
        if (!url.isHttps() && !(local && loopback)) {
            return "must be served over https";
        }
        if (Hosts.isPrivateLiteral(url.host()) && !(local && loopback)) {
            return "lies at an address inside a private network, which the service can't reach";
        }
        return null;
    }

    /**
     * A client that fetches frames as a stranger would: without cookies, credentials or a cache, from public addresses, and
     * no further than the first redirect. Time-outs are those of the given one.
     *
     * @param shared gives the proxy, the name service, the trusted certificates and the connections
     * @param local whether the first URL's host is a loopback host, so that loopback addresses are allowed
     */
    public static OkHttpClient.Builder client(OkHttpClient shared, boolean local) {
        OkHttpClient.Builder own = shared.newBuilder()
                .followRedirects(false)
                .followSslRedirects(false)
                .cookieJar(CookieJar.NO_COOKIES)
                .authenticator(Authenticator.NONE)
                .cache(null)
                .dns(guard(shared.dns(), local));
        // whoever shares the client may have it add a token to each request
        own.interceptors().clear();
        own.networkInterceptors().clear();
        return own;
    }

    private static Dns guard(Dns dns, boolean local) {
        return host -> {
            List<InetAddress> addresses = dns.lookup(host);
            for (InetAddress address : addresses) {
                if (!Hosts.isPublic(address) && !(local && address.isLoopbackAddress())) {
                    throw new PrivateAddressException(host);
                }
            }
            return addresses;
        };
    }

    /** Where a redirect leads, without credentials that it might smuggle in; null for no web address. */
    @CheckForNull
    public static HttpUrl redirect(HttpUrl from, @CheckForNull String location) {
        HttpUrl next = location == null ? null : from.resolve(location);
        return next == null ? null : next.newBuilder().username("").password("").build();
    }

    /** A name stands for an address that is not public. */
    public static final class PrivateAddressException extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        PrivateAddressException(String host) {
            super(host + " is not a public address");
        }
    }
}
