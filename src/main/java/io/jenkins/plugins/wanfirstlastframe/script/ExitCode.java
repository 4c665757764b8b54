package io.jenkins.plugins.wanfirstlastframe.script;

import io.jenkins.plugins.wanfirstlastframe.client.ServiceException;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;

/** What the process's exit code says, after BSD's sysexits.h. The one place that maps failures to codes. */
public final class ExitCode {

    /** All is well. */
    public static final int OK = 0;
    /** The command line itself is wrong. */
    public static final int USAGE = 64;
    /** The input, or a script's text, is wrong. */
    public static final int BAD_INPUT = 65;
    /** The service refused, can't be reached, or made no video. */
    public static final int UNAVAILABLE = 69;
    /** A defect: of this program, or of a script. */
    public static final int INTERNAL = 70;
    /** A time-out, or the service asks to slow down. */
    public static final int TRY_AGAIN = 75;
    /** No token, or the service refuses it. */
    public static final int TOKEN = 77;
    /** The Java that runs this can't run scripts. */
    public static final int JAVA = 78;
    /** Ended by Ctrl-C. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {}

    /** The code for a request that failed so. */
    public static int of(Failure.Kind kind) {
        return switch (kind) {
            case INPUT, LIMIT -> BAD_INPUT;
            case TOKEN -> TOKEN;
            case SLOW_DOWN, TIME_OUT -> TRY_AGAIN;
            case BALANCE, SERVICE, UNAVAILABLE, OUTCOME_UNKNOWN, JOB, DELIVERY -> UNAVAILABLE;
            case ABORTED -> INTERRUPTED;
            case INTERNAL -> INTERNAL;
        };
    }

    /** The kind of failure that a refused call is, where no request depends on it. */
    public static Failure.Kind kindOf(ServiceException.Kind kind) {
        return switch (kind) {
            case TOKEN -> Failure.Kind.TOKEN;
            case BALANCE -> Failure.Kind.BALANCE;
            case INVALID_INPUT, NOT_FOUND -> Failure.Kind.INPUT;
            case SLOW_DOWN -> Failure.Kind.SLOW_DOWN;
            case GIVEN_UP -> Failure.Kind.ABORTED;
            default -> kind.retryable() ? Failure.Kind.UNAVAILABLE : Failure.Kind.SERVICE;
        };
    }
}
