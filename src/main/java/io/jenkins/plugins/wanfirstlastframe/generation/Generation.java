package io.jenkins.plugins.wanfirstlastframe.generation;

import static io.jenkins.plugins.wanfirstlastframe.generation.GenerationContext.NOW;
import static io.jenkins.plugins.wanfirstlastframe.generation.GenerationContext.OVER;

import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.client.RunComfyClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One request's life, from the submit to the delivered videos, as a state machine: each {@link Phase} has a class that makes
 * its step, and this one says which step is next and what an abort, a deadline or a failure of other code does to it.
 *
 * <p>It never waits itself: {@link #advance} does the next piece of work and says when the following one is due. Whoever
 * has a timer drives it, see {@link GenerationEngine}. It goes on from a saved {@link GenerationState} as if there had
 * been no restart.
 */
public final class Generation {

    private static final Logger LOGGER = Logger.getLogger(Generation.class.getName());

    private final GenerationContext context;
    private final Submitter submitter;
    private final Poller poller;
    private final ResultReader resultReader;
    private final Deliverer deliverer;
    private final Canceller canceller;
    private boolean begun;

    /**
     * A request's life from a state on, be it new or from before a restart.
     *
     * @param client used by this request alone
     * @param clock by which the state's deadline goes
     */
    public Generation(
            GenerationState state,
            RunComfyClient client,
            Delivery delivery,
            GenerationListener listener,
            PollPlan plan,
            Clock clock) {
        this(state, client, Preparation.NONE, delivery, listener, plan, clock);
    }

    /**
     * A request's life from a state on, with something to be done before it is submitted.
     *
     * @param client used by this request alone
     * @param clock by which the state's deadline goes
     */
    public Generation(
            GenerationState state,
            RunComfyClient client,
            Preparation preparation,
            Delivery delivery,
            GenerationListener listener,
            PollPlan plan,
            Clock clock) {
        this(state, client, preparation, delivery, listener, plan, clock, ServiceLag.DEFAULT);
    }

    Generation(
            GenerationState state,
            RunComfyClient client,
            Preparation preparation,
            Delivery delivery,
            GenerationListener listener,
            PollPlan plan,
            Clock clock,
            ServiceLag lag) {
        context = new GenerationContext(state, client, listener, plan, clock, lag);
        submitter = new Submitter(context, preparation);
        poller = new Poller(context);
        deliverer = new Deliverer(context, delivery);
        resultReader = new ResultReader(context, poller, deliverer);
        canceller = new Canceller(context);
    }

    /** Where the request stands; may be read from any thread. */
    public GenerationState state() {
        return context.state();
    }

    /** How the request's life ended, once it has. */
    public Optional<Outcome> outcome() {
        return context.outcome();
    }

    Clock clock() {
        return context.clock;
    }

    /** How long the service will still work on the request, by what earlier ones took; empty where that can't be told. */
    Optional<Duration> expectedLeft() {
        return context.expectedLeft();
    }

    /** Tells that the request waits for a place on this side; said again from time to time. */
    void tellWaiting(int before) {
        context.tell(new Progress.WaitingForTurn(before));
    }

    /** Whether the next step ends the request early: somebody wants that, or its time is up. */
    boolean toBeStopped() {
        return aborted() || context.isLate();
    }

    /** Whether somebody wants the request to end early. */
    boolean aborted() {
        return context.abortReason() != null;
    }

    Duration untilDeadline() {
        return context.untilDeadline();
    }

    /**
     * Ends the request early, from any thread. A submit in flight is waited for, so that no request stays behind unknown;
     * reading calls and a delivery are broken off. The cancel itself is made by the next {@link #advance}, which the caller
     * sees to. Only the first reason counts.
     *
     * @param reason who or what wants it, to stand before a colon: "Aborted by Anna"
     */
    public void abort(String reason) {
        if (context.abort(reason)) {
            breakOff();
        }
    }

    /**
     * Makes the work in progress end soon without ending the request: another process will go on from the saved state. A
     * submit in flight is waited for, so that its request id is saved.
     */
    void detach() {
        context.detach();
        breakOff();
    }

    private void breakOff() {
        context.client.giveUpReading();
        deliverer.cancel();
    }

    /** Makes a delivery in progress end soon, if there is one. */
    void cancelDelivery() {
        deliverer.cancel();
    }

    /** Where the videos go: see {@link Delivery#lane}. */
    String lane() {
        return deliverer.lane();
    }

    /**
     * Ends the request although its delivery, which was told to stop, still runs on some thread. What comes of that
     * thread later is of no interest any more.
     */
    void giveUpDelivery() {
        LOGGER.log(
                Level.WARNING,
                () -> "The delivery of request " + state().requestId() + " doesn't end; it is left alone");
        endDelivery("where it goes, nobody answered before the time-out.");
    }

    /**
     * Does the next piece of work. Must not be called by two threads at a time.
     *
     * @return how long to wait before the next piece; empty when there is none, and {@link #outcome} tells how it ended
     */
    public Optional<Duration> advance() {
        try {
            if (!begun) {
                begun = true;
                begin();
            }
            return outcome().isPresent() ? OVER : step().map(this::atDeadlineAtLatest);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return interrupted();
        } catch (RuntimeException | Error e) { // an Error too: of another plugin's code, and somebody waits for the end
            Optional<Duration> ended = context.end(unexpected(e));
            LOGGER.log(
                    Level.SEVERE,
                    e,
                    () -> "Unexpected failure of request " + state().requestId() + " in " + state().phase());
            return ended;
        }
    }

    private Optional<Duration> interrupted() {
        if (context.isLeftAlone()) {
            return NOW;
        }
        String reason = context.abortReason();
        return context.end(
                reason != null
                        ? FailureTexts.abortedInDelivery(state(), reason, context.billing())
                        : FailureTexts.programEnded(state(), context.billing()));
    }

    private Failure unexpected(Throwable e) {
        if (state().origin().isFree()) {
            return FailureTexts.freeVideoFailed(
                    state(), Failure.Kind.DELIVERY, PlainText.oneLine(e.toString(), 200) + ".");
        }
        return state().phase() == Phase.DELIVERING
                ? FailureTexts.undelivered(
                        state(),
                        Failure.Kind.DELIVERY,
                        "it can't be kept: " + PlainText.oneLine(e.toString(), 200) + ".")
                : FailureTexts.defect(state(), e, context.billing());
    }

    /** Makes sense of a state that comes from before a restart. */
    private void begin() {
        GenerationState state = state();
        if (state.isOver()) { // it ended, but whoever asked for it may not have heard of that
            context.restore(
                    state.videos().isEmpty()
                            ? new Outcome.Failed(state, state.failure().orElseThrow())
                            : new Outcome.Finished(state, state.videos()));
            return;
        }
        if (context.isLate()) { // while nobody looked; the video may be there
            if (context.isFinishedThere()) {
                context.set(state.withDeadline(context.clock.instant().plus(Poller.AFTER_A_PAUSE)));
            }
            if (state.phase() == Phase.POLLING) {
                poller.pollOnceAfterDeadline();
            }
        }
        switch (state.phase()) {
            case SUBMITTING -> context.end(FailureTexts.submitInterruptedByRestart(state));
            // the URLs are asked for anew: they may have expired
            case DELIVERING -> {
                if (!state.origin().isFree()) {
                    context.set(state().withPhase(Phase.RESULT));
                }
            }
            case POLLING ->
                state.requestId()
                        .filter(id -> !state.submittedHere())
                        .ifPresent(id -> context.tell(new Progress.Attached(id)));
            case NEW, RESULT, COST, STOPPING, OVER -> {}
        }
    }

    private Optional<Duration> step() throws InterruptedException {
        if (context.isLeftAlone()) {
            return NOW; // nothing new is begun
        }
        boolean late = context.isLate() && !poller.isDueAfterDeadline();
        if (state().phase() != Phase.STOPPING && (aborted() || late)) {
            if (state().phase() == Phase.COST) {
                return context.finish(state().videos()); // they are in their place: there is nothing to stop
            }
            if (state().phase() == Phase.NEW) {
                return endBeforeSubmit();
            }
            if (state().origin().isFree()) {
                deliverer.cancel();
                return endDelivery("it took longer than the time-out allows.");
            }
            if (deliverer.isTransferUnderWay()) {
                deliverer.cancel();
                return endDelivery("its download took longer than the time-out allows.");
            }
            stop();
        }
        return switch (state().phase()) {
            case NEW -> submitter.submit();
            case POLLING -> poller.poll();
            case RESULT -> resultReader.read();
            case DELIVERING -> deliverer.deliver();
            case COST -> resultReader.readCost();
            case STOPPING -> canceller.cancel();
            case SUBMITTING, OVER -> throw new IllegalStateException("nothing to do in phase " + state().phase());
        };
    }

    private Optional<Duration> endBeforeSubmit() {
        String reason = context.abortReason();
        return context.end(
                reason == null
                        ? FailureTexts.timeOutBeforeSubmit(state())
                        : FailureTexts.abortedBeforeSubmit(state(), reason));
    }

    /** Ends a delivery for which somebody's patience, or the time, is over. */
    private Optional<Duration> endDelivery(String whyLate) {
        String reason = context.abortReason();
        if (state().origin().isFree()) {
            return context.end(
                    reason != null
                            ? FailureTexts.freeVideoAborted(state(), reason)
                            : FailureTexts.freeVideoFailed(state(), Failure.Kind.TIME_OUT, whyLate));
        }
        return context.end(
                reason != null
                        ? FailureTexts.abortedInDelivery(state(), reason, Billing.BILLED)
                        : FailureTexts.undelivered(state(), Failure.Kind.TIME_OUT, whyLate));
    }

    private void stop() {
        String reason = context.abortReason();
        context.keep(state().stopping(reason != null ? reason : "The time-out is over", reason == null));
        context.backoff.succeeded();
    }

    private Duration atDeadlineAtLatest(Duration wait) {
        Duration rest = untilDeadline();
        return state().phase() == Phase.STOPPING || rest.compareTo(wait) > 0 ? wait : rest;
    }
}
