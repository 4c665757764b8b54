package io.jenkins.plugins.wanfirstlastframe.generation;

import io.jenkins.plugins.wanfirstlastframe.client.RunComfyClient;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * Drives any number of jobs with a handful of threads: a job that waits holds none. Short calls and long deliveries have
 * separate threads, so that a slow download delays no status.
 *
 * <p>At most so many jobs are under way at once; the others wait for their turn, first come, first served.
 */
public final class GenerationEngine implements AutoCloseable {

    private final ScheduledExecutorService calls;
    private final ExecutorService deliveries;
    private final IntSupplier mostJobs;
    private final Deque<RunningGeneration> waiting = new ArrayDeque<>();
    private final Set<RunningGeneration> running = ConcurrentHashMap.newKeySet();
    private int underWay;

    /**
     * An engine.
     *
     * @param callThreads how many calls to the service can be in flight at once
     * @param deliveryThreads how many videos can be fetched at once
     * @param mostJobs asked whenever a place is given away; a value under 1 counts as no limit
     */
    public GenerationEngine(int callThreads, int deliveryThreads, IntSupplier mostJobs) {
        ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(callThreads, daemons("wan-call-"));
        pool.setRemoveOnCancelPolicy(true);
        pool.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        pool.setKeepAliveTime(30, TimeUnit.SECONDS);
        pool.allowCoreThreadTimeOut(true);
        ThreadPoolExecutor downloads = new ThreadPoolExecutor(
                deliveryThreads,
                deliveryThreads,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                daemons("wan-delivery-"));
        downloads.allowCoreThreadTimeOut(true);
        this.calls = pool;
        this.deliveries = downloads;
        this.mostJobs = mostJobs;
    }

    private static ThreadFactory daemons(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Takes a job up, now or when there is a place for it. */
    public RunningGeneration start(Generation generation) {
        RunningGeneration started = new RunningGeneration(generation, this);
        running.add(started);
        int before;
        synchronized (this) {
            if (hasPlace() || generation.state().requestId().isPresent()) { // a job the service has needs no turn
                underWay++;
                before = -1;
            } else {
                before = waiting.size();
                waiting.add(started);
            }
        }
        if (before < 0) {
            started.begin();
        } else {
            generation.listener().progress(new Progress.WaitingForTurn(before));
        }
        return started;
    }

    /** Gives away what places there are: to be called when the limit was raised. */
    public void refill() {
        for (RunningGeneration next = take(); next != null; next = take()) {
            next.begin();
        }
    }

    private synchronized RunningGeneration take() {
        if (waiting.isEmpty() || !hasPlace()) {
            return null;
        }
        underWay++;
        return waiting.remove();
    }

    private boolean hasPlace() {
        int most = mostJobs.getAsInt();
        return most < 1 || underWay < most;
    }

    /** A job left the queue or its place; called once for each. */
    void left(RunningGeneration gone) {
        running.remove(gone);
        synchronized (this) {
            if (!waiting.remove(gone)) {
                underWay--;
            }
        }
        refill();
    }

    /** Whether the job still waits for its turn; if so, it has lost it and may end at once. */
    synchronized boolean leaveQueue(RunningGeneration leaving) {
        boolean queued = waiting.remove(leaving);
        if (queued) {
            underWay++; // until it says that it has left
        }
        return queued;
    }

    ScheduledExecutorService calls() {
        return calls;
    }

    ExecutorService deliveries() {
        return deliveries;
    }

    /**
     * Leaves all jobs to themselves and lets the threads go. Nothing is cancelled; submits in flight are waited for, so
     * that their request ids are known.
     */
    @Override
    public void close() {
        running.forEach(RunningGeneration::detach);
        calls.shutdown();
        deliveries.shutdown();
        try {
            calls.awaitTermination(RunComfyClient.CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        calls.shutdownNow();
        deliveries.shutdownNow();
    }
}
