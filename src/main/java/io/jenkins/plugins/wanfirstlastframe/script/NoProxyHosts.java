package io.jenkins.plugins.wanfirstlastframe.script;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hosts that {@code NO_PROXY} names: separated by commas or spaces, each the name of a host or domain with or without a
 * dot or {@code *.} in front, which stands for all names below it too, a literal address, or a range of addresses such as
 * {@code 10.0.0.0/8}; with a port for that port alone. {@code *} stands for all. No name is looked up.
 */
final class NoProxyHosts {

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IN_BRACKETS = Pattern.compile("(\\[.*])(:(?<port>.*))?");
    private static final Pattern WITH_PORT = Pattern.compile("(?<host>[^:]*):(?<port>[^:]*)");

    private final List<Rule> rules;

    /**
     * One entry.
     *
     * @param name in lower case without dots around it; empty for all
     * @param address of the literal address or range, empty for a name
     * @param bits how many of the address's first bits count
     * @param port 0 for all
     */
    private record Rule(String name, byte[] address, int bits, int port) {

        boolean matches(String host, byte[] literal, int hostPort) {
            if (port != 0 && port != hostPort) {
                return false;
            }
            if (address.length > 0) {
                return literal.length == address.length && sameBits(literal);
            }
            return name.isEmpty() || literal.length == 0 && (host.equals(name) || host.endsWith("." + name));
        }

        private boolean sameBits(byte[] literal) {
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit & 7);
                if ((literal[bit >> 3] & mask) != (address[bit >> 3] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    private NoProxyHosts(List<Rule> rules) {
        this.rules = rules;
    }

    /**
     * Reads the variable's value.
     *
     * @throws IllegalArgumentException with a sentence, if an entry has a wrong port or range or is a URL
     */
    static NoProxyHosts parse(String variable, String value) {
        return new NoProxyHosts(Arrays.stream(value.split("[,\\s]+"))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> rule(variable, entry))
                .toList());
    }

    private static Rule rule(String variable, String entry) {
        if (entry.contains("://")) {
            throw refused(
                    variable, entry, "give the host alone, without " + entry.substring(0, entry.indexOf("://") + 3));
        }
        Matcher brackets = IN_BRACKETS.matcher(entry);
        Matcher withPort = WITH_PORT.matcher(entry);
        String host = entry;
        int port = 0;
        if (brackets.matches()) {
            host = brackets.group(1);
            port = port(variable, entry, brackets.group("port"));
        } else if (withPort.matches()) {
            host = withPort.group("host");
            port = port(variable, entry, withPort.group("port"));
        }
        int slash = host.indexOf('/');
        byte[] address = literal(bare(slash < 0 ? host : host.substring(0, slash)));
        if (slash >= 0) {
            return range(variable, entry, address, host.substring(slash + 1).replace("]", ""), port);
        }
        return address.length > 0
                ? new Rule("", address, 8 * address.length, port)
                : new Rule(domain(host), new byte[0], 0, port);
    }

    private static Rule range(String variable, String entry, byte[] address, String bits, int port) {
        int max = 8 * address.length;
        if (max == 0 || !bits.matches("\\d{1,3}") || Integer.parseInt(bits) > max) {
            throw refused(variable, entry, "a range must be like 10.0.0.0/8 or fd00::/8");
        }
        return new Rule("", address, Integer.parseInt(bits), port);
    }

    private static int port(String variable, String entry, @CheckForNull String port) {
        if (port == null) {
            return 0;
        }
        int number = port.matches("\\d{1,5}") ? Integer.parseInt(port) : 0;
        if (number < 1 || number > 65_535) {
            throw refused(variable, entry, "its port is not a number from 1 to 65535");
        }
        return number;
    }

    private static IllegalArgumentException refused(String variable, String entry, String reason) {
        return new IllegalArgumentException(
                "The environment variable " + variable + " has the entry \"" + entry + "\": " + reason + ".");
    }

    private static String domain(String host) {
        return bare(host).replaceFirst("^\\*?\\.?", "");
    }

    /** A host as it is compared: in lower case, without the brackets of an IPv6 address or a dot at its end. */
    static String bare(@CheckForNull String host) {
        String name = host == null ? "" : host.toLowerCase(Locale.ROOT);
        if (name.startsWith("[") && name.endsWith("]")) {
            return name.substring(1, name.length() - 1);
        }
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /** The bytes of a literal address; none for a name. */
    private static byte[] literal(String host) {
        try {
            return IPV4.matcher(host).matches() || host.indexOf(':') >= 0
                    ? InetAddress.getByName(host).getAddress()
                    : new byte[0];
        } catch (UnknownHostException e) {
            return new byte[0]; // looks like an address and is none
        }
    }

    /** Whether a host is to be spoken to directly at a port. */
    boolean contains(String host, int port) {
        String name = bare(host);
        byte[] literal = literal(name);
        return rules.stream().anyMatch(rule -> rule.matches(name, literal, port));
    }
}
