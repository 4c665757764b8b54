package io.jenkins.plugins.wanfirstlastframe.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A call that the service refused or that got no usable answer. The message stands alone: it says what failed and what
 * to do, in one line, without anything secret.
 */
public final class ServiceException extends Exception {

    private static final long serialVersionUID = 1L;

    /** The causes that are treated differently, each with what a person does about it. */
    public enum Kind {
        /** No token, or the service refuses it. */
        TOKEN("Check the token, or make a new one in your RunComfy profile.", false),
        /** The account can't pay. */
        BALANCE("Top up the RunComfy account.", false),
        /** The service doesn't know the model. */
        WRONG_MODEL("Check that the service URL is right and that it still offers this model.", false),
        /** The request belongs to somebody else. */
        FORBIDDEN("Use the token of the account that submitted the request.", false),
        /** The service doesn't know the request. */
        NOT_FOUND("Check the request id; requests and their results expire.", false),
        /** The input fails the service's schema. */
        INVALID_INPUT("Correct the input.", false),
        /** Too many requests, or too slow. */
        SLOW_DOWN("Try again later, or with fewer requests at once.", true),
        /** The service is temporarily not able to answer; a submit that it turns away so says when to come again. */
        UNAVAILABLE("Try again later.", true),
        /** Something went wrong on the service's side. */
        SERVER("Try again later.", true),
        /** Another refusal of the service. */
        REFUSED("Read the service's message.", false),
        /** The answer was not what the API documents. */
        UNREADABLE(
                "Check that the service URL is right and that no firewall or proxy answers in the service's place.",
                true),
        /** The response is about another request than the one asked for. */
        ANOTHER_REQUEST("Ask RunComfy's support about it, with the request id.", true),
        /** The request is one of another model, so its output isn't what this program is for. */
        ANOTHER_MODEL("Use the id of a request of this model.", false),
        /** The service did not take the call: no connection came about, or it turned the call away unread. */
        UNREACHABLE("Check the network, the proxy and the service URL.", true),
        /** The connection broke or no answer came: the service may have seen the call. */
        NO_ANSWER("Check the network and the service's state.", true),
        /** The call was given up on this side. */
        GIVEN_UP("Run it again.", true);

        private final String advice;
        private final boolean retryable;

        Kind(String advice, boolean retryable) {
            this.advice = advice;
            this.retryable = retryable;
        }

        /** What to do about it, as a sentence. */
        public String advice() {
            return advice;
        }

        /** {@link #advice}, in the reader's language. */
        public Phrase advicePhrase() {
            return new Phrase(name(), advice.replace("'", "''"), List.of());
        }

        /** Whether the same call may well succeed a little later. */
        public boolean retryable() {
            return retryable;
        }
    }

    private final Kind kind;
    private final Endpoint endpoint;
    private final int httpStatus;
    private final int errorCode;
    private final String detail;

    @CheckForNull
    private final String requestId;

    @CheckForNull
    private final Duration retryAfter;

    ServiceException(
            Kind kind,
            Endpoint endpoint,
            @CheckForNull RequestId requestId,
            int httpStatus,
            int errorCode,
            String detail,
            @CheckForNull Duration retryAfter,
            @CheckForNull Throwable cause) {
        super(message(endpoint, requestId, detail), cause);
        this.kind = kind;
        this.endpoint = endpoint;
        this.requestId = requestId == null ? null : requestId.value();
        this.httpStatus = httpStatus;
        this.errorCode = errorCode;
        this.detail = detail;
        this.retryAfter = retryAfter;
    }

    private static String message(Endpoint endpoint, @CheckForNull RequestId requestId, String detail) {
        return "RunComfy " + endpoint.title() + (requestId == null ? "" : " of request " + requestId) + " failed: "
                + detail;
    }

    /** What kind of failure it is. */
    public Kind kind() {
        return kind;
    }

    /** Which call failed. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** The request it was about, if there was one. */
    public Optional<RequestId> requestId() {
        return Optional.ofNullable(requestId).map(RequestId::new);
    }

    /** The answer's HTTP status, 0 if there was no answer. */
    public int httpStatus() {
        return httpStatus;
    }

    /** The service's error code, 0 if it gave none. */
    public int errorCode() {
        return errorCode;
    }

    /** The reason without the call's name, cleaned for a console. */
    public String detail() {
        return detail;
    }

    /** How long the service asks to wait, if it said so. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /**
     * Whether the service may have accepted the call although it failed: true for an outcome that nobody on this side
     * can know. Such a submit must never be sent again by itself, since submitting is paid and there is no idempotency
     * key.
     */
    public boolean outcomeUnknown() {
        return switch (kind) {
            case SERVER, UNREADABLE, ANOTHER_REQUEST, ANOTHER_MODEL, NO_ANSWER, GIVEN_UP -> true;
            case TOKEN,
                    BALANCE,
                    WRONG_MODEL,
                    FORBIDDEN,
                    NOT_FOUND,
                    INVALID_INPUT,
                    SLOW_DOWN,
                    UNAVAILABLE,
                    REFUSED,
                    UNREACHABLE -> false;
        };
    }

    /** What the failure of this one call, with nothing else known of the request, says about its being charged. */
    public Billing billing() {
        return switch (endpoint) {
            case SUBMIT -> outcomeUnknown() ? Billing.MAY_BE_BILLED : Billing.NOT_BILLED;
            case CANCEL -> Billing.MAY_BE_BILLED;
            case STATUS, RESULT, MODEL, BALANCE -> Billing.UNAFFECTED;
        };
    }
}
