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

    /** How long an abort waits for the service's answer to the cancel, at most. */
    private static final Duration ABORT_PATIENCE = Duration.ofSeconds(90);

    private static final Duration TICK = Duration.ofMillis(1);

    private final Generation generation;
    private final GenerationEngine engine;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    // guarded by this
    private boolean stepping;
    private boolean wokenWhileStepping;
    private boolean detached;

    @CheckForNull
    private Future<?> timer;

    /** The step that waits for a thread which can deliver. */
    @CheckForNull
    private Runnable queuedDelivery;

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

    /** {@link Generation#abort}, and sees to it that the abort is acted on at once. */
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
        generation.leave();
        synchronized (this) {
            detached = true;
            if (stepping) {
                return; // the step tells, and ends soon
            }
            cancelTimer();
            unqueueDelivery();
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
            outcome.get(ABORT_PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | TimeoutException e) {
            Thread.currentThread().interrupt(); // interrupted twice means now; the abort goes on without a witness
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    void begin() {
        wake();
    }

    /** Ends the wait for a turn when the request's time is up. */
    synchronized void expire() {
        if (timer == null && !stepping && !outcome.isDone()) {
            start(generation.untilDeadline(), this::expired);
        }
    }

    private void expired() {
        if (generation.toBeStopped()) {
            engine.leaveQueue(this);
            hand();
        } else {
            start(TICK, this::expired); // the timer's clock is a little ahead of the wall's
        }
    }

    private void wake() {
        synchronized (this) {
            if (outcome.isDone()) {
                return;
            }
            if (stepping) {
                wokenWhileStepping = true;
                return;
            }
            if (schedule(Duration.ZERO)) {
                return;
            }
        }
        complete(new Outcome.Detached(generation.state())); // the engine was closed
    }

    /** Completes the outcome; never called with a lock held, since whoever waits for it does what he likes. */
    private void complete(Outcome end) {
        outcome.complete(end);
    }

    private synchronized boolean schedule(Duration wait) {
        boolean scheduled = start(wait, this::hand);
        if (scheduled) {
            nextStep = Instant.now().plus(wait);
        }
        return scheduled;
    }

    private synchronized boolean start(Duration wait, Runnable task) {
        cancelTimer();
        try {
            timer = engine.calls().schedule(task, wait.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private synchronized void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    /** Takes a delivery out of the queue for a thread, unless it has one already. */
    private synchronized void unqueueDelivery() {
        if (queuedDelivery != null) {
            engine.deliveries().remove(queuedDelivery);
            queuedDelivery = null;
        }
    }

    /** Gives the next step to the threads that fit it. An end needs no delivery, so it waits for none. */
    private void hand() {
        boolean delivers;
        synchronized (this) {
            if (stepping || outcome.isDone()) {
                return;
            }
            nextStep = null;
            delivers = generation.state().phase() == Phase.DELIVERING && !generation.toBeStopped();
            if (delivers && queueDelivery()) {
                return;
            }
            unqueueDelivery();
            stepping = !delivers;
        }
        if (delivers) {
            complete(new Outcome.Detached(generation.state())); // the engine was closed
        } else {
            step();
        }
    }

    /** The step waits for a thread until the deadline at most. */
    private synchronized boolean queueDelivery() {
        if (queuedDelivery != null) {
            return start(generation.untilDeadline().plus(TICK), this::hand);
        }
        Runnable delivery = new Runnable() {
            @Override
            public void run() {
                synchronized (RunningGeneration.this) {
                    if (queuedDelivery != this || stepping || outcome.isDone()) {
                        return; // taken out of the queue at the last moment
                    }
                    queuedDelivery = null;
                    cancelTimer();
                    stepping = true;
                }
                step();
            }
        };
        queuedDelivery = delivery;
        try {
            engine.deliveries().execute(delivery);
        } catch (RejectedExecutionException e) {
            queuedDelivery = null;
            return false;
        }
        return start(generation.untilDeadline(), this::hand);
    }

    private void step() {
        try {
            Optional<Duration> wait = generation.advance();
            synchronized (this) {
                stepping = false;
                boolean woken = wokenWhileStepping;
                wokenWhileStepping = false;
                // an abort is acted on once even when nobody watches any more
                boolean goesOn =
                        !detached || generation.aborted() && generation.state().phase() != Phase.STOPPING;
                if (wait.isPresent() && goesOn && schedule(woken ? Duration.ZERO : wait.get())) {
                    return;
                }
            }
            complete(
                    wait.isPresent()
                            ? new Outcome.Detached(generation.state())
                            : generation.outcome().orElseThrow());
        } catch (RuntimeException | Error e) {
            outcome.completeExceptionally(e);
            throw e;
        }
    }
}
