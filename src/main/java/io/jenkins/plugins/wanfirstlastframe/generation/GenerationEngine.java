package io.jenkins.plugins.wanfirstlastframe.generation;

import io.jenkins.plugins.wanfirstlastframe.client.RunComfyClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Drives any number of requests with a handful of threads: a request that waits holds none. Short calls and long deliveries have
 * separate threads, so that a slow download delays no status.
 *
 * <p>At most so many requests are under way at once; the others wait for their turn, first come, first served.
 */
public final class GenerationEngine implements AutoCloseable {

    private static final Logger LOGGER = Logger.getLogger(GenerationEngine.class.getName());

    private static final Duration PATIENCE_WITH_LISTENERS = Duration.ofSeconds(10);

    private final ScheduledExecutorService calls;
    private final ThreadPoolExecutor deliveries;
    private final IntSupplier mostRequests;
    private final Deque<RunningGeneration> waiting = new ArrayDeque<>();
    private final Set<RunningGeneration> running = ConcurrentHashMap.newKeySet();
    private int underWay;
    private volatile boolean closed;

    /**
     * An engine.
     *
     * @param callThreads how many calls to the service can be in flight at once
     * @param deliveryThreads how many videos can be fetched at once
     * @param mostRequests asked whenever a place is given away; a value under 1 counts as no limit
     */
    public GenerationEngine(int callThreads, int deliveryThreads, IntSupplier mostRequests) {
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
        this.mostRequests = mostRequests;
    }

    private static ThreadFactory daemons(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Takes a request up, now or when there is a place for it. A closed engine leaves it to itself at once. */
    public RunningGeneration start(Generation generation) {
        RunningGeneration started = new RunningGeneration(generation, this);
        boolean needsTurn = generation.state().phase() == Phase.NEW; // a request the service has, or may have, needs none
        int before = needsTurn ? jobsBefore() : -1;
        if (before >= 0) {
            // told before it can begin, so that a listener never hears of two things at a time
            generation.listener().progress(new Progress.WaitingForTurn(before));
        }
        running.add(started);
        boolean begins;
        synchronized (this) {
            begins = closed || !needsTurn || hasPlace();
            if (begins) {
                underWay++;
            } else {
                waiting.add(started);
            }
        }
        if (closed) {
            started.detach();
        } else if (begins) {
            started.begin();
        } else {
            started.expire();
        }
        return started;
    }

    /** How many requests a new one has to let go first, -1 where there is a place for it. */
    private synchronized int jobsBefore() {
        return closed || hasPlace() ? -1 : waiting.size();
    }

    /** Gives away what places there are: to be called when the limit was raised. */
    public void refill() {
        for (RunningGeneration next = take(); next != null; next = take()) {
            next.begin();
        }
    }

    private synchronized RunningGeneration take() {
        if (closed || waiting.isEmpty() || !hasPlace()) {
            return null;
        }
        underWay++;
        return waiting.remove();
    }

    private boolean hasPlace() {
        int most = mostRequests.getAsInt();
        return most < 1 || underWay < most;
    }

    /** A request left the queue or its place; called once for each. */
    void left(RunningGeneration gone) {
        running.remove(gone);
        synchronized (this) {
            if (!waiting.remove(gone)) {
                underWay--;
            }
        }
        refill();
    }

    /** Whether the request still waits for its turn; if so, it has lost it and may end at once. */
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

    ThreadPoolExecutor deliveries() {
        return deliveries;
    }

    /**
     * Leaves all requests to themselves and lets the threads go. Nothing is cancelled but what was aborted before; submits
     * in flight are waited for, so that their request ids are known, and so are downloads, which clean up.
     */
    @Override
    public void close() {
        synchronized (this) {
            closed = true; // first: a request that leaves its place must not make another one begin
        }
        List<RunningGeneration> left = List.copyOf(running);
        left.forEach(RunningGeneration::detach);
        try {
            CompletableFuture.allOf(
                            left.stream().map(RunningGeneration::outcome).toArray(CompletableFuture<?>[]::new))
                    .get(RunComfyClient.CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOGGER.log(Level.WARNING, "A request did not end well when the program did", e);
        }
        end(calls);
        end(deliveries);
    }

    /** Whoever was told of a request's end may still be writing it down: an interrupt would spoil the file. */
    private static void end(ExecutorService threads) {
        threads.shutdown();
        try {
            if (threads.awaitTermination(PATIENCE_WITH_LISTENERS.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow();
    }

    /** Whether the requests are left to themselves. */
    public boolean isClosed() {
        return closed;
    }
}
