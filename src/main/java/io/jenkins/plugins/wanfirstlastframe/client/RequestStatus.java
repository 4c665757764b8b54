package io.jenkins.plugins.wanfirstlastframe.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.Locale;

/**
 * Where a request stands.
 *
 * @param state what it means
 * @param rawStatus the service's own word, cleaned for a console
 * @param queuePosition how many requests are before it, null where the service didn't say
 * @param error the service's reason where the request failed, cleaned for a console; null where there is none
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
        UNKNOWN;

        /** Whether nothing will happen to the request any more. */
        public boolean isFinal() {
            return this == COMPLETED || this == FAILED || this == CANCELLED;
        }
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

    /** Reads the service's word, in any letter case and with the spellings that its own clients know. */
    static State stateOf(String word) {
        return switch (word.strip().toLowerCase(Locale.ROOT)) {
            case "in_queue" -> State.IN_QUEUE;
            case "in_progress" -> State.IN_PROGRESS;
            case "completed", "succeeded" -> State.COMPLETED;
            case "failed" -> State.FAILED;
            case "cancelled", "canceled" -> State.CANCELLED;
            default -> State.UNKNOWN;
        };
    }
}
