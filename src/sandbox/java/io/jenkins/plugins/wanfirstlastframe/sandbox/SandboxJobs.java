package io.jenkins.plugins.wanfirstlastframe.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.function.Function;

/** All jobs of the sandbox, and the order in which a limited number of workers takes them. */
final class SandboxJobs {

    private final Clock clock;
    private final int workers;
    private final Duration queueTime;
    private final Function<JsonNode, Duration> runTime;
    private final List<SandboxJob> inOrder = new ArrayList<>();
    private final Map<String, SandboxJob> byId = new HashMap<>();
    private boolean holding;

    SandboxJobs(Clock clock, int workers, Duration queueTime, Function<JsonNode, Duration> runTime) {
        this.clock = clock;
        this.workers = workers;
        this.queueTime = queueTime;
        this.runTime = runTime;
    }

    synchronized SandboxJob submit(String token, JsonNode input, String failure) {
        SandboxJob job = new SandboxJob(
                UUID.randomUUID().toString(), token, input, clock.instant(), runTime.apply(input), holding);
        job.failure = failure;
        inOrder.add(job);
        byId.put(job.id, job);
        schedule();
        return job;
    }

    synchronized SandboxJob find(String id) {
        return byId.get(id);
    }

    synchronized List<SandboxJob> all() {
        return List.copyOf(inOrder);
    }

    synchronized String state(SandboxJob job) {
        return job.state(clock.instant());
    }

    synchronized int position(SandboxJob job) {
        Instant now = clock.instant();
        int before = 0;
        for (SandboxJob other : inOrder) {
            if (other == job) {
                break;
            }
            before += other.state(now).equals("in_queue") ? 1 : 0;
        }
        return before;
    }

    /** Cancels a job if it is still queued. */
    synchronized boolean cancel(SandboxJob job) {
        if (!job.state(clock.instant()).equals("in_queue")) {
            return false;
        }
        job.cancelled = true;
        schedule();
        return true;
    }

    synchronized void hold(boolean on) {
        holding = on;
    }

    synchronized void start(SandboxJob job) {
        job.startAt(clock.instant());
        schedule();
    }

    synchronized void finish(SandboxJob job, String failure) {
        Instant now = clock.instant();
        job.failure = failure;
        if (now.isBefore(job.startAt)) {
            job.startAt = now;
        }
        job.finishAt = now;
        schedule(); // its worker is free
    }

    synchronized Instant finishedAt(SandboxJob job) {
        return job.finishAt;
    }

    /** Plans anew when the jobs that have not begun will. */
    private void schedule() {
        Instant now = clock.instant();
        PriorityQueue<Instant> free = new PriorityQueue<>(Collections.nCopies(workers, now));
        for (SandboxJob job : inOrder) {
            if (!job.cancelled && !job.held && job.startAt.compareTo(now) <= 0 && job.finishAt.isAfter(now)) {
                free.remove();
                free.add(job.finishAt);
            }
        }
        for (SandboxJob job : inOrder) {
            if (job.cancelled || job.held || job.startAt.compareTo(now) <= 0) {
                continue;
            }
            Instant earliest = job.createdAt.plus(queueTime);
            Instant worker = free.remove();
            job.startAt(worker.isAfter(earliest) ? worker : earliest);
            free.add(job.finishAt);
        }
    }
}
