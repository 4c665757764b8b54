package io.jenkins.plugins.wanfirstlastframe.script;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import io.jenkins.plugins.wanfirstlastframe.client.TokenSource;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is the same for all requests of a process.
 *
 * @param service where requests go
 * @param tokens the token for it
 * @param proxies by which the service and other hosts are reached
 * @param pollInterval how long a plain poller would wait between two calls
 * @param timeout after which a request is given up, unless it says otherwise
 * @param downloadHosts hosts that videos may come from, beside RunComfy's and the service's own
 * @param maxConcurrent how many requests may be at the service at once; 0 for no limit
 * @param maxUsd the most that all requests together may cost, in US dollars; null for no limit
 * @param durations the file that keeps how long earlier requests ran; null where there can be none
 */
public record Settings(
        ServiceUrl service,
        TokenSource tokens,
        ProxyEnvironment proxies,
        Duration pollInterval,
        Duration timeout,
        List<String> downloadHosts,
        int maxConcurrent,
        @CheckForNull BigDecimal maxUsd,
        @CheckForNull Path durations) {

    /** How long a request may take unless told otherwise. */
    public static final String TIMEOUT = "30m";
    /** How often a request's status is asked for unless told otherwise. */
    public static final String POLL_INTERVAL = "2s";

    /** The variable that names the service's address. */
    public static final String BASE_URL = "RUNCOMFY_BASE_URL";

    /** The variable that says how many requests of the process may be at the service at once. */
    public static final String MAX_CONCURRENT = "RUNCOMFY_MAX_CONCURRENT";

    /** The variable that says what all requests of the process may cost together, in US dollars. */
    public static final String MAX_USD = "RUNCOMFY_MAX_USD";

    /** The variable that names the file which keeps, a line at a time, what becomes of a script's requests. */
    public static final String RESULTS = "RUNCOMFY_RESULTS";

    /** The variable that names hosts which videos may be downloaded from. */
    public static final String DOWNLOAD_HOSTS = "RUNCOMFY_DOWNLOAD_HOSTS";

    /** The variable that says how often a request's status is asked for. */
    public static final String POLL_INTERVAL_VARIABLE = "RUNCOMFY_POLL_INTERVAL";

    private static final Pattern DOLLARS = Pattern.compile("[0-9]{1,6}([.][0-9]{1,6})?");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|min|h)");

    public Settings {
        downloadHosts = List.copyOf(downloadHosts);
    }

    /**
     * The settings that the environment asks for.
     *
     * @throws IllegalArgumentException with a sentence on what is wrong with a variable
     */
    public static Settings of(Map<String, String> environment) {
        return new Settings(
                ServiceUrl.parse(given(environment, BASE_URL, ServiceUrl.DEFAULT)),
                new EnvironmentToken(environment, null),
                ProxyEnvironment.of(environment),
                pollInterval(given(environment, POLL_INTERVAL_VARIABLE, POLL_INTERVAL)),
                duration(TIMEOUT),
                Arrays.stream(given(environment, DOWNLOAD_HOSTS, "").split("[,\\s]+"))
                        .filter(host -> !host.isEmpty())
                        .toList(),
                maxConcurrent(given(environment, MAX_CONCURRENT, "")),
                maxUsd(given(environment, MAX_USD, "")),
                durations(environment));
    }

    private static int maxConcurrent(String text) {
        if (!text.matches("[0-9]{0,6}")) {
            throw new IllegalArgumentException("The environment variable " + MAX_CONCURRENT + " is wrong: \""
                    + PlainText.oneLine(text, 40) + "\" is not a number of requests, with 0 for no limit.");
        }
        return text.isEmpty() ? 0 : Integer.parseInt(text);
    }

    @CheckForNull
    private static BigDecimal maxUsd(String text) {
        if (text.isEmpty()) {
            return null;
        }
        if (!DOLLARS.matcher(text).matches()) {
            throw new IllegalArgumentException("The environment variable " + MAX_USD + " is wrong: \""
                    + PlainText.oneLine(text, 40) + "\" is not an amount of US dollars such as 2.50.");
        }
        return new BigDecimal(text);
    }

    private static Duration pollInterval(String text) {
        try {
            return duration(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The environment variable " + POLL_INTERVAL_VARIABLE + " is wrong: " + e.getMessage(), e);
        }
    }

    /** The durations only spare calls: where Java can't name the file, requests go without it. */
    @CheckForNull
    private static Path durations(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        try {
            return FileNames.path(given(environment, "XDG_CACHE_HOME", home + "/.cache"))
                    .resolve("wan")
                    .resolve("durations.json");
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String given(Map<String, String> environment, String name, String otherwise) {
        String value = environment.getOrDefault(name, "");
        return value.isBlank() ? otherwise : value.strip();
    }

    /** These settings with another service. */
    public Settings service(ServiceUrl value) {
        return new Settings(
                value, tokens, proxies, pollInterval, timeout, downloadHosts, maxConcurrent, maxUsd, durations);
    }

    /** These settings with another token. */
    public Settings tokens(TokenSource value) {
        return new Settings(
                service, value, proxies, pollInterval, timeout, downloadHosts, maxConcurrent, maxUsd, durations);
    }

    /** These settings with other times. */
    public Settings times(Duration interval, Duration limit) {
        return new Settings(service, tokens, proxies, interval, limit, downloadHosts, maxConcurrent, maxUsd, durations);
    }

    /**
     * Reads a positive duration: {@code 500ms}, {@code 2s}, {@code 30m} or {@code 1h}.
     *
     * @throws IllegalArgumentException with a sentence
     */
    public static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text.strip().toLowerCase(Locale.ROOT));
        long number = matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
        if (number == 0) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a duration above zero, such as 500ms, 2s, 30m or 1h.");
        }
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofMinutes(number);
        };
    }
}
