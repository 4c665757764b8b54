package io.jenkins.plugins.wanfirstlastframe.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.script.Settings;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How long a command waits for a request, and how often it asks about one. */
final class TimeOptions {

    @CheckForNull
    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "When to give up: 90s, 30m, 1h. " + Settings.TIMEOUT + " unless given.")
    private Duration timeout;

    @CheckForNull
    @Option(
            names = "--poll-interval",
            paramLabel = "TIME",
            description = "How often to ask about. " + Settings.POLL_INTERVAL + " unless given.")
    private Duration pollInterval;

    /** Settings with the times that were given. */
    Settings applyTo(Settings settings) {
        return settings.times(
                pollInterval != null ? pollInterval : settings.pollInterval(),
                timeout != null ? timeout : settings.timeout());
    }
}
