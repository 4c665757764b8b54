package io.jenkins.plugins.wanfirstlastframe.clips;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import java.math.BigDecimal;
import java.time.Duration;

/**
 * What became of one clip.
 *
 * @param name what the clip is called
 * @param file where its video is, or would have been
 * @param state what became of it
 * @param attempts how many requests it took; 0 if none was submitted
 * @param elapsed how long it took from its first request to its end; zero if none was submitted
 * @param queued how long the request that made it waited at the service; null where nobody saw it or there is no video
 * @param ran how long the service worked on that request; null where nobody saw it or there is no video
 * @param requestId the service's name for its last request; null if there is none
 * @param costUsd what that request was charged, in US dollars; null where nobody knows or there is none
 * @param failure why there is no video; null if there is one
 */
public record ClipResult(
        String name,
        String file,
        State state,
        int attempts,
        Duration elapsed,
        @CheckForNull Duration queued,
        @CheckForNull Duration ran,
        @CheckForNull String requestId,
        @CheckForNull BigDecimal costUsd,
        @CheckForNull Failure failure) {

    /** What can become of a clip. */
    public enum State {
        /** There is a new video. */
        MADE("made"),
        /** The video that was there is kept: nothing has changed since it was made. */
        REUSED("reused"),
        /** A dry run has put a preview in its place. */
        PREVIEW("preview"),
        /** A request was tried, and there is no video. */
        FAILED("failed"),
        /** No request was tried, since it would have failed as another one has, or the program was ended before. */
        NOT_SUBMITTED("not submitted");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /** Whether there is a file. */
        public boolean isThere() {
            return this == MADE || this == REUSED || this == PREVIEW;
        }

        /** The state for a person. */
        public String word() {
            return word;
        }
    }
}
