package io.jenkins.plugins.wanfirstlastframe.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.UUID;

/** All requests of the sandbox, and the order in which a limited number of workers takes them. */
final class SandboxRequests {

    /** Of more requests than that, the expired ones are forgotten. */
    private static final int REMEMBERED = 10_000;

    private final Clock clock;
    private final Sandbox.Builder settings;
    private final Map<String, SandboxRequest> byId = new LinkedHashMap<>();

    /** Those that had not ended when last looked at, in order. */
    private final List<SandboxRequest> open = new ArrayList<>();

    private boolean holding;
    private int accepted;

    SandboxRequests(Clock clock, Sandbox.Builder settings) {
        this.clock = clock;
        this.settings = settings;
        this.holding = settings.hold;
    }

    /**
     * Accepts a request.
     *
     * @param failure with what the request will fail, null if it won't
     * @param videoMissing whether the request is not done before {@link #videoMade}
     */
    synchronized SandboxRequest submit(
            String token, JsonNode input, @CheckForNull String failure, boolean videoMissing) {
        Instant now = clock.instant();
        if (byId.size() >= REMEMBERED) {
            byId.values().removeIf(request -> expired(request, now));
        }
        String id = UUID.randomUUID().toString();
        SandboxRequest request = new SandboxRequest(id, token, input, now, settings.runTime.apply(input), holding);
        request.failure = failure;
        request.videoMissing = videoMissing;
        accepted++;
        byId.put(id, request);
        open.add(request);
        plan();
        return request;
    }

    synchronized int accepted() {
        return accepted;
    }

    /** The request of that id, unless it has expired. */
    synchronized Optional<SandboxRequest> find(String id) {
        return Optional.ofNullable(byId.get(id)).filter(request -> !expired(request, clock.instant()));
    }

    private boolean expired(SandboxRequest request, Instant now) {
        return request.ended(now) && request.finishAt.plus(settings.expiry).isBefore(now);
    }

    synchronized List<Sandbox.View> all() {
        return byId.values().stream().map(this::view).toList();
    }

    /** A request as it stands. */
    synchronized Sandbox.View view(SandboxRequest request) {
        Instant now = clock.instant();
        return new Sandbox.View(
                request.id,
                request.state(now),
                request.input,
                request.queued(now) ? position(request, now) : null,
                request.createdAt,
                request.startAt.isAfter(now) ? null : request.startAt,
                request.ended(now) ? request.finishAt : null,
                request.ended(now) && !request.cancelled ? request.failure : null);
    }

    private int position(SandboxRequest request, Instant now) {
        return (int) open.stream()
                .takeWhile(other -> other != request)
                .filter(other -> other.queued(now))
                .count();
    }

    /** Cancels a request if it is still queued. */
    synchronized boolean cancel(SandboxRequest request) {
        Instant now = clock.instant();
        if (!request.queued(now)) {
            return false;
        }
        request.cancelled = true;
        request.startAt = Instant.MAX;
        request.finishAt = now;
        plan();
        return true;
    }

    synchronized void hold() {
        holding = true;
    }

    /** Begins the work on a queued request, whether or not a worker is free. */
    synchronized void start(SandboxRequest request) {
        Instant now = clock.instant();
        if (!request.queued(now)) {
            throw new IllegalStateException("The request is " + request.state(now) + " already.");
        }
        request.startAt(now);
        plan();
    }

    /** Ends a request that has not ended yet: well, or with a failure. */
    synchronized void finish(SandboxRequest request, @CheckForNull String failure) {
        Instant now = clock.instant();
        if (request.ended(now)) {
            throw new IllegalStateException("The request is " + request.state(now) + " already.");
        }
        request.startAt = request.queued(now) ? now : request.startAt;
        request.finishAt = now;
        request.videoMissing = false;
        request.failure = failure;
        plan();
    }

    /** The video is there, or can't be made. */
    synchronized void videoMade(SandboxRequest request, @CheckForNull String failure) {
        Instant now = clock.instant();
        if (!request.videoMissing || request.cancelled) {
            return;
        }
        request.videoMissing = false;
        request.failure = failure == null ? request.failure : failure;
        request.finishAt = now.isAfter(request.finishAt) ? now : request.finishAt;
        plan();
    }

    /** Plans anew when the requests that have not begun will. */
    private void plan() {
        Instant now = clock.instant();
        open.removeIf(request -> request.ended(now));
        PriorityQueue<Instant> free = new PriorityQueue<>(Collections.nCopies(settings.workers, now));
        open.stream().filter(request -> !request.held && !request.queued(now)).forEach(request -> {
            free.remove();
            free.add(request.finishAt.isAfter(now) ? request.finishAt : now);
        });
        open.stream().filter(request -> !request.held && request.queued(now)).forEach(request -> {
            Instant earliest = request.createdAt.plus(settings.queueTime);
            Instant worker = free.remove();
            request.startAt(worker.isAfter(earliest) ? worker : earliest);
            free.add(request.finishAt);
        });
    }
}
