package io.jenkins.plugins.wanfirstlastframe.script;

import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import io.jenkins.plugins.wanfirstlastframe.client.TokenSource;
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
 * @param pollInterval how long a plain poller would wait between two calls
 * @param timeout after which a request is given up, unless it says otherwise
 * @param downloadHosts hosts that videos may come from, beside RunComfy's and the service's own
 * @param durations the file that keeps how long earlier requests ran
 */
public record Settings(
        ServiceUrl service,
        TokenSource tokens,
        Duration pollInterval,
        Duration timeout,
        List<String> downloadHosts,
        Path durations) {

    /** How long a request may take unless told otherwise. */
    public static final Duration TIMEOUT = Duration.ofMinutes(30);
    /** How often a request's status is asked for unless told otherwise. */
    public static final Duration POLL_INTERVAL = Duration.ofSeconds(2);

    /** The variable that names hosts which videos may be downloaded from. */
    static final String DOWNLOAD_HOSTS = "RUNCOMFY_DOWNLOAD_HOSTS";

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
        String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        Path cache = Path.of(
                given(environment, "XDG_CACHE_HOME", Path.of(home, ".cache").toString()));
        return new Settings(
                ServiceUrl.parse(given(environment, "RUNCOMFY_BASE_URL", ServiceUrl.DEFAULT)),
                new EnvironmentToken(environment, null),
                duration(given(environment, "RUNCOMFY_POLL_INTERVAL", POLL_INTERVAL.toSeconds() + "s")),
                TIMEOUT,
                Arrays.stream(given(environment, DOWNLOAD_HOSTS, "").split("[,\\s]+"))
                        .filter(host -> !host.isEmpty())
                        .toList(),
                cache.resolve("wan").resolve("durations.json"));
    }

    private static String given(Map<String, String> environment, String name, String otherwise) {
        String value = environment.getOrDefault(name, "");
        return value.isBlank() ? otherwise : value.strip();
    }

    /** The same with another service. */
    public Settings service(ServiceUrl value) {
        return new Settings(value, tokens, pollInterval, timeout, downloadHosts, durations);
    }

    /** The same with another token. */
    public Settings tokens(TokenSource value) {
        return new Settings(service, value, pollInterval, timeout, downloadHosts, durations);
    }

    /** The same with other times. */
    public Settings times(Duration interval, Duration limit) {
        return new Settings(service, tokens, interval, limit, downloadHosts, durations);
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
