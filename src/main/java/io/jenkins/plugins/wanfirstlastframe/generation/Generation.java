package io.jenkins.plugins.wanfirstlastframe.generation;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.CancelOutcome;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.client.RequestResult;
import io.jenkins.plugins.wanfirstlastframe.client.RequestStatus;
import io.jenkins.plugins.wanfirstlastframe.client.RunComfyClient;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceException;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery.DeliveryException;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery.DeliveryPostponedException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;

/**
 * One request's life, from the submit to the delivered video. This is the one place that knows what a status means, when to
 * ask again, what may be retried, and what an abort can do.
 *
 * <p>It never waits itself: {@link #advance} does the next piece of work and says when the following one is due. Whoever
 * has a timer drives it, see {@link GenerationEngine}. It goes on from a saved {@link GenerationState} as if there had
 * been no restart.
 */
public final class Generation {

    private static final Logger LOGGER = Logger.getLogger(Generation.class.getName());

    /** How often a submit that the service surely didn't accept is made in all. */
    private static final int SUBMITS = 6;

    /** A request may be unknown to a part of the service just after it was submitted. In poll intervals. */
    private static final int UNKNOWN_AT_FIRST = 10;

    private static final Duration FOR_AS_LONG_AS_ASKED = Duration.ofDays(1);

    /** How long a video may be fetched for that was finished while nobody followed its request, and time ran out. */
    private static final Duration AFTER_A_PAUSE = Duration.ofMinutes(10);

    /** For how long a result's addresses are used; the service's may be signed for a while only. */
    private static final Duration RESULT_STAYS_FRESH = Duration.ofMinutes(5);

    private final RunComfyClient client;
    private final Delivery delivery;
    private final GenerationListener listener;
    private final PollPlan plan;
    private final Clock clock;
    private final Backoff backoff;
    private final ProgressReporter announcer;

    private volatile GenerationState state;

    @CheckForNull
    private volatile String abortReason;

    private volatile boolean detached;

    /** Set once: by the request's own steps, or by who gives up a delivery that doesn't end. */
    private final AtomicReference<Outcome> outcome = new AtomicReference<>();

    @CheckForNull
    private RequestResult result;

    private Instant resultSince = Instant.MIN;
    private Instant stoppingSince = Instant.MAX;
    private boolean begun;
    private boolean transferUnderWay;
    private boolean notRecordedTold;

    /** Whether the request is asked for once although its time is up. */
    private boolean pollOnceAfterDeadline;

    /** Whether a submit may have reached the service without a request id having come back. */
    private boolean submitSent;

    /**
     * A request's life from a state on, be it new or from before a restart.
     *
     * @param client used by this request alone
     */
    public Generation(
            GenerationState state,
            RunComfyClient client,
            Delivery delivery,
            GenerationListener listener,
            PollPlan plan,
            Clock clock) {
        this.state = state;
        this.client = client;
        this.delivery = delivery;
        this.listener = listener;
        this.plan = plan;
        this.clock = clock;
        this.backoff = new Backoff(plan.interval(), RandomGenerator.getDefault());
        this.announcer = new ProgressReporter(listener, clock);
    }

    /** Where the request stands; may be read from any thread. */
    public GenerationState state() {
        return state;
    }

    /** How the request's life ended, once it has. */
    public Optional<Outcome> outcome() {
        return Optional.ofNullable(outcome.get());
    }

    Clock clock() {
        return clock;
    }

    /** Tells that the request waits for a place on this side; said again from time to time. */
    void tellWaiting(int before) {
        tell(new Progress.WaitingForTurn(before));
    }

    /** Whether the next step ends the request early: somebody wants that, or its time is up. */
    boolean toBeStopped() {
        return aborted() || late();
    }

    /** Whether somebody wants the request to end early. */
    boolean aborted() {
        return abortReason != null;
    }

    private boolean late() {
        return !clock.instant().isBefore(state.deadline());
    }

