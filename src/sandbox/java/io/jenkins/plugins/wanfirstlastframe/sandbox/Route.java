package io.jenkins.plugins.wanfirstlastframe.sandbox;

import java.util.Locale;

/** The calls that the sandbox answers, and that faults are scripted for. */
public enum Route {
    SUBMIT,
    STATUS,
    RESULT,
    CANCEL,
    MODEL,
    /** The download of a video; needs no token. */
    DOWNLOAD,
    /** The download of one of the sandbox's own frames; needs no token. */
    FRAME,
    /** Anything else. */
    UNKNOWN;

    /** The call's name in a fault's text. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
