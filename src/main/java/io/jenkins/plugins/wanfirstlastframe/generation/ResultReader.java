package io.jenkins.plugins.wanfirstlastframe.generation;

import static io.jenkins.plugins.wanfirstlastframe.generation.GenerationContext.NOW;

import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.client.RequestResult;
import io.jenkins.plugins.wanfirstlastframe.client.RequestStatus;
import io.jenkins.plugins.wanfirstlastframe.client.RequestStatus.State;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Asks for a request's result, and finds in it the videos or the reason why there are none. */
final class ResultReader {

    private static final Logger LOGGER = Logger.getLogger(Generation.class.getName());

    private final GenerationContext context;
    private final Poller poller;
    private final Deliverer deliverer;
    private final LateArrival output;

    ResultReader(GenerationContext context, Poller poller, Deliverer deliverer) {
        this.context = context;
        this.poller = poller;
        this.deliverer = deliverer;
        this.output = new LateArrival(context);
    }

    Optional<Duration> read() {
        RequestId id = context.state().requestId().orElseThrow();
        RequestResult result;
        try {
            result = context.client.result(id);
        } catch (ServiceException e) {
            return poller.failed(e);
        }
        poller.succeeded();
        RequestStatus status = result.status();
        return switch (status.state()) {
            case COMPLETED -> completed(result);
            case FAILED, CANCELLED -> {
                context.seen(status);
                yield context.end(FailureTexts.cameToNothing(context.state(), status));
            }
            case IN_QUEUE, IN_PROGRESS -> notYet(status);
            case UNKNOWN -> result.isOver() ? overWithAnUnknownWord(result) : notYet(status);
        };
    }

    private Optional<Duration> completed(RequestResult result) {
        GenerationState state = context.state();
        if (!context.isFinishedThere()) { // its own status said something else
            state = state.withStatus(result.status(), context.clock.instant());
        }
        context.set(state.withServiceTimes(result).withCost(result.costUsd()));
        if (result.videos().isEmpty()) {
            return noVideo(result);
        }
        deliverer.take(result);
        return NOW;
    }

    /** An output may come after the word that the request is completed; for a request from a cache it never does. */
    private Optional<Duration> noVideo(RequestResult result) {
        String what = result.otherFiles() == 0
                ? "its output names no video yet."
                : "its output names " + result.otherFiles() + " other files and no video yet.";
        Instant now = context.clock.instant();
        Optional<Duration> wait = output.next(now, "no output", what);
        return wait.isPresent()
                ? wait
                : context.end(
                        FailureTexts.completedWithoutVideo(context.state(), result.otherFiles(), output.waited()));
    }

    /** The result is a little behind the status; or it was asked for because the status said nothing that is known. */
    private Optional<Duration> notYet(RequestStatus status) {
        context.reporter.heartbeat(status, context.elapsed());
        boolean lookedInto = context.state()
                .lastStatus()
                .map(RequestStatus::state)
                .filter(State.UNKNOWN::equals)
                .isPresent();
        if (!lookedInto) {
            return Optional.of(context.plan.interval());
        }
        context.keep(context.state().backToPolling(context.clock.instant()));
        return Optional.of(context.plan.next(context.state(), context.clock.instant()));
    }

    private Optional<Duration> overWithAnUnknownWord(RequestResult result) {
        RequestStatus status = result.status();
        if (!result.videos().isEmpty()) {
            return completed(as(result, new RequestStatus(State.COMPLETED, status.rawStatus(), null, null)));
        }
        RequestStatus failed = new RequestStatus(State.FAILED, status.rawStatus(), null, status.error());
        context.set(context.state().withStatus(failed, context.clock.instant()));
        return context.end(FailureTexts.endedAs(context.state(), failed));
    }

    /** Asks once more what the request has cost: the service may know that a little later than all else. */
    Optional<Duration> readCost() {
        GenerationState state = context.state();
        try {
            RequestResult result = context.client.result(state.requestId().orElseThrow());
            context.set(state.withCost(result.costUsd()));
            if (context.state().costUsd().isPresent()) {
                deliverer.costKnown(context.state());
            }
        } catch (ServiceException e) { // the video is in its place, and nothing hangs on its price
            LOGGER.log(Level.FINE, e, () -> "The cost of request " + state.requestId() + " is unknown");
        }
        return context.finish(state.videos());
    }

    private static RequestResult as(RequestResult result, RequestStatus status) {
        return new RequestResult(
                status,
                result.videos(),
                result.otherFiles(),
                result.createdAt(),
                result.finishedAt(),
                result.costUsd(),
                result.answeredAt());
    }
}
