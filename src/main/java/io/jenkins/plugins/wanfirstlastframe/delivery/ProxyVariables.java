package io.jenkins.plugins.wanfirstlastframe.delivery;

import hudson.ProxyConfiguration;
import hudson.Util;
import hudson.util.Secret;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Jenkins' proxy as the environment variables of a process, by the rule that holds for agents in general: its user and
 * password only where the configuration allows that.
 *
 * @param variables to be set; empty where Jenkins has no proxy, so that those of the agent count
 * @param lost exceptions from the proxy that no such variable can express
 */
@Restricted(NoExternalUse.class)
public record ProxyVariables(Map<String, String> variables, List<String> lost) {

    private static final Pattern ADDRESS_PREFIX = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3}){0,2})\\.\\*");
    private static final Pattern NAME = Pattern.compile("[\\w.:\\[\\]-]+");

    /**
     * What Jenkins is configured with. To be called on the controller.
     *
     * @param withPassword whether the proxy's user and password may go to the agent
     */
    public static ProxyVariables current(boolean withPassword) {
        ProxyConfiguration proxy = Jenkins.get().getProxy();
        if (proxy == null) {
            return new ProxyVariables(Map.of(), List.of());
        }
        String name = proxy.getUserName();
        String user = withPassword && name != null
                ? Util.rawEncode(name) + ":" + Util.rawEncode(Secret.toString(proxy.getSecretPassword())) + "@"
                : "";
        String address = "http://" + user + proxy.getName() + ":" + proxy.getPort();
        List<String> direct = new ArrayList<>();
        List<String> lost = new ArrayList<>();
        for (String entry : Util.fixNull(proxy.getNoProxyHost()).split("[ \t\n,|]+")) {
            String same = noProxy(entry);
            if (!entry.isEmpty()) {
                (same.isEmpty() ? lost : direct).add(same.isEmpty() ? entry : same);
            }
        }
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("HTTPS_PROXY", address);
        variables.put("HTTP_PROXY", address);
        variables.put("NO_PROXY", String.join(",", direct));
        for (String hiding : List.of("https_proxy", "http_proxy", "no_proxy")) {
            variables.put(hiding, ""); // which would go before
        }
        return new ProxyVariables(variables, lost);
    }

    /** An entry of Jenkins' list as {@code NO_PROXY} has it; empty where that can't be said. */
    static String noProxy(String entry) {
        if (entry.startsWith("*.") && NAME.matcher(entry.substring(2)).matches()) {
            return entry.substring(1);
        }
        Matcher prefix = ADDRESS_PREFIX.matcher(entry);
        if (prefix.matches()) {
            int given = prefix.group(1).split("\\.").length;
            return prefix.group(1)
                    + IntStream.range(given, 4).mapToObj(i -> ".0").collect(Collectors.joining())
                    + "/" + 8 * given;
        }
        return entry.equals("*") || NAME.matcher(entry).matches() ? entry : "";
    }
}
