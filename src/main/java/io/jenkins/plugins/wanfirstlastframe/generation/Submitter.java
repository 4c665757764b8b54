package io.jenkins.plugins.wanfirstlastframe.generation;

import static io.jenkins.plugins.wanfirstlastframe.generation.GenerationContext.FOR_AS_LONG_AS_ASKED;
import static io.jenkins.plugins.wanfirstlastframe.generation.GenerationContext.NOW;

import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceException;
import io.jenkins.plugins.wanfirstlastframe.generation.Preparation.PreparationException;
import io.jenkins.plugins.wanfirstlastframe.generation.Preparation.PreparationPostponedException;
import java.time.Duration;
import java.util.Optional;

/** Submits a request, once for the service: again only where it surely did not take it. */
final class Submitter {

    /** How often a submit that the service surely didn't take is made in all. */
    private static final int MAX_SUBMITS = 6;

    private final GenerationContext context;
    private final Preparation preparation;
    private boolean told;

    Submitter(GenerationContext context, Preparation preparation) {
        this.context = context;
        this.preparation = preparation;
    }

    Optional<Duration> submit() {
        try (Preparation.Prepared prepared = preparation.prepare(context.state())) {
            return submit(prepared);
        } catch (PreparationPostponedException e) {
            return Optional.of(e.retryAfter());
        } catch (PreparationException e) {
            return context.end(FailureTexts.notPrepared(context.state(), e));
        }
    }

    private Optional<Duration> submit(Preparation.Prepared prepared) {
        GenerationInput input = context.state().input().orElseThrow();
        if (!told) {
            told = true;
            context.tell(new Progress.Submitting());
        }
        try {
            context.save(context.state().withPhase(Phase.SUBMITTING));
        } catch (RuntimeException e) { // nothing is paid for that isn't written down first
            context.set(context.state().withPhase(Phase.NEW));
            return context.end(FailureTexts.notRecorded(context.state(), GenerationContext.reason(e)));
        }
        try {
            context.submitSent(true);
            RequestId id = context.client.submit(input, prepared.frames());
            // before anything else: from here on the request is billed
            context.keep(context.state().submitted(id, context.clock.instant()));
            context.succeeded();
            context.reporter.submitted(new Progress.Submitted(id));
            return context.abortReason() != null
                    ? NOW
                    : Optional.of(context.plan.next(context.state(), context.clock.instant()));
        } catch (ServiceException e) {
            return failed(e, prepared.adviceIfRefused());
        }
    }

    private Optional<Duration> failed(ServiceException e, String advice) {
        if (e.outcomeUnknown()) {
            return context.end(FailureTexts.submitOutcomeUnknown(context.state(), e));
        }
        context.submitSent(false);
        context.keep(Phase.NEW);
        if (e.kind().retryable() && context.backoff.failures() + 1 < MAX_SUBMITS) {
            return context.retry(e, FOR_AS_LONG_AS_ASKED);
        }
        return context.end(FailureTexts.submitRefused(context.state(), e, advice));
    }
}
