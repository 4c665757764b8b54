package io.jenkins.plugins.wanfirstlastframe.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import okhttp3.Dns;
import okhttp3.HttpUrl;

/**
 * An address at which a frame was published for the service to fetch, such as one of an artifact store. Its query may be a
 * signature: what a person may see is {@link #shown}.
 */
public final class PublishedAddress {

    private static final DateTimeFormatter SIGNED_AT = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'");

    private final String url;
    private final HttpUrl parsed;

    private PublishedAddress(String url, HttpUrl parsed) {
        this.url = url;
        this.parsed = parsed;
    }

    /** The service could not fetch from an address. The message is a clause about the address, without it. */
    public static final class UnfitAddressException extends Exception {
        private static final long serialVersionUID = 1L;

        private UnfitAddressException(String clause, @CheckForNull Throwable cause) {
            super(clause, cause);
        }
    }

    /**
     * Takes an address that the service can fetch from: of https, and of a host on the public internet as far as that is
     * known here. A name that this machine can't look up, as behind a proxy, is taken for public.
     *
     * @param url as it is to be sent
     * @throws UnfitAddressException if the service could not fetch from there
     */
    public static PublishedAddress of(String url, Dns dns) throws UnfitAddressException {
        HttpUrl parsed = HttpUrl.parse(url);
        if (parsed == null) {
            throw new UnfitAddressException("is no web address", null);
        }
        String objection = FrameAddress.objection(parsed, false);
        if (objection != null) {
            throw new UnfitAddressException(objection, null);
        }
        if (Hosts.isLoopback(parsed.host()) || !isPublic(parsed.host(), dns)) {
            throw new UnfitAddressException("lies inside a private network, which the service can't reach", null);
        }
        try {
            new FrameContent.Link(url);
        } catch (IllegalArgumentException e) {
            throw new UnfitAddressException("is none that the service takes", e);
        }
        return new PublishedAddress(url, parsed);
    }

    private static boolean isPublic(String host, Dns dns) {
        try {
            List<InetAddress> addresses = dns.lookup(host);
            return addresses.stream().allMatch(Hosts::isPublic);
        } catch (UnknownHostException e) {
            return true;
        }
    }

    /** What the service is given. */
    public FrameContent.Link content() {
        return new FrameContent.Link(url);
    }

    /** Host and path, for people. */
    public String shown() {
        return PlainText.oneLine(FrameFingerprint.withoutQuery(parsed));
    }

    /**
     * When the address stops working, as far as its query says that in a way that is known: that of Amazon's and Google's
     * signatures, of older ones of both, and of Azure's.
     */
    public Optional<Instant> until() {
        try {
            for (String vendor : List.of("X-Amz-", "X-Goog-")) {
                Optional<String> signed = query(vendor + "Date");
                Optional<String> seconds = query(vendor + "Expires");
                if (signed.isPresent() && seconds.isPresent()) {
                    return Optional.of(LocalDateTime.parse(signed.get(), SIGNED_AT)
                            .toInstant(ZoneOffset.UTC)
                            .plus(Duration.ofSeconds(Long.parseLong(seconds.get()))));
                }
            }
            return query("Expires")
                    .map(seconds -> Instant.ofEpochSecond(Long.parseLong(seconds)))
                    .or(() -> query("se").map(PublishedAddress::time));
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            return Optional.empty(); // it means something else here
        }
    }

    /** Azure's times may be without hours. */
    private static Instant time(String text) {
        return text.contains("T")
                ? Instant.parse(text)
                : LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    private Optional<String> query(String name) {
        return parsed.queryParameterNames().stream()
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .map(parsed::queryParameter);
    }

    /** Nothing of the query: it may be a secret. */
    @Override
    public String toString() {
        return shown();
    }
}
