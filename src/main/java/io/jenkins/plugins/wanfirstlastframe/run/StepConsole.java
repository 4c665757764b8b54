package io.jenkins.plugins.wanfirstlastframe.run;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Where lines of a step, or of one of its requests, go: looked up for each, since a step outlives its console's stream. A
 * step that can't tell something goes on all the same.
 */
final class StepConsole {

    private static final Logger LOGGER = Logger.getLogger(StepConsole.class.getName());

    private final StepHost host;

    /** What lines begin with; empty for nothing. */
    private final String subject;

    /** Lines about all requests of the step that the console has. */
    private final Set<String> common;

    /** The console for what is about the step as a whole, or about its only request. */
    StepConsole(StepHost host) {
        this(host, "", ConcurrentHashMap.newKeySet());
    }

    private StepConsole(StepHost host, String subject, Set<String> common) {
        this.host = host;
        this.subject = subject;
        this.common = common;
    }

    /** The same console for what is about one of the step's requests, such as a clip's name. */
    StepConsole about(String request) {
        return new StepConsole(host, request, common);
    }

    /** The step's own, which may be closed once the step is over. */
    BuildConsole now() throws IOException, InterruptedException {
        return new BuildConsole(host.console(), subject, common);
    }

    /** The one for what is told after the step's end. */
    BuildConsole afterwards() throws IOException, InterruptedException {
        return new BuildConsole(host.consoleOfTheBuild(), subject, common);
    }

    /** Writes a line to the step's own console. Where that can't be, Jenkins' log has the line. */
    void tell(String line) {
        try {
            now().say(line);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            LOGGER.log(
                    Level.WARNING,
                    e,
                    () -> "Can't tell the console: " + (subject.isEmpty() ? line : subject + ": " + line));
        }
    }
}
