package io.jenkins.plugins.wanfirstlastframe.generation;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.Hosts;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import okhttp3.Dns;
import okhttp3.HttpUrl;

/**
 * From where a video may be downloaded, and how much. The URL comes from the service's answer, so it is a stranger's: it
 * must not make this side call servers that the service has no business with. Serializable, to go to an agent.
 */
public final class DownloadRules implements Serializable {

    private static final long serialVersionUID = 1L;

    /** RunComfy's storage. */
    private static final List<String> RUNCOMFY = List.of("*.runcomfy.net", "*.runcomfy.com");

    /** The most that RunComfy's own clients take for one file. */
    public static final long MAX_BYTES = 2L << 30;

    private final String serviceHost;
    private final boolean serviceIsLoopback;
    private final String[] extraHosts;
    private final long maxBytes;
    private final String howToAllow;

    private DownloadRules(
            String serviceHost, boolean serviceIsLoopback, List<String> extraHosts, long maxBytes, String howToAllow) {
        this.serviceHost = serviceHost;
        this.serviceIsLoopback = serviceIsLoopback;
        this.extraHosts = extraHosts.toArray(String[]::new);
        this.maxBytes = maxBytes;
        this.howToAllow = howToAllow;
    }

    /**
     * The rules for the videos of a service.
     *
     * @param extraHosts host names allowed beside RunComfy's and the service's own; {@code *.example.com} stands for all
     *     below that domain
     */
    public static DownloadRules of(ServiceUrl service, List<String> extraHosts) {
        return new DownloadRules(
                service.host(), service.loopback(), extraHosts, MAX_BYTES, "an administrator can allow it");
    }

    /** These rules with another size limit, in bytes. */
    public DownloadRules atMost(long bytes) {
        return new DownloadRules(serviceHost, serviceIsLoopback, List.of(extraHosts), bytes, howToAllow);
    }

    /** These rules with another clause on how a further host is allowed, for the person whose video is on one. */
    public DownloadRules allowedBy(String clause) {
        return new DownloadRules(serviceHost, serviceIsLoopback, List.of(extraHosts), maxBytes, clause);
    }

    /** The largest file that is taken, in bytes. */
    public long maxBytes() {
        return maxBytes;
    }

    /**
     * Checks one hop of a download.
     *
     * @param url null for what is no web address
     * @return the URL
     * @throws IllegalArgumentException with the rest of a sentence that starts with what the URL is
     */
    HttpUrl check(@CheckForNull HttpUrl url) {
        if (url == null) {
            throw new IllegalArgumentException("is not a web address");
        }
        String host = Hosts.canonical(url.host());
        boolean ownLoopback = serviceIsLoopback && Hosts.isLoopback(host);
        boolean allowed = ownLoopback
                || host.equals(Hosts.canonical(serviceHost))
                || RUNCOMFY.stream().anyMatch(pattern -> matches(pattern, host))
                || List.of(extraHosts).stream().anyMatch(pattern -> matches(Hosts.canonical(pattern), host));
        if (!allowed) {
            throw new IllegalArgumentException(
                    "is on " + host + ", which is not among the hosts that videos are fetched from; " + howToAllow);
        }
        if (!url.isHttps() && !ownLoopback) {
            throw new IllegalArgumentException("is on " + host + " without https");
        }
        return url;
    }

    /**
     * The name service for downloads: RunComfy's storage is on the public internet, so that a name of it which stands for an
     * address of a private network leads to somebody else. Hosts that an administrator named may be anywhere, and so may
     * the service and a proxy.
     */
    Dns dns(Dns dns) {
        return new StorageDns(dns, Hosts.canonical(serviceHost), List.of(extraHosts));
    }

    private record StorageDns(Dns dns, String serviceHost, List<String> extraHosts) implements Dns {
        @Override
        public List<InetAddress> lookup(String name) throws UnknownHostException {
            List<InetAddress> addresses = dns.lookup(name);
            String host = Hosts.canonical(name);
            boolean named = host.equals(serviceHost)
                    || extraHosts.stream().anyMatch(pattern -> matches(Hosts.canonical(pattern), host));
            boolean storage = RUNCOMFY.stream().anyMatch(pattern -> matches(pattern, host));
            if (storage && !named && !addresses.stream().allMatch(Hosts::isPublic)) {
                throw new PrivateAddressException(name);
            }
            return addresses;
        }
    }

    /** A name of the storage stands for an address that is not public. */
    static final class PrivateAddressException extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        PrivateAddressException(String host) {
            super(host + " is not a public address");
        }
    }

    private static boolean matches(String pattern, String host) {
        return pattern.startsWith("*.") ? host.endsWith(pattern.substring(1)) : host.equals(pattern);
    }

    /** A URL to be shown: without query, fragment and user, of which each may hold a secret. */
    public static String shown(String url) {
        HttpUrl parsed = HttpUrl.parse(url);
        return parsed == null
                ? "(not a URL)"
                : parsed.newBuilder()
                        .username("")
                        .password("")
                        .query(null)
                        .fragment(null)
                        .build()
                        .toString();
    }
}
