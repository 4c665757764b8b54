package io.jenkins.plugins.wanfirstlastframe.script;

import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.InvalidInputException;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;

/** There is no video, and the message says why and what to do. Unchecked, so that a script's lambdas may throw it. */
public final class WanException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final String NOTHING_SUBMITTED = "Nothing was submitted: ";

    private final transient Failure failure;

    /** For a failure as it came from the engine. */
    public WanException(Failure failure) {
        super(failure.message());
        this.failure = failure;
    }

    /** For something that was wrong before anything was submitted. */
    static WanException before(Failure.Kind kind, String sentence) {
        return new WanException(new Failure(kind, sentence, null, Billing.NOT_BILLED, ""));
    }

    /** For an input that the service would refuse, with all that is wrong with it. */
    public static WanException invalid(InvalidInputException problems) {
        return invalid(problems.getMessage());
    }

    /** For what was wrong before anything was submitted, as a clause without a full stop. */
    public static WanException invalid(String problems) {
        return before(Failure.Kind.INPUT, NOTHING_SUBMITTED + problems + ".");
    }

    /** What failed, as a clause to be told together with others. */
    String clause() {
        String what = failure.what();
        return what.startsWith(NOTHING_SUBMITTED)
                ? what.substring(NOTHING_SUBMITTED.length(), what.length() - 1)
                : what;
    }

    /** What failed, with its kind, request id and whether it is billed. */
    public Failure failure() {
        return failure;
    }

    /** The message alone, as {@code jshell} shows it. */
    @Override
    public String toString() {
        return getMessage();
    }
}
