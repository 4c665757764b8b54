package io.jenkins.plugins.wanfirstlastframe.client;

/** The calls of the queue API. */
public enum Call {
    SUBMIT("submit"),
    STATUS("status"),
    RESULT("result"),
    CANCEL("cancel"),
    MODEL("model information");

    private final String title;

    Call(String title) {
        this.title = title;
    }

    /** The call's name in a sentence. */
    public String title() {
        return title;
    }
}
