package io.jenkins.plugins.wanfirstlastframe.client;

/** The calls of the queue API. */
public enum Endpoint {
    SUBMIT("submit"),
    STATUS("status"),
    RESULT("result"),
    CANCEL("cancel"),
    MODEL("model information"),
    BALANCE("balance");

    private final String title;

    Endpoint(String title) {
        this.title = title;
    }

    /** The call's name in a sentence. */
    public String title() {
        return title;
    }
}
