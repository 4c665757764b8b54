package io.jenkins.plugins.wanfirstlastframe.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.Locale;

/**
 * Where a request stands.
 *
 * @param state what it means
 * @param rawStatus the service's own word, cleaned for a console
 * @param queuePosition how many requests are before it, null where the service didn't say
 * @param error the service's reason where the request failed or its word is unknown, cleaned for a console; null where
 *     there is none
 */
public record RequestStatus(
        State state,
        String rawStatus,
        @CheckForNull Integer queuePosition,
        @CheckForNull String error) {

    /** The states of the queue API, and one for a word that nobody has documented. */
    public enum State {
        IN_QUEUE,
        IN_PROGRESS,
        COMPLETED,
        FAILED,
        CANCELLED,
        /** An undocumented word. The request counts as still running, so that a new state doesn't break builds. */
        UNKNOWN
    }

    /** Where the request stands, as people say it, with its place in the queue and without a full stop. */
    public String sentence() {
        return switch (state) {
            case IN_QUEUE -> queuePosition == null ? "In queue" : "In queue at position " + queuePosition;
            case IN_PROGRESS -> "In progress";
            case COMPLETED -> "Completed";
            case FAILED -> "Failed";
            case CANCELLED -> "Cancelled";
            case UNKNOWN -> "\"" + rawStatus + "\"";
        };
    }

    /**
     * Reads the service's word, in any letter case, with hyphens, spaces or underscores: the documented words, those of the
     * service's own clients, and those that queues of this kind use for the same states.
     */
    static State stateOf(String word) {
        return switch (word.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s_-]+", "")) {
            case "inqueue",
                    "queued",
                    "queueing",
                    "queuing",
                    "enqueued",
                    "pending",
                    "waiting",
                    "submitted",
                    "accepted",
                    "created",
                    "received",
                    "scheduled",
                    "notstarted" -> State.IN_QUEUE;
            case "inprogress",
                    "processing",
                    "running",
                    "starting",
                    "started",
                    "executing",
                    "generating",
                    "rendering",
                    "working",
                    "active",
                    "uploading",
                    "saving",
                    "finalizing" -> State.IN_PROGRESS;
            case "completed", "complete", "succeeded", "success", "successful", "finished", "done" -> State.COMPLETED;
            case "failed", "failure", "error", "errored" -> State.FAILED;
            case "cancelled", "canceled" -> State.CANCELLED;
            default -> State.UNKNOWN;
        };
    }
}
