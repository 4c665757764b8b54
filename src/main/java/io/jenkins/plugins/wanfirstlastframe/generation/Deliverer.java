package io.jenkins.plugins.wanfirstlastframe.generation;

import static io.jenkins.plugins.wanfirstlastframe.generation.GenerationContext.NOW;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.RequestResult;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery.DeliveryException;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery.DeliveryPostponedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** Has a completed request's videos delivered, and knows which failures of that are just a matter of time. */
final class Deliverer {

    private static final Logger LOGGER = Logger.getLogger(Generation.class.getName());

    /** For how long a result's addresses are used; the service's may be signed for a while only. */
    private static final Duration RESULT_STAYS_FRESH = Duration.ofMinutes(5);

    private final GenerationContext context;
    private final Delivery delivery;
    private final LateArrival file;
    private final LateArrival restOfFile;

    @CheckForNull
    private RequestResult result;

    private Instant resultSince = Instant.MIN;
    private boolean transferUnderWay;
    private boolean askedForANewAddress;

    Deliverer(GenerationContext context, Delivery delivery) {
        this.context = context;
        this.delivery = delivery;
        this.file = new LateArrival(context);
        this.restOfFile = new LateArrival(context);
    }

    /** Begins with the videos of a result. */
    void take(RequestResult answer) {
        if (result == null) {
            context.plan.learn(context.state());
            context.tell(new Progress.Delivering());
        }
        result = answer;
        resultSince = context.clock.instant();
        context.keep(Phase.DELIVERING);
    }

    /** Where the videos go: see {@link Delivery#lane}. */
    String lane() {
        return delivery.lane();
    }

    /** Whether a transfer goes on without a thread of this side. */
    boolean isTransferUnderWay() {
        return transferUnderWay;
    }

    /** Makes a delivery in progress end soon, if there is one; from any thread. */
    void cancel() {
        try {
            delivery.cancel();
        } catch (RuntimeException | LinkageError e) { // of another plugin
            LOGGER.log(
                    Level.WARNING,
                    e,
                    () -> "The delivery of request " + context.state().requestId() + " can't be stopped");
        }
    }

    /** Has the cost noted beside videos that are in their place; whatever comes of that, they are there. */
    void costKnown(GenerationState state) {
        try {
            delivery.costKnown(state);
        } catch (RuntimeException e) { // of another plugin
            LOGGER.log(Level.WARNING, e, () -> "The cost of request " + state.requestId() + " can't be noted");
        }
    }

    Optional<Duration> deliver() throws InterruptedException {
        return context.state().origin().isFree() ? deliverFree() : deliverResult();
    }

    /** Puts a video in its place that the service isn't asked for. */
    private Optional<Duration> deliverFree() throws InterruptedException {
        try {
            transferUnderWay = false;
            return context.finish(delivery.deliver(List.of(), context.state()));
        } catch (DeliveryPostponedException e) {
            transferUnderWay = e.underWay();
            return Optional.of(e.retryAfter());
        } catch (DeliveryException e) {
            if (context.isLeftAlone()) {
                return NOW;
            }
            String reason = context.abortReason();
            if (reason != null) {
                return context.end(FailureTexts.freeVideoAborted(context.state(), reason));
            }
            if (context.isLate()) {
                return context.end(
                        FailureTexts.freeVideoFailed(context.state(), Failure.Kind.TIME_OUT, e.getMessage()));
            }
            if (context.state().origin() == Origin.EARLIER_VIDEO && e.kind() != DeliveryException.Kind.FAILED) {
                context.tell(new Progress.MadeAnew(context.state().reusedFrom().orElse(""), e.getMessage()));
                context.keep(context.state().anew());
                return NOW;
            }
            return context.end(FailureTexts.freeVideoFailed(context.state(), Failure.Kind.DELIVERY, e.getMessage()));
        }
    }

