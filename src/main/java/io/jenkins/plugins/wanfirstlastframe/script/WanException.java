package io.jenkins.plugins.wanfirstlastframe.script;

import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.InvalidInputException;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;

/** There is no video, and the message says why and what to do. Unchecked, so that a script's lambdas may throw it. */
public final class WanException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Failure failure;
    private final String clause;

    /** For a failure as it came from the engine. */
    public WanException(Failure failure) {
        this(failure, failure.what());
    }

    private WanException(Failure failure, String clause) {
        super(failure.message());
        this.failure = failure;
        this.clause = clause;
    }

    /** For something that was wrong before anything was submitted. */
    static WanException before(Failure.Kind kind, String sentence) {
        return new WanException(notBilled(kind, sentence));
    }

    private static Failure notBilled(Failure.Kind kind, String sentence) {
        return new Failure(kind, sentence, null, Billing.NOT_BILLED, "");
    }

    /** For an input that the service would refuse, with all that is wrong with it. */
    public static WanException invalid(InvalidInputException problems) {
        return invalid(problems.getMessage());
    }

    /** For what was wrong before anything was submitted, as a clause without a full stop. */
    public static WanException invalid(String problems) {
        String sentence = "Nothing was submitted: " + problems + ".";
        return new WanException(notBilled(Failure.Kind.INPUT, sentence), problems);
    }

    /** What failed, as a clause to be told together with others. */
    String clause() {
        return clause;
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
