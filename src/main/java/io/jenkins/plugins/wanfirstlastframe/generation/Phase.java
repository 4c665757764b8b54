package io.jenkins.plugins.wanfirstlastframe.generation;

/** The phases of one request's life, in their order. */
public enum Phase {
    /** Nothing has been sent, or what was sent was surely not accepted. */
    NEW("not submitted yet"),
    /** A submit is on its way: from here on the service may have the request. */
    SUBMITTING("submitting"),
    /** The service has the request and its request id is known. */
    POLLING("waiting for the service"),
    /** The service has finished the request; its result is asked for. */
    RESULT("asking for the result"),
    /** The video is being downloaded and put where it belongs. */
    DELIVERING("fetching the video"),
    /** The video is in its place; what it has cost is asked for. */
    COST("asking for the cost"),
    /** The request is to end early; the service is asked to cancel it. */
    STOPPING("cancelling"),
    /** It's over, one way or the other. */
    OVER("over");

    private final String title;

    Phase(String title) {
        this.title = title;
    }

    /** What goes on, for people. */
    public String title() {
        return title;
    }
}
