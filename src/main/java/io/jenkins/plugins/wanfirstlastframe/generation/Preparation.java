package io.jenkins.plugins.wanfirstlastframe.generation;

import io.jenkins.plugins.wanfirstlastframe.client.FrameContent;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import java.time.Duration;
import java.util.Map;

/**
 * What has to be done before a request is submitted: frames that are on no web server are made ready for the service, and
 * limits for what may be spent are looked at.
 */
@FunctionalInterface
public interface Preparation {

    /** For a request that needs none. */
    Preparation NONE = state -> Prepared.NOTHING;

    /**
     * Prepares a submit. Called on a thread that makes short calls, so it waits for nobody: what takes its time goes on
     * elsewhere, and the method is called again.
     *
     * @return what goes into the submit, to be closed once that has been answered
     * @throws PreparationPostponedException if it must be called again later
     * @throws PreparationException if nothing may be submitted
     */
    Prepared prepare(GenerationState state) throws PreparationPostponedException, PreparationException;

    /** What goes into a submit; may hold the bytes of frames in memory. */
    interface Prepared extends AutoCloseable {

        /** A submit with nothing but the input. */
        Prepared NOTHING = new Prepared() {};

        /** What the service is given in place of the names of frames that it can't fetch by themselves. */
        default Map<Parameter, FrameContent> frames() {
            return Map.of();
        }

        /**
         * What else to do should the service refuse the input because of a frame in it, as a sentence; empty for nothing.
         */
        default String adviceIfRefused() {
            return "";
        }

        /** Lets go of what was held for the submit. */
        @Override
        default void close() {}
    }

    /** The preparation goes on elsewhere. */
    final class PreparationPostponedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final Duration retryAfter;

        /** To be called again after that time. */
        public PreparationPostponedException(Duration retryAfter) {
            super("The preparation is under way.");
            this.retryAfter = retryAfter;
        }

        /** After how long to call the preparation again. */
        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** Nothing may be submitted; nothing is billed. */
    final class PreparationException extends Exception {
        private static final long serialVersionUID = 1L;

        private final Failure.Kind kind;
        private final String advice;

        /**
         * A preparation that failed.
         *
         * @param what what failed, as a sentence
         * @param advice what to do next, as a sentence
         */
        public PreparationException(Failure.Kind kind, String what, String advice) {
            super(what);
            this.kind = kind;
            this.advice = advice;
        }

        /** What kind of failure it is. */
        public Failure.Kind kind() {
            return kind;
        }

        /** What to do next, as a sentence. */
        public String advice() {
            return advice;
        }
    }
}
