package io.jenkins.plugins.wanfirstlastframe.clips;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
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
        @CheckForNull Failure failure) {

    /** What can become of a clip. */
    public enum State {
        /** There is a video. */
        MADE("made"),
        /** A request was tried, and there is no video. */
        FAILED("failed"),
        /** No request was tried, since it would have failed as another one has, or the program was ended before. */
        NOT_SUBMITTED("not submitted");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /** The state for a person. */
        public String word() {
            return word;
        }
    }
}