    Duration untilDeadline() {
        Duration wait = Duration.between(clock.instant(), state.deadline());
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    /**
     * Ends the request early, from any thread. A submit in flight is waited for, so that no request stays behind unknown; reading
     * calls and a delivery are broken off. The cancel itself is made by the next {@link #advance}, which the caller sees
     * to. Only the first reason counts.
     *
     * @param reason who or what wants it, to stand before a colon: "Aborted by Anna"
     */
    public void abort(String reason) {
        synchronized (this) {
            if (abortReason != null || outcome.get() != null) {
                return;
            }
            abortReason = reason;
        }
        breakOff();
    }

    /**
     * Makes the work in progress end soon without ending the request: another process will go on from the saved state. A
     * submit in flight is waited for, so that its request id is saved.
     */
    void detach() {
        detached = true;
        breakOff();
    }

    private void breakOff() {
        client.giveUpReading();
        cancelDelivery();
    }

    /** Makes a delivery in progress end soon, if there is one. */
    void cancelDelivery() {
        try {
            delivery.cancel();
        } catch (RuntimeException | LinkageError e) { // of another plugin
            LOGGER.log(Level.WARNING, e, () -> "The delivery of request " + state.requestId() + " can't be stopped");
        }
    }

    /** Where the videos go: see {@link Delivery#lane}. */
    String lane() {
        return delivery.lane();
    }

    /**
     * Ends the request although its delivery, which was told to stop, still runs on some thread. What comes of that
     * thread later is of no interest any more.
     */
    void giveUpDelivery() {
        LOGGER.log(
                Level.WARNING, () -> "The delivery of request " + state.requestId() + " doesn't end; it is left alone");
        String reason = abortReason;
        end(
                reason != null
                        ? FailureTexts.abortedInDelivery(state, reason, Billing.BILLED)
                        : FailureTexts.undelivered(
                                state, Failure.Kind.TIME_OUT, "where it goes, nobody answered before the time-out."));
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
            return outcome.get() != null ? Optional.empty() : step().map(this::untilDeadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            String reason = abortReason;
            if (detached && reason == null) {
                return now();
            }
            return end(
                    reason != null
                            ? FailureTexts.abortedInDelivery(state, reason, billingOfAKnownRequest())
                            : FailureTexts.programEnded(state, billingOfAKnownRequest()));
        } catch (RuntimeException | Error e) { // an Error too: of another plugin's code, and somebody waits for the end
            Optional<Duration> ended = end(unexpected(e));
            LOGGER.log(
                    Level.SEVERE,
                    e,
                    () -> "Unexpected failure of request " + state.requestId() + " in " + state.phase());
            return ended;
        }
    }

    private Failure unexpected(Throwable e) {
        return state.phase() == Phase.DELIVERING
                ? FailureTexts.undelivered(
                        state, Failure.Kind.DELIVERY, "it can't be kept: " + PlainText.oneLine(e.toString(), 200) + ".")
                : FailureTexts.defect(state, e, billingOfAKnownRequest());
    }

    /** Makes sense of a state that comes from before a restart. */
    private void begin() {
        if (state.isOver()) { // it ended, but whoever asked for it may not have heard of that
            outcome.set(
                    state.videos().isEmpty()
                            ? new Outcome.Failed(state, state.failure().orElseThrow())
                            : new Outcome.Finished(state, state.videos()));
            return;
        }
        if (late()) { // while nobody looked; the video may be there
            if (finishedThere()) {
                state = state.withDeadline(clock.instant().plus(AFTER_A_PAUSE));
            }
            pollOnceAfterDeadline = state.phase() == Phase.POLLING;
        }
        switch (state.phase()) {
            case SUBMITTING -> end(FailureTexts.submitInterruptedByRestart(state));
            case DELIVERING ->
                state = state.withPhase(Phase.RESULT); // the URLs are asked for anew: they may have expired
            case POLLING ->
                state.requestId().filter(id -> !state.submittedHere()).ifPresent(id -> tell(new Progress.Attached(id)));
            case NEW, RESULT, STOPPING, OVER -> {}
        }
    }

    private Optional<Duration> step() throws InterruptedException {
        String reason = abortReason;
        if (detached && reason == null) {
            return now(); // nothing new is begun
        }
        boolean late = late() && !pollOnceAfterDeadline;
        if (state.phase() != Phase.STOPPING && (reason != null || late)) {
            if (state.phase() == Phase.NEW) {
                return end(
                        reason == null
                                ? FailureTexts.timeOutBeforeSubmit(state)
                                : FailureTexts.abortedBeforeSubmit(state, reason));
            }
            if (transferUnderWay) {
                cancelDelivery();
                return end(
                        reason != null
                                ? FailureTexts.abortedInDelivery(state, reason, Billing.BILLED)
                                : FailureTexts.undelivered(
                                        state,
                                        Failure.Kind.TIME_OUT,
                                        "its download took longer than the time-out allows."));
            }
            keep(state.stopping(reason != null ? reason : "The time-out is over", reason == null));
            backoff.succeeded();
        }
        return switch (state.phase()) {
            case NEW -> submit();
            case POLLING -> poll();
            case RESULT -> fetch();
            case DELIVERING -> deliver();
            case STOPPING -> cancel();
            case SUBMITTING, OVER -> throw new IllegalStateException("nothing to do in phase " + state.phase());
        };
    }

    // ---- submit

    private Optional<Duration> submit() {
        GenerationInput input = state.input().orElseThrow();
        if (backoff.failures() == 0) {
            tell(new Progress.Submitting());
        }
        try {
            save(state.withPhase(Phase.SUBMITTING));
        } catch (RuntimeException e) { // nothing is paid for that isn't written down first
            state = state.withPhase(Phase.NEW);
            return end(FailureTexts.notRecorded(state, reason(e)));
        }
        try {
            submitSent = true;
            RequestId id = client.submit(input);
            keep(state.submitted(id, clock.instant())); // before anything else: from here on the request is billed
            succeeded();
            announcer.submitted(new Progress.Submitted(id));
            return abortReason != null ? now() : Optional.of(plan.next(state, clock.instant()));
        } catch (ServiceException e) {
            if (e.outcomeUnknown()) {
                return end(FailureTexts.submitOutcomeUnknown(state, e));
            }
            submitSent = false;
            keep(state.withPhase(Phase.NEW));
            if (e.kind().retryable() && backoff.failures() + 1 < SUBMITS) {
                return retry(e, FOR_AS_LONG_AS_ASKED);
            }
            return end(FailureTexts.refused(state, e, Billing.NOT_BILLED));
        }
    }

    // ---- status and result

    private Optional<Duration> poll() {
        RequestId id = state.requestId().orElseThrow();
        boolean overdue = pollOnceAfterDeadline;
        pollOnceAfterDeadline = false;
        RequestStatus status;
        try {
            status = client.status(id);
        } catch (ServiceException e) {
            return readFailed(e);
        }
        succeeded();
        seen(status);
        return switch (status.state()) {
            case COMPLETED -> {
                if (overdue) {
                    state = state.withDeadline(clock.instant().plus(AFTER_A_PAUSE));
                }
                plan.learn(state);
                keep(state.withPhase(Phase.RESULT));
                yield now();
            }
            case FAILED -> {
                if (status.error() != null) {
                    yield end(FailureTexts.cameToNothing(state, status));
                }
                keep(state.withPhase(Phase.RESULT)); // the reason stands in the result
                yield now();
            }
            case CANCELLED -> end(FailureTexts.cameToNothing(state, status));
            case IN_QUEUE, IN_PROGRESS, UNKNOWN -> Optional.of(plan.next(state, clock.instant()));
        };
    }

    private Optional<Duration> fetch() {
        RequestId id = state.requestId().orElseThrow();
        RequestResult answer;
        try {
            answer = client.result(id);
        } catch (ServiceException e) {
            return readFailed(e);
        }
        succeeded();
        RequestStatus status = answer.status();
        switch (status.state()) {
            case FAILED, CANCELLED -> {
                seen(status);
                return end(FailureTexts.cameToNothing(state, status));
            }
            case IN_QUEUE, IN_PROGRESS, UNKNOWN -> {
                announcer.heartbeat(status, elapsed());
                return Optional.of(plan.interval()); // the result is a little behind the status
            }
            case COMPLETED -> {}
        }
        if (answer.videos().isEmpty()) {
            return end(FailureTexts.completedWithoutVideo(state));
        }
        if (result == null) {
            tell(new Progress.Delivering());
        }
        result = answer;
        resultSince = clock.instant();
        keep(state.withPhase(Phase.DELIVERING));
        return now();
    }

    private Optional<Duration> readFailed(ServiceException e) {
        if (e.kind() == ServiceException.Kind.GIVEN_UP) {
            return now(); // an abort did that; the next step acts on it
        }
        if (e.kind().retryable() || tooEarly(e)) {
            return retry(e, FOR_AS_LONG_AS_ASKED);
        }
        RequestStatus last = state.lastStatus().orElse(null);
        return end(
                last != null && last.state() == RequestStatus.State.FAILED
                        ? FailureTexts.cameToNothing(state, last)
                        : FailureTexts.refused(state, e, billingOfAKnownRequest()));
    }

    private boolean tooEarly(ServiceException e) {
        return e.kind() == ServiceException.Kind.NOT_FOUND
                && state.submittedHere()
                && elapsed().compareTo(plan.interval().multipliedBy(UNKNOWN_AT_FIRST)) < 0;
    }

    // ---- delivery

    private Optional<Duration> deliver() throws InterruptedException {
        RequestResult answer = result;
        if (answer == null) {
            throw new IllegalStateException("delivery without a result");
        }
        if (!transferUnderWay && elapsedSince(resultSince).compareTo(RESULT_STAYS_FRESH) > 0) {
            keep(state.withPhase(Phase.RESULT));
            return now();
        }
        try {
            transferUnderWay = false;
            return finish(delivery.deliver(answer.videos(), state));
        } catch (DeliveryPostponedException e) {
            transferUnderWay = e.underWay();
            return Optional.of(e.retryAfter());
        } catch (DeliveryException e) {
            String reason = abortReason;
            if (detached && reason == null) {
                return now();
            }
            if (reason != null) {
                return end(FailureTexts.abortedInDelivery(state, reason, Billing.BILLED));
            }
            Failure.Kind kind = late() ? Failure.Kind.TIME_OUT : Failure.Kind.DELIVERY;
            return end(FailureTexts.undelivered(state, kind, e.getMessage()));
        }
    }

    private Optional<Duration> finish(List<DeliveredVideo> videos) {
        GenerationState over = state.delivered(videos);
        if (outcome.compareAndSet(null, new Outcome.Finished(over, videos))) {
            keep(over); // a success even where that fails: the video is in its place
            tell(new Progress.Delivered(videos));
        }
        return Optional.empty();
    }

    // ---- stop

    private Optional<Duration> cancel() {
        RequestId id = state.requestId().orElseThrow();
        if (finishedThere()) {
            return end(FailureTexts.stoppedAfterTheEnd(state));
        }
        if (backoff.failures() == 0) {
            stoppingSince = clock.instant();
            tell(new Progress.Cancelling(id, state.stopReason()));
        }
        try {
            CancelOutcome answer = client.cancel(id);
            tell(new Progress.CancelAnswered(id, answer));
            return end(FailureTexts.stopped(state, answer));
        } catch (ServiceException e) {
            Duration tried = elapsedSince(stoppingSince);
            if ((e.kind().retryable() || tooEarly(e)) && tried.compareTo(Patience.CANCEL) < 0) {
                return retry(e, Patience.BETWEEN_CANCELS);
            }
            return end(FailureTexts.stoppedWithoutAnswer(state, e));
        }
    }

    // ---- common

    private Duration untilDeadline(Duration wait) {
        Duration rest = untilDeadline();
        return state.phase() == Phase.STOPPING || rest.compareTo(wait) > 0 ? wait : rest;
    }

    private Optional<Duration> now() {
        return Optional.of(Duration.ZERO);
    }

    private void tell(Progress progress) {
        announcer.tell(progress);
    }

    private void save(GenerationState next) {
        GenerationState before = state;
        state = next; // first, so that a request id is known even where keeping it fails
        LOGGER.fine(() -> "Request " + next.requestId().map(Object::toString).orElse("(no id)") + ": " + before.phase()
                + " -> " + next.phase());
        listener.save(next);
    }

    /** Saves a state from which there is no way back, so that a failure to write it down is told and no more. */
    private void keep(GenerationState next) {
        try {
            save(next);
        } catch (RuntimeException | LinkageError e) { // of a listener's own making
            LOGGER.log(Level.WARNING, e, () -> "The state of request " + next.requestId() + " can't be written down");
            if (!notRecordedTold) {
                notRecordedTold = true;
                tell(new Progress.NotRecorded(reason(e)));
            }
        }
    }

    private static String reason(Throwable e) {
        return PlainText.oneLine(e.getMessage() == null ? e.toString() : e.getMessage(), 200);
    }

    private void seen(RequestStatus status) {
        state = state.withStatus(status, clock.instant());
        announcer.status(status, elapsed());
    }

    private Duration elapsed() {
        return elapsedSince(state.begin());
    }

    private Duration elapsedSince(Instant moment) {
        return Duration.between(moment, clock.instant());
    }

    private void succeeded() {
        backoff.succeeded();
        announcer.recovered();
    }

    private Optional<Duration> retry(ServiceException e, Duration longest) {
        Duration asked = backoff.failed(e);
        Duration wait = asked.compareTo(longest) < 0 ? asked : longest;
        announcer.trouble(e, wait, elapsed());
        return Optional.of(wait);
    }

    private Billing billingOfAKnownRequest() {
        if (finishedThere()) {
            return Billing.BILLED;
        }
        return state.requestId().isPresent() || submitSent ? Billing.MAY_BE_BILLED : Billing.NOT_BILLED;
    }

    /** Whether the service is known to have finished the request, well. */
    private boolean finishedThere() {
        return state.lastStatus()
                .map(RequestStatus::state)
                .filter(RequestStatus.State.COMPLETED::equals)
                .isPresent();
    }

    private Optional<Duration> end(Failure failure) {
        GenerationState over = state.ended(failure);
        if (outcome.compareAndSet(null, new Outcome.Failed(over, failure))) {
            keep(over);
        }
        return Optional.empty();
    }
}
