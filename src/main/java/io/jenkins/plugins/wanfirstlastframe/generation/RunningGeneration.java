package io.jenkins.plugins.wanfirstlastframe.generation;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A request in the hands of a {@link GenerationEngine}: wait for it, abort it, or leave it to itself. */
public final class RunningGeneration {

    /** The least wait before a timer looks again whether a deadline has passed. */
    private static final Duration TICK = Duration.ofMillis(1);

    /** Where the request is in the engine. */
    private enum Stage {
        /** The engine has not decided about it yet. */
        NEW,
        /** Its listener is being told that it waits for a place. */
        TELLING,
        /** It waits for a place; the timer ends that at the deadline. */
        QUEUED,
        /** The timer hands its next step out. */
        TIMED,
        /** A thread that calls the service runs a step. */
        STEPPING,
        /** Its next step waits for a thread of its delivery lane; the timer ends that at the deadline. */
        AWAITING_LANE,
        /** A thread of its delivery lane runs a step; the timer stops that at the deadline. */
        DELIVERING,
        /** Its life on this side is over. */
        DONE
    }

    private final Generation generation;
    private final GenerationEngine engine;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    // guarded by this
    private Stage stage = Stage.NEW;

    /** Whether the next step is due at once when the present one has ended. */
    private boolean woken;

    private boolean detached;

    @CheckForNull
    private Future<?> timer;

    /** The delivery that waits for a thread or has one. */
    @CheckForNull
    private DeliveryLanes.Ticket ticket;

    @CheckForNull
    private volatile Instant nextStep;

    RunningGeneration(Generation generation, GenerationEngine engine) {
        this.generation = generation;
        this.engine = engine;
        outcome.whenComplete((result, error) -> engine.left(this));
    }

    /** Completes when the request's life on this side is over; never exceptionally but for a defect. */
    public CompletableFuture<Outcome> outcome() {
        return outcome;
    }

    /** Where the request stands. */
    public GenerationState state() {
        return generation.state();
    }

    /** When something is due next; empty while something is going on or the request waits for its turn. */
    public Optional<Instant> nextStep() {
        return Optional.ofNullable(nextStep);
    }

    /** How long the service will still work on the request, by what earlier ones took; empty where that can't be told. */
    public Optional<Duration> expectedLeft() {
        return generation.expectedLeft();
    }

    /** Does what {@link Generation#abort} says, and sees to it that the abort is acted on at once. */
    public void abort(String reason) {
        generation.abort(reason);
        engine.leaveQueue(this);
        wake();
    }

    /**
     * Stops watching: the request goes on at the service. The outcome comes once a submit in flight has been answered. A
     * cancel that an abort has asked for is still made.
     */
    public void detach() {
        generation.detach();
        synchronized (this) {
            detached = true;
            if (isStepping()) {
                return; // the step tells, and ends soon
            }
            cancelTimer();
            withdraw();
            if (generation.aborted() && schedule(Duration.ZERO)) {
                return;
            }
        }
        complete(new Outcome.Detached(generation.state()));
    }

