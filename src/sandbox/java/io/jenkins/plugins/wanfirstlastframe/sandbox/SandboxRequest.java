package io.jenkins.plugins.wanfirstlastframe.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;

/** One request in the sandbox. Where it stands follows from the time; no thread works on it. */
final class SandboxRequest {

    final String id;
    final String token;
    final JsonNode input;
    final Instant createdAt;
    final Duration runTime;

    /** Begun and ended by hand. */
    final boolean held;

    Instant startAt = Instant.MAX;
    Instant finishAt = Instant.MAX;
    boolean cancelled;

    /** The video is not there yet, so that the request is not done even where it is time. */
    boolean videoMissing;

    String failure;

    SandboxRequest(String id, String token, JsonNode input, Instant createdAt, Duration runTime, boolean held) {
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
        if (now.isBefore(finishAt) || videoMissing) {
            return "in_progress";
        }
        return failure == null ? "completed" : "failed";
    }

    boolean queued(Instant now) {
        return state(now).equals("in_queue");
    }

    boolean ended(Instant now) {
        return cancelled || !now.isBefore(finishAt) && !videoMissing;
    }

    void startAt(Instant time) {
        startAt = time;
        finishAt = held ? Instant.MAX : time.plus(runTime);
    }
}
