package io.jenkins.plugins.wanfirstlastframe.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
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

    /** What the video's address must have as its query, byte for byte; null where anything goes. */
    @CheckForNull
    volatile String query;

    /** The number in the signature of its addresses; those with a smaller one have expired. */
    private int signature = 1;

    /** The HTTP status of the answer to an address that has expired. */
    volatile int expiredStatus = 403;

    SandboxRequest(String id, String token, JsonNode input, Instant createdAt, Duration runTime, boolean held) {
        this.id = id;
        this.token = token;
        this.input = input;
        this.createdAt = createdAt;
        this.runTime = runTime;
        this.held = held;
    }

    /** The signature in the addresses of its files. */
    synchronized String signature() {
        return "of-the-sandbox-" + signature;
    }

    /** Refuses all addresses that were given so far. */
    synchronized void expire() {
        signature++;
    }

    /** Whether an address with that signature is refused; one without a number is good for ever. */
    synchronized boolean isExpired(String given) {
        String number = given.substring(given.lastIndexOf('-') + 1);
        return number.matches("\\d{1,9}") && Integer.parseInt(number) < signature;
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