    /**
     * Waits for the end. An interrupt aborts the request, waits for the answer to the cancel, and is then thrown.
     *
     * @param abortReason to stand before a colon in messages
     * @throws InterruptedException after the request was aborted
     */
    public Outcome await(String abortReason) throws InterruptedException {
        try {
            return outcome.get();
        } catch (InterruptedException e) {
            abort(abortReason);
            awaitAbort();
            throw e;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private void awaitAbort() {
        try {
            outcome.get(Patience.abort(state()).toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | TimeoutException e) {
            Thread.currentThread().interrupt(); // interrupted twice means now; the abort goes on without a witness
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    // ---- waiting for a place

    /** Begins the first step at once. */
    void begin() {
        wake();
    }

    /** Tells that the request waits for a place, and ends that wait when its time is up. */
    void queue() {
        synchronized (this) {
            if (stage != Stage.NEW && stage != Stage.QUEUED) {
                return; // it was given a place in between
            }
            stage = Stage.TELLING;
        }
        generation.tellWaiting(engine.before(this));
        boolean goesOn;
        synchronized (this) {
            stage = Stage.QUEUED;
            goesOn = woken || detached;
            woken = false;
            if (!goesOn && start(untilQueueIsLookedAt(), this::stillQueued)) {
                return;
            }
        }
        if (goesOn && !isDetached()) {
            wake();
        } else {
            detach();
        }
    }

    private synchronized boolean isDetached() {
        return detached;
    }

    private Duration untilQueueIsLookedAt() {
        Duration rest = generation.untilDeadline();
        Duration soon = rest.compareTo(ProgressReporter.HEARTBEAT) < 0 ? rest : ProgressReporter.HEARTBEAT;
        return soon.compareTo(TICK) < 0 ? TICK : soon;
    }

    private void stillQueued() {
        if (generation.toBeStopped()) {
            engine.leaveQueue(this);
            wake();
        } else {
            queue();
        }
    }

    // ---- steps

    /** Whether a thread is at work on it, which will look at what is wanted when it is through. */
    private boolean isStepping() {
        return stage == Stage.TELLING || stage == Stage.STEPPING || stage == Stage.DELIVERING;
    }

    private void wake() {
        synchronized (this) {
            if (stage == Stage.DONE) {
                return;
            }
            if (isStepping()) {
                woken = true;
                if (stage == Stage.DELIVERING && generation.aborted()) { // it was told to stop
                    start(Patience.DELIVERY, this::giveUpDelivery);
                }
                return;
            }
            withdraw();
            if (schedule(Duration.ZERO)) {
                return;
            }
        }
        complete(new Outcome.Detached(generation.state())); // the engine was closed
    }

    private boolean schedule(Duration wait) {
        boolean scheduled = start(wait, this::hand);
        if (scheduled) {
            stage = Stage.TIMED;
            nextStep = generation.clock().instant().plus(wait);
        }
        return scheduled;
    }

    private boolean start(Duration wait, Runnable task) {
        cancelTimer();
        try {
            timer = engine.calls().schedule(task, wait.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    /** Takes a delivery out of the queue for a thread, unless it has one already. */
    private void withdraw() {
        if (stage == Stage.AWAITING_LANE && ticket != null) {
            ticket.withdraw();
            ticket = null;
        }
    }

    /** Gives the next step to the threads that fit it. An end needs no delivery, so it waits for none. */
    private void hand() {
        synchronized (this) {
            if (stage != Stage.TIMED && stage != Stage.AWAITING_LANE) {
                return;
            }
            nextStep = null;
            boolean delivers = generation.state().phase() == Phase.DELIVERING && !generation.toBeStopped();
            if (!delivers) {
                withdraw();
                stage = Stage.STEPPING;
            } else if (stage == Stage.AWAITING_LANE || queueDelivery()) {
                start(atLeastTick(generation.untilDeadline()), this::hand);
                return;
            }
        }
        if (stepsNow()) {
            step();
        } else {
            complete(new Outcome.Detached(generation.state())); // the engine was closed
        }
    }

    private synchronized boolean stepsNow() {
        return stage == Stage.STEPPING;
    }

    /** The timer's clock may be a little ahead of the one that deadlines go by. */
    private static Duration atLeastTick(Duration wait) {
        return wait.compareTo(TICK) < 0 ? TICK : wait;
    }

    private boolean queueDelivery() {
        stage = Stage.AWAITING_LANE;
        ticket = engine.deliveries().submit(generation.lane(), this::deliver);
        return ticket != null;
    }

    /** Runs a step on a thread of the delivery lane, watched by the timer. */
    private void deliver() {
        synchronized (this) {
            if (stage != Stage.AWAITING_LANE) {
                return; // taken out of the queue at the last moment
            }
            stage = Stage.DELIVERING;
            start(atLeastTick(generation.untilDeadline()), this::stopDelivery);
        }
        step();
    }

    /** The time is up while a delivery runs. */
    private void stopDelivery() {
        synchronized (this) {
            if (stage != Stage.DELIVERING) {
                return;
            }
            start(Patience.DELIVERY, this::giveUpDelivery);
        }
        generation.cancelDelivery();
    }

    /** A delivery that was told to stop does not: whoever waits is told, and the lane goes on without its thread. */
    private void giveUpDelivery() {
        synchronized (this) {
            if (stage != Stage.DELIVERING) {
                return;
            }
            stage = Stage.DONE;
            if (ticket != null) {
                ticket.free();
            }
        }
        generation.giveUpDelivery();
        complete(generation.outcome().orElseThrow());
    }

    private void step() {
        try {
            Optional<Duration> wait = generation.advance();
            synchronized (this) {
                if (stage == Stage.DONE) {
                    return; // this was a delivery that had been given up
                }
                cancelTimer();
                boolean now = woken;
                woken = false;
                // an abort is acted on once even when nobody watches any more
                boolean goesOn =
                        !detached || generation.aborted() && generation.state().phase() != Phase.STOPPING;
                if (wait.isPresent() && goesOn && schedule(now ? Duration.ZERO : wait.get())) {
                    return;
                }
            }
            complete(
                    wait.isPresent()
                            ? new Outcome.Detached(generation.state())
                            : generation.outcome().orElseThrow());
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                stage = Stage.DONE;
            }
            outcome.completeExceptionally(e);
            throw e;
        }
    }

    /** Completes the outcome; never called with a lock held, since what depends on it is somebody else's code. */
    private void complete(Outcome end) {
        synchronized (this) {
            stage = Stage.DONE;
            cancelTimer();
        }
        outcome.complete(end);
    }
}
