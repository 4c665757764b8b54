package io.jenkins.plugins.wanfirstlastframe.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
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

    /** A literal address that is not a public one, see {@link #isPublic}. */
    public static boolean isPrivateLiteral(String host) {
        return isLiteral(host) && literal(host).filter(Hosts::isPublic).isEmpty();
    }

    /**
     * Whether an address can belong to a server on the public internet: it is in none of the ranges that the IANA
     * special-purpose registries keep for other uses, also where it is an IPv4 address that is written as an IPv6 one.
     */
    public static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 ? isPublicIpv4(bytes) : isPublicIpv6(address, bytes);
    }

    private static boolean isPublicIpv4(byte[] bytes) {
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        int third = bytes[2] & 0xff;
        return !(first == 0 // this network
                || first == 10
                || first == 100 && (second & 0xc0) == 64 // shared by a carrier's customers
                || first == 127
                || first == 169 && second == 254
                || first == 172 && (second & 0xf0) == 16
                || first == 192 && second == 0 && (third == 0 || third == 2) // protocols, documentation
                || first == 192 && second == 168
                || first == 198 && (second & 0xfe) == 18 // benchmarks
                || first == 198 && second == 51 && third == 100
                || first == 203 && second == 0 && third == 113
                || first >= 224); // multicast, reserved, broadcast
    }

    private static boolean isPublicIpv6(InetAddress address, byte[] bytes) {
        boolean uniqueLocal = (bytes[0] & 0xfe) == 0xfc;
        if (address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || uniqueLocal
                || startsWith(bytes, 0x20, 0x01, 0x0d, 0xb8) // documentation
                || startsWith(bytes, 0x20, 0x01, 0x00, 0x00) // Teredo: the address in it is scrambled
                || startsWith(bytes, 0x00, 0x64, 0xff, 0x9b, 0x00, 0x01)) { // NAT64 within one network
            return false;
        }
        int embedded = embeddedIpv4(bytes);
        return embedded < 0 || isPublicIpv4(Arrays.copyOfRange(bytes, embedded, embedded + 4));
    }

    /** Where in an IPv6 address the IPv4 address starts that a packet to it ends up at; -1 where there is none. */
    private static int embeddedIpv4(byte[] bytes) {
        if (startsWith(bytes, 0x20, 0x02)) {
            return 2; // 6to4
        }
        boolean translated = startsWith(bytes, 0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0) // NAT64
                || startsWith(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) // IPv4-compatible
                || startsWith(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff) // IPv4-mapped
                || startsWith(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0); // IPv4-translated
        return translated ? 12 : -1;
    }

    private static boolean startsWith(byte[] bytes, int... prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if ((bytes[i] & 0xff) != prefix[i]) {
                return false;
            }
        }
        return true;
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
