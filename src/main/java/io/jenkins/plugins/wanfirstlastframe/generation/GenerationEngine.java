package io.jenkins.plugins.wanfirstlastframe.generation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
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

    private final ScheduledExecutorService calls;
    private final DeliveryLanes deliveries;
    private final IntSupplier maxConcurrent;
    private final Deque<Waiter> waiting = new ArrayDeque<>();
    private final Set<RunningGeneration> running = ConcurrentHashMap.newKeySet();
    private int underWay;
    private volatile boolean closed;

    /** Who waits for a turn. */
    private sealed interface Waiter {

        /** How many places it takes, as far as there are so many at all. */
        int places();

        /** Its turn has come. */
        void begin();
    }

    /** A request, which takes one place. */
    private record Turn(RunningGeneration request) implements Waiter {
        @Override
        public int places() {
            return 1;
        }

        @Override
        public void begin() {
            request.begin();
        }
    }

    /** Several places at once. */
    private record Reservation(Places reserved) implements Waiter {
        @Override
        public int places() {
            return reserved.wanted;
        }

        @Override
        public void begin() {
            reserved.given.complete(reserved.taken);
        }
    }

    /**
     * Places for requests that are driven elsewhere, all of them given at once and kept until they are closed. They wait
     * their turn as requests do: what asks later gets no place before.
     */
    public final class Places implements AutoCloseable {
        private final int wanted;
        private final CompletableFuture<Integer> given = new CompletableFuture<>();

        /** How many it has; guarded by the engine. */
        private int taken;

        private boolean ended;

        private Places(int wanted) {
            this.wanted = wanted;
        }

        /** How many there are, once they are given: as many as were asked for, or as there can be. */
        public CompletableFuture<Integer> given() {
            return given;
        }

        /** Gives them back, or up. */
        @Override
        public void close() {
            synchronized (GenerationEngine.this) {
                if (ended) {
                    return;
                }
                ended = true;
                waiting.remove(new Reservation(this));
                underWay -= taken;
            }
            startWaiting();
        }
    }

    /**
     * How much an engine does at once.
     *
     * @param calls calls to the service in flight
     * @param deliveries deliveries that have a thread, over all lanes
     * @param deliveriesPerLane deliveries of one lane that have a thread
     */
    public record Limits(int calls, int deliveries, int deliveriesPerLane) {}

    /**
     * An engine with daemon threads of its own.
     *
     * @param maxConcurrent how many requests may be under way at once; asked whenever a place is given away; a value under 1
     *     counts as no limit
     */
    public GenerationEngine(Limits limits, IntSupplier maxConcurrent) {
        this(limits, maxConcurrent, GenerationEngine::daemons);
    }

    /**
     * An engine in an environment that has rules for threads.
     *
     * @param maxConcurrent how many requests may be under way at once; asked whenever a place is given away; a value under 1
     *     counts as no limit
     * @param threads makes the factory of threads of a name
     */
    public GenerationEngine(Limits limits, IntSupplier maxConcurrent, Function<String, ThreadFactory> threads) {
        ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(limits.calls(), threads.apply("wan-call"));
        pool.setRemoveOnCancelPolicy(true);
        pool.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        pool.setKeepAliveTime(30, TimeUnit.SECONDS);
        pool.allowCoreThreadTimeOut(true);
        this.calls = pool;
        this.deliveries =
                new DeliveryLanes(limits.deliveries(), limits.deliveriesPerLane(), threads.apply("wan-delivery"));
        this.maxConcurrent = maxConcurrent;
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Takes a request up, now or when there is a place for it. A closed engine leaves it to itself at once. */
    public RunningGeneration start(Generation generation) {
        RunningGeneration started = new RunningGeneration(generation, this);
        boolean needsTurn =
                generation.state().phase() == Phase.NEW; // a request the service has, or may have, needs none
        running.add(started);
        boolean begins;
        synchronized (this) {
            begins = closed || !needsTurn || waiting.isEmpty() && hasPlaces(1);
            if (begins) {
                underWay++;
            } else {
                waiting.add(new Turn(started));
            }
        }
        if (closed) {
            started.detach();
        } else if (begins) {
            started.begin();
        } else {
            started.queue();
        }
        return started;
    }

    /** How many requests wait before this one, which waits as well. */
    synchronized int before(RunningGeneration waitingOne) {
        int before = 0;
        for (Waiter each : waiting) {
            if (each.equals(new Turn(waitingOne))) {
                break;
            }
            before += each.places();
        }
        return before;
    }

    /**
     * Sets places aside when their turn comes.
     *
     * @param count at least 1; no more are given than there are at all
     */
    public Places reserve(int count) {
        Places places = new Places(count);
        synchronized (this) {
            waiting.add(new Reservation(places));
        }
        startWaiting();
        return places;
    }

    /** Sets places aside at once, though there may not be so many: for what is under way already. */
    public Places resume(int count) {
        Places places = new Places(count);
        synchronized (this) {
            places.taken = count;
            underWay += count;
        }
        places.given.complete(count);
        return places;
    }

    private void occupy(Waiter next) {
        int count = atMost(next.places());
        underWay += count;
        if (next instanceof Reservation several) {
            several.reserved().taken = count;
        }
    }

    private int atMost(int places) {
        int max = maxConcurrent.getAsInt();
        return max < 1 ? places : Math.min(places, max);
    }

    /** Gives away what places there are: to be called when the limit was raised. */
    public void startWaiting() {
        for (Waiter next = take(); next != null; next = take()) {
            next.begin();
        }
    }

    private synchronized Waiter take() {
        Waiter next = waiting.peek();
        if (closed || next == null || !hasPlaces(next.places())) {
            return null;
        }
        occupy(next);
        return waiting.remove();
    }

    private boolean hasPlaces(int count) {
        int max = maxConcurrent.getAsInt();
        return max < 1 || underWay + atMost(count) <= max;
    }

    /** A request left the queue or its place; called once for each. */
    void left(RunningGeneration gone) {
        running.remove(gone);
        synchronized (this) {
            if (!waiting.remove(new Turn(gone))) {
                underWay--;
            }
        }
        startWaiting();
    }

    /** Whether the request still waits for its turn; if so, it has lost it and may end at once. */
    synchronized boolean leaveQueue(RunningGeneration leaving) {
        boolean queued = waiting.remove(new Turn(leaving));
        if (queued) {
            underWay++; // until it says that it has left
        }
        return queued;
    }

    ScheduledExecutorService calls() {
        return calls;
    }

    DeliveryLanes deliveries() {
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
                    .get(
                            left.stream()
                                    .map(generation -> Patience.submit(generation.state()))
                                    .reduce(Patience.CALL, (one, other) -> one.compareTo(other) > 0 ? one : other)
                                    .toMillis(),
                            TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOGGER.log(Level.WARNING, "A request did not end well when the program did", e);
        }
        end(calls);
        end(deliveries.close());
    }

    /** Whoever was told of a request's end may still be writing it down: an interrupt would spoil the file. */
    private static void end(ExecutorService threads) {
        threads.shutdown();
        try {
            if (threads.awaitTermination(Patience.LISTENERS.toMillis(), TimeUnit.MILLISECONDS)) {
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
