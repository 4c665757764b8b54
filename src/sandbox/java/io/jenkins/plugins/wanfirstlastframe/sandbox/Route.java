package io.jenkins.plugins.wanfirstlastframe.sandbox;

import java.util.List;
import java.util.Locale;

/** The calls that the sandbox answers, and that faults are scripted for. */
public enum Route {
    SUBMIT,
    STATUS,
    RESULT,
    CANCEL,
    MODEL,
    /** The account's balance. */
    BALANCE,
    /** The download of a video; needs no token. */
    DOWNLOAD,
    /** The download of an image from the sandbox's web server; needs no token. */
    FRAME,
    /** Anything else. */
    UNKNOWN;

    /** The call's name in a fault's text. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the call's path names a request. */
    boolean namesRequest() {
        return this == STATUS || this == RESULT || this == CANCEL || this == DOWNLOAD;
    }

    /** The call that a method and the segments of a path stand for. */
    static Route of(String method, List<String> path) {
        boolean get = method.equals("GET");
        boolean post = method.equals("POST");
        boolean fetch = get || method.equals("HEAD");
        return switch (path.get(0)) {
            case "v1" -> path.size() < 3 ? UNKNOWN : api(get, post, path);
            case "prod" -> get && path.equals(List.of("prod", "v2", "balance")) ? BALANCE : UNKNOWN;
            case "files" -> fetch && path.size() == 3 ? DOWNLOAD : UNKNOWN;
            case "frames" -> fetch && path.size() == 2 ? FRAME : UNKNOWN;
            default -> UNKNOWN;
        };
    }

    private static Route api(boolean get, boolean post, List<String> path) {
        if (path.get(1).equals("models")) {
            return post ? SUBMIT : get ? MODEL : UNKNOWN;
        }
        if (!path.get(1).equals("requests") || path.size() != 4) {
            return UNKNOWN;
        }
        return switch (path.get(3)) {
            case "status" -> get ? STATUS : UNKNOWN;
            case "result" -> get ? RESULT : UNKNOWN;
            case "cancel" -> post ? CANCEL : UNKNOWN;
            default -> UNKNOWN;
        };
    }
}
