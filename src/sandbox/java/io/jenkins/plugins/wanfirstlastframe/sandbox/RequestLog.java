package io.jenkins.plugins.wanfirstlastframe.sandbox;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okio.ByteString;

/** The requests so far: how many of each call, and the latest of them in full. */
final class RequestLog {

    private static final int REMEMBERED = 20_000;
    private static final int MAX_TEXT = 16_384;

    private final Map<Route, Integer> counts = new EnumMap<>(Route.class);
    private final Deque<Sandbox.Request> requests = new ArrayDeque<>();

    synchronized void add(Sandbox.Request request) {
        requests.add(request);
        if (requests.size() > REMEMBERED) {
            requests.remove();
        }
        counts.merge(request.route(), 1, Integer::sum);
        notifyAll();
    }

    static String limited(ByteString text) {
        return text.substring(0, Math.min(text.size(), MAX_TEXT)).utf8();
    }

    synchronized List<Sandbox.Request> all() {
        return List.copyOf(requests);
    }

    synchronized int count(Route route) {
        return counts.getOrDefault(route, 0);
    }

    synchronized void await(Route route, int atLeast, Duration atMost) throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (count(route) < atLeast) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new TimeoutException(route + " was called " + count(route) + " times, not " + atLeast);
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }
}
