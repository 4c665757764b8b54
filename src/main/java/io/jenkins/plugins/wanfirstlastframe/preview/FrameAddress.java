package io.jenkins.plugins.wanfirstlastframe.preview;

import io.jenkins.plugins.wanfirstlastframe.client.Hosts;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import okhttp3.Dns;
import okhttp3.HttpUrl;

/**
 * Which addresses a frame may come from. A frame of the internet may not lead into the network that this program runs
 * in; one that starts at this very machine, as a sandbox's does, may stay there and use plain HTTP.
 */
final class FrameAddress {

    private FrameAddress() {}

    /**
     * What speaks against a URL, be it the first or a redirect's.
     *
     * @param local whether the first URL's host is a loopback host
     * @return the rest of a sentence, or null if nothing does
     */
    static String objection(HttpUrl url, boolean local) {
        boolean loopback = Hosts.isLoopback(url.host());
        if (!url.isHttps() && !(local && loopback)) {
            return "must be served over https";
        }
        if (Hosts.isPrivateLiteral(url.host()) && !(local && loopback)) {
            return "lies at an address inside a private network, which the service can't reach";
        }
        return null;
    }

    /** Name service whose answers must be public addresses; for a local frame, loopback addresses too. */
    static Dns guard(Dns dns, boolean local) {
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

    /** A name stands for an address that is not public. */
    static final class PrivateAddressException extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        PrivateAddressException(String host) {
            super(host + " is not a public address");
        }
    }
}
