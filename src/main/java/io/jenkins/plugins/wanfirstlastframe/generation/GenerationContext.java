package io.jenkins.plugins.wanfirstlastframe.generation;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.client.RequestStatus;
import io.jenkins.plugins.wanfirstlastframe.client.RunComfyClient;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceException;
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
 * What the steps of one {@link Generation} share: the request's state, and the ways to save it, to tell of it, to put a call
 * off and to end. A step is made by one thread at a time; state, outcome and the wishes of others are read by any.
 *
 * <p>A step returns how long to wait before the next one, and nothing where it has ended the request.
 */
final class GenerationContext {

    /** The next step is due at once. */
    static final Optional<Duration> NOW = Optional.of(Duration.ZERO);

    /** There is no next step. */
    static final Optional<Duration> OVER = Optional.empty();

    static final Duration FOR_AS_LONG_AS_ASKED = Duration.ofDays(1);

    /** A request may be unknown to a part of the service just after it was submitted. In poll intervals. */
    private static final int UNKNOWN_AT_FIRST = 10;

    /** The class that others turn logging on for. */
    private static final Logger LOGGER = Logger.getLogger(Generation.class.getName());

    final RunComfyClient client;
    final PollPlan plan;
    final Clock clock;
    final ServiceLag lag;
    final ProgressReporter reporter;
    final Backoff backoff;

    private final GenerationListener listener;
    private volatile GenerationState state;

    @CheckForNull
    private volatile String abortReason;

    private volatile boolean detached;

    /** Set once: by the request's own steps, or by who gives up a delivery that doesn't end. */
    private final AtomicReference<Outcome> outcome = new AtomicReference<>();

    private boolean notRecordedTold;

    /** Whether a submit may have reached the service without a request id having come back. */
    private boolean submitSent;

    GenerationContext(
            GenerationState state,
            RunComfyClient client,
            GenerationListener listener,
            PollPlan plan,
            Clock clock,
            ServiceLag lag) {
        this.state = state;
        this.client = client;
        this.listener = listener;
        this.plan = plan;
        this.clock = clock;
        this.lag = lag;
        this.reporter = new ProgressReporter(listener, clock);
        this.backoff = new Backoff(plan.interval(), RandomGenerator.getDefault());
    }

    // ---- what others want

    /** Notes who or what wants the request to end early; only the first reason counts, and none once it has ended. */
    synchronized boolean abort(String reason) {
        if (abortReason != null || outcome.get() != null) {
            return false;
        }
        abortReason = reason;
        return true;
    }

    /** Why the request is to end early, to stand before a colon; null where nobody wants that. */
    @CheckForNull
    String abortReason() {
        return abortReason;
    }

    void detach() {
        detached = true;
    }

    /** Whether the request is left to another process, and nothing new is to be begun here. */
    boolean isLeftAlone() {
        return detached && abortReason == null;
    }

    // ---- state

    GenerationState state() {
        return state;
    }

    /** Changes what need not outlive a restart. */
    void set(GenerationState next) {
        state = next;
    }

    /**
     * Saves a state before something is done that must not be done twice.
     *
     * @throws RuntimeException of the listener's, where it can't be written down
     */
    void save(GenerationState next) {
        GenerationState before = state;
        state = next; // first, so that a request id is known even where keeping it fails
        LOGGER.fine(() -> "Request " + next.requestId().map(Object::toString).orElse("(no id)") + ": " + before.phase()
                + " -> " + next.phase());
        listener.save(next);
    }

    /** Saves a state from which there is no way back, so that a failure to write it down is told and no more. */
    void keep(GenerationState next) {
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

    /** Keeps the state in another phase. */
    void keep(Phase next) {
        keep(state.withPhase(next));
    }

    /** Takes in what the service says of the request, and tells it. */
    void seen(RequestStatus status) {
        state = state.withStatus(status, clock.instant());
        reporter.status(status, elapsed(), expectedLeft().orElse(null));
    }

    /** How long the service will still work on the request, by what earlier ones took; empty where that can't be told. */
    Optional<Duration> expectedLeft() {
        return plan.expectedLeft(state, clock.instant());
    }

    void submitSent(boolean sent) {
        submitSent = sent;
    }

    /** Whether the request is charged, as far as this side knows. */
    Billing billing() {
        if (state.origin().isFree()) {
            return Billing.NOT_BILLED;
        }
        if (isFinishedThere()) {
            return Billing.BILLED;
        }
        return state.requestId().isPresent() || submitSent ? Billing.MAY_BE_BILLED : Billing.NOT_BILLED;
    }

    /** Whether the service is known to have finished the request, well. */
    boolean isFinishedThere() {
        return state.lastStatus()
                .map(RequestStatus::state)
                .filter(RequestStatus.State.COMPLETED::equals)
                .isPresent();
    }

    // ---- time

    boolean isLate() {
        return !clock.instant().isBefore(state.deadline());
    }

    Duration untilDeadline() {
        Duration wait = Duration.between(clock.instant(), state.deadline());
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    /** How long the service has had the request. */
    Duration elapsed() {
        return elapsedSince(state.begin());
    }

    Duration elapsedSince(Instant moment) {
        return Duration.between(moment, clock.instant());
    }

    // ---- calls

    /** A call has been answered. */
    void succeeded() {
        backoff.succeeded();
        reporter.recovered();
    }

    /** Puts a call that failed off, and tells of the trouble. */
    Optional<Duration> retry(ServiceException e, Duration max) {
        Duration asked = backoff.failed(e.retryAfter());
        Duration wait = asked.compareTo(max) < 0 ? asked : max;
        reporter.trouble(e, wait, elapsed());
        return Optional.of(wait);
    }

    /** Whether the service may not know the request since it has only just taken it. */
    boolean isTooEarly(ServiceException e) {
        return e.kind() == ServiceException.Kind.NOT_FOUND
                && state.submittedHere()
                && elapsed().compareTo(plan.interval().multipliedBy(UNKNOWN_AT_FIRST)) < 0;
    }

    void tell(Progress progress) {
        reporter.tell(progress);
    }

    // ---- the end

    Optional<Outcome> outcome() {
        return Optional.ofNullable(outcome.get());
    }

    /** Takes over the end of a request that had ended before a restart. */
    void restore(Outcome end) {
        outcome.set(end);
    }

    /** Ends the request without a video, unless it has ended already. */
    Optional<Duration> end(Failure failure) {
        GenerationState over = state.ended(failure);
        if (outcome.compareAndSet(null, new Outcome.Failed(over, failure))) {
            keep(over);
        }
        return OVER;
    }

    /** The videos have arrived: ends the request, or asks first what it has cost. */
    Optional<Duration> arrived(List<DeliveredVideo> videos) {
        if (state.origin().isFree() || state.costUsd().isPresent()) {
            return finish(videos);
        }
        keep(state.arrived(videos));
        return NOW;
    }

    /** Ends the request with its videos, unless it has ended already. */
    Optional<Duration> finish(List<DeliveredVideo> videos) {
        GenerationState over = state.delivered(videos);
        if (outcome.compareAndSet(null, new Outcome.Finished(over, videos))) {
            keep(over); // a success even where that fails: the video is in its place
            tell(new Progress.Delivered(
                    videos, over.costUsd().orElse(null), over.input().orElse(null)));
        }
        return OVER;
    }

    /** Why something failed that is not of this program, in a few words. */
    static String reason(Throwable e) {
        return PlainText.oneLine(e.getMessage() == null ? e.toString() : e.getMessage(), 200);
    }
}
