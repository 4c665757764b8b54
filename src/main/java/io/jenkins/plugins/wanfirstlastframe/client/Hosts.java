package io.jenkins.plugins.wanfirstlastframe.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a host's name tells without asking a name server. */
public final class Hosts {

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private Hosts() {}

    /** {@code localhost} or a literal address of this machine. */
    public static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || literal(host).filter(InetAddress::isLoopbackAddress).isPresent();
    }

    /** A literal address that is not a public one: private, link-local, loopback, multicast or unspecified. */
    public static boolean isPrivateLiteral(String host) {
        return isLiteral(host) && literal(host).filter(Hosts::isPublic).isEmpty();
    }

    /** Whether an address can belong to a server on the public internet. */
    public static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
        boolean sharedByCarrier = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
        return !(address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || uniqueLocal
                || sharedByCarrier);
    }

    private static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0 || IPV4.matcher(host).matches();
    }

    private static Optional<InetAddress> literal(String host) {
        try {
            // a literal: no name server is asked
            return isLiteral(host) ? Optional.of(InetAddress.getByName(host)) : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty(); // looks like an address and is none, such as 999.1.1.1
        }
    }

    /** The host in the form in which two of them can be compared. */
    public static String canonical(String host) {
        return host.toLowerCase(Locale.ROOT);
    }
}
