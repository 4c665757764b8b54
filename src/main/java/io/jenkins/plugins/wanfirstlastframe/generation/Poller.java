package io.jenkins.plugins.wanfirstlastframe.generation;

import static io.jenkins.plugins.wanfirstlastframe.generation.GenerationContext.FOR_AS_LONG_AS_ASKED;
import static io.jenkins.plugins.wanfirstlastframe.generation.GenerationContext.NOW;

import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.client.RequestStatus;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Asks where a request stands until it is over at the service, and says what a reading call that failed means. */
final class Poller {

    /** How long a video may be fetched for that was finished while nobody followed its request, and time ran out. */
    static final Duration AFTER_A_PAUSE = Duration.ofMinutes(10);

    /** How often the service may answer for another request before that is taken for its word. */
    private static final int MAX_MISMATCHES = 5;

    private final GenerationContext context;
    private boolean onceAfterDeadline;
    private int mismatches;

    Poller(GenerationContext context) {
        this.context = context;
    }

    /** Has the request asked for once although its time is up. */
    void pollOnceAfterDeadline() {
        onceAfterDeadline = true;
    }

    /** Whether the request is yet to be asked for once although its time is up. */
    boolean isDueAfterDeadline() {
        return onceAfterDeadline;
    }

    Optional<Duration> poll() {
        RequestId id = context.state().requestId().orElseThrow();
        boolean overdue = onceAfterDeadline;
        onceAfterDeadline = false;
        RequestStatus status;
        try {
            status = context.client.status(id);
        } catch (ServiceException e) {
            return failed(e);
        }
        succeeded();
        context.seen(status);
        return switch (status.state()) {
            case COMPLETED -> {
                if (overdue) {
                    context.set(
                            context.state().withDeadline(context.clock.instant().plus(AFTER_A_PAUSE)));
                }
                context.keep(Phase.RESULT);
                yield NOW;
            }
            case FAILED -> {
                if (status.error() != null) {
                    yield context.end(FailureTexts.cameToNothing(context.state(), status));
                }
                context.keep(Phase.RESULT); // the reason stands in the result
                yield NOW;
            }
            case CANCELLED -> context.end(FailureTexts.cameToNothing(context.state(), status));
            case IN_QUEUE, IN_PROGRESS -> next();
            case UNKNOWN -> unknown();
        };
    }

    /** Some services end in words that nobody has documented; the result tells. */
    private Optional<Duration> unknown() {
        Optional<Instant> since = context.state().unknownSince();
        boolean forLong =
                since.isPresent() && context.elapsedSince(since.get()).compareTo(context.lag.unknownStatus()) >= 0;
        if (!forLong) {
            return next();
        }
        context.keep(Phase.RESULT);
        return NOW;
    }

    private Optional<Duration> next() {
        return Optional.of(context.plan.next(context.state(), context.clock.instant()));
    }

    /** A reading call has been answered. */
    void succeeded() {
        mismatches = 0;
        context.succeeded();
    }

    /** A reading call has failed. */
    Optional<Duration> failed(ServiceException e) {
        mismatches = e.kind() == ServiceException.Kind.ANOTHER_REQUEST ? mismatches + 1 : 0;
        return switch (e.kind()) {
            case GIVEN_UP -> NOW; // an abort did that; the next step acts on it
            case INVALID_INPUT -> {
                context.set(context.state().refused());
                yield context.end(FailureTexts.refusedAfterwards(context.state(), e));
            }
            default ->
                (e.kind().retryable() || context.isTooEarly(e)) && mismatches < MAX_MISMATCHES
                        ? context.retry(e, FOR_AS_LONG_AS_ASKED)
                        : context.end(refused(e));
        };
    }

    private Failure refused(ServiceException e) {
        RequestStatus last = context.state().lastStatus().orElse(null);
        return last != null && last.state() == RequestStatus.State.FAILED
                ? FailureTexts.cameToNothing(context.state(), last)
                : FailureTexts.refused(context.state(), e, context.billing());
    }
}
