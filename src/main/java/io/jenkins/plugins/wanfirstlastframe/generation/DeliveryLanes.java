package io.jenkins.plugins.wanfirstlastframe.generation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The threads that deliver: a lane for each place that videos go to, so many of them at a time for one lane, and so many
 * over all. Lanes take turns, so that a place with many or slow deliveries holds up no other.
 *
 * <p>A delivery that doesn't end although it was told to gives its place back by {@link Ticket#free}; its thread is lost
 * until it ends after all. As many threads may be lost as there are places; then lost ones count.
 */
final class DeliveryLanes {

    private static final Logger LOGGER = Logger.getLogger(DeliveryLanes.class.getName());

    private final int places;
    private final int placesPerLane;
    private final ThreadPoolExecutor threads;

    // guarded by this
    private final Map<String, Lane> lanes = new HashMap<>();
    private final Deque<Lane> turns = new ArrayDeque<>();
    private int busy;
    private int lost;
    private boolean closed;

    DeliveryLanes(int places, int placesPerLane, ThreadFactory factory) {
        this.places = places;
        this.placesPerLane = placesPerLane;
        this.threads =
                new ThreadPoolExecutor(places, places, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        this.threads.allowCoreThreadTimeOut(true);
    }

    private static final class Lane {
        private final String name;
        private final Deque<Ticket> queue = new ArrayDeque<>();
        private int busy;

        Lane(String name) {
            this.name = name;
        }
    }

    /** A delivery's place in its lane, from the queue to the end. */
    final class Ticket {
        private final Lane lane;
        private final Runnable task;
        private boolean started;
        private boolean freed;
        private boolean ended;

        private Ticket(Lane lane, Runnable task) {
            this.lane = lane;
            this.task = task;
        }

        /** Takes it out of the queue, unless it has a thread already. */
        void withdraw() {
            synchronized (DeliveryLanes.this) {
                lane.queue.remove(this);
            }
        }

        /** Gives its place to another delivery although its thread still runs. */
        void free() {
            synchronized (DeliveryLanes.this) {
                if (!started || freed || ended) {
                    return;
                }
                freed = true;
                lost++;
                if (lost <= places) {
                    busy--;
                    lane.busy--;
                    resize();
                } else {
                    LOGGER.log(Level.WARNING, "Too many deliveries don't end; their places are not given away.");
                }
            }
            dispatch();
        }

        private void run() {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOGGER.log(Level.WARNING, "A delivery ended unexpectedly", e);
            } finally {
                synchronized (DeliveryLanes.this) {
                    ended = true;
                    boolean placeIsGone = freed && lost <= places;
                    if (freed) {
                        lost--;
                        resize();
                    }
                    if (!placeIsGone) {
                        busy--;
                        lane.busy--;
                    }
                    forgetIfIdle(lane);
                }
                dispatch();
            }
        }
    }

    /** A lost thread is replaced by another one until it comes back. */
    private void resize() {
        int size = places + Math.min(lost, places);
        if (size > threads.getMaximumPoolSize()) {
            threads.setMaximumPoolSize(size);
            threads.setCorePoolSize(size);
        } else {
            threads.setCorePoolSize(size);
            threads.setMaximumPoolSize(size);
        }
    }

    /**
     * Queues a delivery.
     *
     * @return null where the lanes are closed
     */
    Ticket submit(String laneName, Runnable task) {
        Ticket ticket;
        synchronized (this) {
            if (closed) {
                return null;
            }
            Lane lane = lanes.computeIfAbsent(laneName, Lane::new);
            ticket = new Ticket(lane, task);
            lane.queue.add(ticket);
            if (!turns.contains(lane)) {
                turns.add(lane);
            }
        }
        dispatch();
        return ticket;
    }

    private void dispatch() {
        List<Ticket> starting = new ArrayList<>();
        synchronized (this) {
            for (Ticket next = next(); next != null; next = next()) {
                next.started = true;
                next.lane.busy++;
                busy++;
                starting.add(next);
            }
        }
        for (Ticket ticket : starting) {
            threads.execute(ticket::run);
        }
    }

    /** The next delivery that may begin: of the lane whose turn it is among those that have one and a place. */
    private Ticket next() {
        for (int tried = turns.size(); tried > 0 && busy < places && !closed; tried--) {
            Lane lane = turns.remove();
            if (lane.queue.isEmpty()) {
                forgetIfIdle(lane);
                continue;
            }
            turns.add(lane);
            if (lane.busy < placesPerLane) {
                return lane.queue.remove();
            }
        }
        return null;
    }

    private void forgetIfIdle(Lane lane) {
        if (lane.queue.isEmpty() && lane.busy == 0) {
            turns.remove(lane);
            lanes.remove(lane.name, lane);
        }
    }

    /** Lets the threads go once their deliveries have ended, and begins no other. */
    ThreadPoolExecutor close() {
        synchronized (this) {
            closed = true;
        }
        return threads;
    }
}
