package io.jenkins.plugins.wanfirstlastframe.generation;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.RequestStatus;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Tells a listener what happens in a request's life: each change once, each kind of trouble once, and a heartbeat where there
 * is nothing new for long.
 */
final class ProgressReporter {

    private static final Logger LOGGER = Logger.getLogger(ProgressReporter.class.getName());

    /** How often a listener hears of a request of which there is nothing new. */
    static final Duration HEARTBEAT = Duration.ofMinutes(2);

    private final GenerationListener listener;
    private final Clock clock;
    private Instant lastTime;

    @CheckForNull
    private RequestStatus lastStatus;

    @CheckForNull
    private ServiceException.Kind trouble;

    /** What of a completed request was last said not to be there. */
    @CheckForNull
    private String missing;

    ProgressReporter(GenerationListener listener, Clock clock) {
        this.listener = listener;
        this.clock = clock;
        this.lastTime = clock.instant();
    }

    /** A console that can't be written to costs lines, not the request. */
    void tell(Progress progress) {
        try {
            listener.progress(progress);
        } catch (RuntimeException | Error e) { // of a console's listener, another plugin
            LOGGER.log(Level.WARNING, () -> "Not told because of " + e + ": " + progress.text());
        }
    }

    void submitted(Progress.Submitted submitted) {
        told(null);
        tell(submitted);
    }

    void status(RequestStatus status, Duration elapsed, @CheckForNull Duration left) {
        if (lastStatus == null || !Progress.sameStatus(lastStatus, status)) {
            told(status);
            tell(new Progress.StatusChanged(status, elapsed, left));
        } else {
            heartbeat(status, elapsed, left);
        }
    }

    void heartbeat(@CheckForNull RequestStatus status, Duration elapsed) {
        heartbeat(status, elapsed, null);
    }

    private void heartbeat(@CheckForNull RequestStatus status, Duration elapsed, @CheckForNull Duration left) {
        if (Duration.between(lastTime, clock.instant()).compareTo(HEARTBEAT) >= 0) {
            told(status);
            tell(new Progress.StillWaiting(status, elapsed, left));
        }
    }

    void trouble(ServiceException e, Duration retryIn, Duration elapsed) {
        if (e.kind() != trouble) {
            trouble = e.kind();
            tell(new Progress.Trouble(e, retryIn));
        } else {
            heartbeat(lastStatus, elapsed);
        }
    }

    /** Something of a completed request isn't there yet; told once for each kind. */
    void notThere(String kind, String what, Duration retryIn, Duration elapsed) {
        if (!kind.equals(missing)) {
            missing = kind;
            tell(new Progress.NotThereYet(what, retryIn));
        } else {
            heartbeat(lastStatus, elapsed);
        }
    }

    /** The trouble is over, if there was any. */
    void recovered() {
        if (trouble != null) {
            trouble = null;
            tell(new Progress.Recovered());
        }
    }

    private void told(@CheckForNull RequestStatus status) {
        lastStatus = status;
        lastTime = clock.instant();
    }
}
