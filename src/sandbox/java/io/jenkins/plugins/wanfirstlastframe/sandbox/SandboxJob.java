package io.jenkins.plugins.wanfirstlastframe.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;

/** One job in the sandbox. Where it stands follows from the time; no thread works on it. */
final class SandboxJob {

    final String id;
    final String token;
    final JsonNode input;
    final Instant createdAt;
    final Duration runTime;
    Instant startAt = Instant.MAX;
    Instant finishAt = Instant.MAX;
    boolean cancelled;
    boolean held;
    String failure;

    SandboxJob(String id, String token, JsonNode input, Instant createdAt, Duration runTime, boolean held) {
        this.id = id;
        this.token = token;
        this.input = input;
        this.createdAt = createdAt;
        this.runTime = runTime;
        this.held = held;
    }

    /** The status's word at that time. */
    String state(Instant now) {
        if (cancelled) {
            return "cancelled";
        }
        if (now.isBefore(startAt)) {
            return "in_queue";
        }
        if (now.isBefore(finishAt)) {
            return "in_progress";
        }
        return failure == null ? "completed" : "failed";
    }

    void startAt(Instant time) {
        startAt = time;
        finishAt = held ? Instant.MAX : time.plus(runTime);
    }
}
