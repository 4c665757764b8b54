package io.jenkins.plugins.wanfirstlastframe.client;

/** The service's answer to a cancel. */
public enum CancelOutcome {
    /** The request was still queued and won't run. It is not billed. */
    CANCELLED,
    /** The request is running or over. It goes on to its end and is billed. */
    NOT_CANCELLABLE,
    /** The service gave an answer that its documentation doesn't know. */
    UNKNOWN
}
