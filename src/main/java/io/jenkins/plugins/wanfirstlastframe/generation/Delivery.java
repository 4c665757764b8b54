package io.jenkins.plugins.wanfirstlastframe.generation;

import java.time.Duration;
import java.util.List;

/** Brings a finished request's video to where it belongs. */
public interface Delivery {

    /**
     * Fetches the video. May take minutes.
     *
     * @param urls the service's video URLs, unchecked and not empty; the first is the video
     * @param state the request, with its deadline
     * @throws DeliveryPostponedException if it must be tried again later; nothing is left behind then, and nothing is held meanwhile
     * @throws DeliveryException with a sentence on what failed; nothing is left behind then
     * @throws InterruptedException if the thread was interrupted; nothing is left behind then
     */
    DeliveredVideo deliver(List<String> urls, GenerationState state)
            throws DeliveryPostponedException, DeliveryException, InterruptedException;

    /** Makes a delivery in progress end soon with an exception. Called from any thread, maybe when there is none. */
    void cancel();

    /** The place for the video isn't there at the moment. */
    final class DeliveryPostponedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final Duration retryAfter;

        public DeliveryPostponedException(String message, Duration retryAfter) {
            super(message);
            this.retryAfter = retryAfter;
        }

        /** After how long to try again. */
        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** A video couldn't be fetched or kept. */
    final class DeliveryException extends Exception {
        private static final long serialVersionUID = 1L;

        public DeliveryException(String message) {
            super(message);
        }

        public DeliveryException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
