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

/** All jobs of the sandbox, and the order in which a limited number of workers takes them. */
final class SandboxJobs {

    /** Of more jobs than that, the expired ones are forgotten. */
    private static final int REMEMBERED = 10_000;

    private final Clock clock;
    private final Sandbox.Builder settings;
    private final Map<String, SandboxJob> byId = new LinkedHashMap<>();

    /** Those that had not ended when last looked at, in order. */
    private final List<SandboxJob> open = new ArrayList<>();

    private boolean holding;
    private int accepted;

    SandboxJobs(Clock clock, Sandbox.Builder settings) {
        this.clock = clock;
        this.settings = settings;
        this.holding = settings.hold;
    }

    /**
     * Accepts a job.
     *
     * @param failure with what the job will fail, null if it won't
     * @param videoMissing whether the job is not done before {@link #videoMade}
     */
    synchronized SandboxJob submit(String token, JsonNode input, @CheckForNull String failure, boolean videoMissing) {
        Instant now = clock.instant();
        if (byId.size() >= REMEMBERED) {
            byId.values().removeIf(job -> expired(job, now));
        }
        String id = UUID.randomUUID().toString();
        SandboxJob job = new SandboxJob(id, token, input, now, settings.runTime.apply(input), holding);
        job.failure = failure;
        job.videoMissing = videoMissing;
        accepted++;
        byId.put(id, job);
        open.add(job);
        plan();
        return job;
    }

    synchronized int accepted() {
        return accepted;
    }

    /** The job of that id, unless it has expired. */
    synchronized Optional<SandboxJob> find(String id) {
        return Optional.ofNullable(byId.get(id)).filter(job -> !expired(job, clock.instant()));
    }

    private boolean expired(SandboxJob job, Instant now) {
        return job.ended(now) && job.finishAt.plus(settings.expiry).isBefore(now);
    }

    synchronized List<Sandbox.Job> all() {
        return byId.values().stream().map(this::view).toList();
    }

    /** A job as it stands. */
    synchronized Sandbox.Job view(SandboxJob job) {
        Instant now = clock.instant();
        return new Sandbox.Job(
                job.id,
                job.state(now),
                job.input,
                job.queued(now) ? position(job, now) : null,
                job.createdAt,
                job.startAt.isAfter(now) ? null : job.startAt,
                job.ended(now) ? job.finishAt : null,
                job.ended(now) && !job.cancelled ? job.failure : null);
    }

    private int position(SandboxJob job, Instant now) {
        return (int) open.stream()
                .takeWhile(other -> other != job)
                .filter(other -> other.queued(now))
                .count();
    }

    /** Cancels a job if it is still queued. */
    synchronized boolean cancel(SandboxJob job) {
        Instant now = clock.instant();
        if (!job.queued(now)) {
            return false;
        }
        job.cancelled = true;
        job.startAt = Instant.MAX;
        job.finishAt = now;
        plan();
        return true;
    }

    synchronized void hold() {
        holding = true;
    }

    /** Begins the work on a queued job, whether or not a worker is free. */
    synchronized void start(SandboxJob job) {
        Instant now = clock.instant();
        if (!job.queued(now)) {
            throw new IllegalStateException("The job is " + job.state(now) + " already.");
        }
        job.startAt(now);
        plan();
    }

    /** Ends a job that has not ended yet: well, or with a failure. */
    synchronized void finish(SandboxJob job, @CheckForNull String failure) {
        Instant now = clock.instant();
        if (job.ended(now)) {
            throw new IllegalStateException("The job is " + job.state(now) + " already.");
        }
        job.startAt = job.queued(now) ? now : job.startAt;
        job.finishAt = now;
        job.videoMissing = false;
        job.failure = failure;
        plan();
    }

    /** The video is there, or can't be made. */
    synchronized void videoMade(SandboxJob job, @CheckForNull String failure) {
        Instant now = clock.instant();
        if (!job.videoMissing || job.cancelled) {
            return;
        }
        job.videoMissing = false;
        job.failure = failure == null ? job.failure : failure;
        job.finishAt = now.isAfter(job.finishAt) ? now : job.finishAt;
        plan();
    }

    /** Plans anew when the jobs that have not begun will. */
    private void plan() {
        Instant now = clock.instant();
        open.removeIf(job -> job.ended(now));
        PriorityQueue<Instant> free = new PriorityQueue<>(Collections.nCopies(settings.workers, now));
        open.stream().filter(job -> !job.held && !job.queued(now)).forEach(job -> {
            free.remove();
            free.add(job.finishAt.isAfter(now) ? job.finishAt : now);
        });
        open.stream().filter(job -> !job.held && job.queued(now)).forEach(job -> {
            Instant earliest = job.createdAt.plus(settings.queueTime);
            Instant worker = free.remove();
            job.startAt(worker.isAfter(earliest) ? worker : earliest);
            free.add(job.finishAt);
        });
    }
}