    private Optional<Duration> deliverResult() throws InterruptedException {
        RequestResult answer = result;
        if (answer == null) {
            throw new IllegalStateException("delivery without a result");
        }
        if (!transferUnderWay && context.elapsedSince(resultSince).compareTo(RESULT_STAYS_FRESH) > 0) {
            context.keep(Phase.RESULT);
            return NOW;
        }
        try {
            transferUnderWay = false;
            return context.arrived(delivery.deliver(answer.videos(), context.state()));
        } catch (DeliveryPostponedException e) {
            transferUnderWay = e.underWay();
            return Optional.of(e.retryAfter());
        } catch (DeliveryException e) {
            return failed(e, answer);
        }
    }

    private Optional<Duration> failed(DeliveryException e, RequestResult answer) {
        if (context.isLeftAlone()) {
            return NOW;
        }
        String reason = context.abortReason();
        if (reason != null) {
            return context.end(FailureTexts.abortedInDelivery(context.state(), reason, Billing.BILLED));
        }
        if (context.isLate()) {
            return undelivered(Failure.Kind.TIME_OUT, e.getMessage());
        }
        return switch (e.kind()) {
            case NOT_FOUND -> notThere(e, answer);
            case ADDRESS_REFUSED -> askedForANewAddress ? notThere(e, answer) : askForANewAddress(e, answer);
            case INCOMPLETE ->
                orGiveUp(
                        restOfFile,
                        restOfFile.next(context.clock.instant(), e.kind().name(), e.getMessage()),
                        e);
            case TRY_LATER -> {
                Duration least = context.plan.interval();
                Duration wait = e.retryAfter().compareTo(least) < 0 ? least : e.retryAfter();
                context.reporter.notThere(e.kind().name(), e.getMessage(), wait, context.elapsed());
                yield Optional.of(wait);
            }
            case FAILED, NOT_A_VIDEO, STOPPED -> undelivered(Failure.Kind.DELIVERY, e.getMessage());
        };
    }

    /** Just after the end of a request storage may not have its file yet; later on, the file has expired. */
    private Optional<Duration> notThere(DeliveryException e, RequestResult answer) {
        Optional<Instant> completed = completedAt(answer);
        if (completed.isEmpty()
                || context.elapsedSince(completed.get()).compareTo(context.lag.storage()) >= 0 && !file.hasBegun()) {
            return undelivered(
                    Failure.Kind.DELIVERY, e.getMessage() + " Result files and their addresses expire after a while.");
        }
        return orGiveUp(file, file.next(completed.get(), e.kind().name(), e.getMessage()), e);
    }

    /**
     * When the service completed the request, by this side's clock: as this side saw it or, if that is later, as the service
     * says. Empty where neither is known, as of a request that is taken up long after its end.
     */
    private Optional<Instant> completedAt(RequestResult answer) {
        Optional<Instant> said = answer.age().map(age -> resultSince.minus(age));
        Optional<Instant> seen = context.state().seenCompletingAt();
        return Stream.of(said, seen).flatMap(Optional::stream).max(Instant::compareTo);
    }

    private Optional<Duration> askForANewAddress(DeliveryException e, RequestResult answer) {
        askedForANewAddress = true;
        Optional<Instant> completed = completedAt(answer);
        Optional<Duration> wait = completed.isEmpty()
                ? Optional.empty()
                : file.next(completed.get(), e.kind().name(), e.getMessage());
        context.keep(Phase.RESULT);
        return wait.or(() -> NOW);
    }

    private Optional<Duration> orGiveUp(LateArrival late, Optional<Duration> wait, DeliveryException e) {
        return wait.isPresent()
                ? wait
                : undelivered(
                        Failure.Kind.DELIVERY,
                        e.getMessage() + " It was asked for again and again for " + DurationFormat.text(late.waited())
                                + ".");
    }

    private Optional<Duration> undelivered(Failure.Kind kind, String why) {
        return context.end(FailureTexts.undelivered(context.state(), kind, why));
    }
}
