package io.jenkins.plugins.wanfirstlastframe.generation;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A job in the hands of a {@link GenerationEngine}: wait for it, abort it, or leave it to itself. */
public final class RunningGeneration {

    /** How long an abort waits for the service's answer to the cancel, at most. */
    private static final Duration ABORT_PATIENCE = Duration.ofSeconds(90);

    private final Generation generation;
    private final GenerationEngine engine;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    // guarded by this
    private boolean stepping;
    private boolean wokenWhileStepping;
    private boolean detached;

    @CheckForNull
    private Future<?> timer;

    @CheckForNull
    private volatile Instant nextStep;

    RunningGeneration(Generation generation, GenerationEngine engine) {
        this.generation = generation;
        this.engine = engine;
        outcome.whenComplete((result, error) -> engine.left(this));
    }

    /** Completes when the job's life on this side is over; never exceptionally but for a defect. */
    public CompletableFuture<Outcome> outcome() {
        return outcome;
    }

    /** Where the job stands. */
    public GenerationState state() {
        return generation.state();
    }

    /** When something is due next; empty while something is going on or the job waits for its turn. */
    public Optional<Instant> nextStep() {
        return Optional.ofNullable(nextStep);
    }

    /** {@link Generation#abort}, and sees to it that the abort is acted on at once. */
    public void abort(String reason) {
        generation.abort(reason);
        engine.leaveQueue(this);
        wake();
    }

    /** Stops watching: the job goes on at the service. The outcome comes once a submit in flight has been answered. */
    public synchronized void detach() {
        detached = true;
        generation.leave();
        if (!stepping) {
            cancelTimer();
            outcome.complete(new Outcome.Detached(generation.state()));
        }
    }

    /**
     * Waits for the end. An interrupt aborts the job, waits for the answer to the cancel, and is then thrown.
     *
     * @param abortReason to stand before a colon in messages
     * @throws InterruptedException after the job was aborted
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

    @SuppressFBWarnings(value = "DE_MIGHT_IGNORE", justification = "the caller throws the first interrupt")
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

    private synchronized void wake() {
        if (outcome.isDone()) {
            return;
        }
        if (stepping) {
            wokenWhileStepping = true;
        } else {
            schedule(Duration.ZERO);
        }
    }

    private synchronized void schedule(Duration wait) {
        cancelTimer();
        nextStep = Instant.now().plus(wait);
        try {
            timer = engine.calls().schedule(this::hand, wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            outcome.complete(new Outcome.Detached(generation.state())); // the engine was closed
        }
    }

    private synchronized void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    /** Gives the next step to the threads that fit it. */
    private void hand() {
        synchronized (this) {
            if (stepping || outcome.isDone()) {
                return;
            }
            stepping = true;
        }
        nextStep = null;
        if (generation.state().phase() == Phase.DELIVERING) {
            execute(engine.deliveries());
        } else {
            step();
        }
    }

    private void execute(Executor executor) {
        try {
            executor.execute(this::step);
        } catch (RejectedExecutionException e) {
            outcome.complete(new Outcome.Detached(generation.state()));
        }
    }

    private void step() {
        try {
            Optional<Duration> wait = generation.advance();
            synchronized (this) {
                stepping = false;
                if (wait.isPresent()) {
                    if (detached) {
                        outcome.complete(new Outcome.Detached(generation.state()));
                    } else {
                        schedule(wokenWhileStepping ? Duration.ZERO : wait.get());
                        wokenWhileStepping = false;
                    }
                    return;
                }
            }
            outcome.complete(generation.outcome().orElseThrow());
        } catch (RuntimeException | Error e) {
            outcome.completeExceptionally(e);
            throw e;
        }
    }
}
