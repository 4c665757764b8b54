package io.jenkins.plugins.wanfirstlastframe.client;

/** Whether the account is charged. */
public enum Billing {
    /** The service did not take the request, or cancelled it before it ran. */
    NOT_BILLED("It is not billed."),
    /** The service has the request and will run, or has run, it. */
    BILLED("It is billed."),
    /** The service may have the request: nobody on this side can know. */
    MAY_BE_BILLED("It may be billed."),
    /** What was done neither starts a request nor ends one, so there is nothing to say. */
    UNAFFECTED("");

    private final String sentence;

    Billing(String sentence) {
        this.sentence = sentence;
    }

    /** The fact as a sentence, empty where there is nothing to say. */
    public String sentence() {
        return sentence;
    }
}
