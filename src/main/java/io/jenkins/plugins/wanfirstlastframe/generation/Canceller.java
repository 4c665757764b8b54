package io.jenkins.plugins.wanfirstlastframe.generation;

import io.jenkins.plugins.wanfirstlastframe.client.CancelOutcome;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Asks the service to cancel a request that is to end early, and says what is charged. */
final class Canceller {

    private final GenerationContext context;
    private Instant since = Instant.MAX;

    Canceller(GenerationContext context) {
        this.context = context;
    }

    Optional<Duration> cancel() {
        GenerationState state = context.state();
        RequestId id = state.requestId().orElseThrow();
        if (context.isFinishedThere()) {
            return context.end(FailureTexts.stoppedAfterTheEnd(state));
        }
        if (context.backoff.failures() == 0) {
            since = context.clock.instant();
            context.tell(new Progress.Cancelling(id, state.stopReason()));
        }
        try {
            CancelOutcome answer = context.client.cancel(id);
            context.tell(new Progress.CancelAnswered(id, answer));
            return context.end(FailureTexts.stopped(state, answer));
        } catch (ServiceException e) {
            boolean again = (e.kind().retryable() || context.isTooEarly(e))
                    && context.elapsedSince(since).compareTo(Patience.CANCEL) < 0;
            return again
                    ? context.retry(e, Patience.BETWEEN_CANCELS)
                    : context.end(FailureTexts.stoppedWithoutAnswer(state, e));
        }
    }
}
