package io.jenkins.plugins.wanfirstlastframe.generation;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.time.Duration;
import java.util.List;

/** Brings a finished request's videos to where they belong. */
public interface Delivery {

    /**
     * Where the videos go, so that a slow place holds up no other: deliveries of one lane share that lane's threads.
     *
     * @return a name such as a node's; the same at each call
     */
    default String lane() {
        return "";
    }

    /**
     * Fetches the videos. Called on one thread at a time; may take minutes.
     *
     * @param urls the service's URLs of the output, unchecked and not empty
     * @param state the request, with its deadline
     * @return the videos, at least one; the first is the main one
     * @throws DeliveryPostponedException if it must be called again later; nothing is held by this thread meanwhile
     * @throws DeliveryException with a sentence on what failed; nothing is left behind then
     * @throws InterruptedException if the thread was interrupted; nothing is left behind then
     */
    List<DeliveredVideo> deliver(List<String> urls, GenerationState state)
            throws DeliveryPostponedException, DeliveryException, InterruptedException;

    /**
     * Is told what a request has cost whose videos were delivered before the service said that.
     *
     * @param state with the cost and the videos
     */
    default void costKnown(GenerationState state) {}

    /**
     * Makes a delivery in progress end soon with an exception. Called from any thread, also while {@link #deliver} runs on
     * another one, and also when there is none.
     */
    void cancel();

    /** A delivery can't go on at the moment, or goes on elsewhere. */
    final class DeliveryPostponedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final Duration retryAfter;
        private final boolean underWay;

        private DeliveryPostponedException(String message, Duration retryAfter, boolean underWay) {
            super(message);
            this.retryAfter = retryAfter;
            this.underWay = underWay;
        }

        /** The place for the video isn't there at the moment; nothing is left behind. */
        public static DeliveryPostponedException notYet(String message, Duration retryAfter) {
            return new DeliveryPostponedException(message, retryAfter, false);
        }

        /** The transfer goes on elsewhere; how it ended is asked for later. */
        public static DeliveryPostponedException underWay(Duration retryAfter) {
            return new DeliveryPostponedException("The transfer is under way.", retryAfter, true);
        }

        /** After how long to call the delivery again. */
        public Duration retryAfter() {
            return retryAfter;
        }

        /** Whether a transfer has begun, for which the URLs are of no interest any more. */
        public boolean underWay() {
            return underWay;
        }
    }

    /** A video couldn't be fetched or kept. */
    final class DeliveryException extends Exception {
        private static final long serialVersionUID = 1L;

        /** What callers tell apart. */
        public enum Kind {
            /** It will not work by itself. */
            FAILED,
            /** There is no file at the address: not yet, just after the request was completed, or no longer. */
            NOT_FOUND,
            /** The address is refused: it is not good yet or no longer, and the result may know a newer one. */
            ADDRESS_REFUSED,
            /** The file is still being written. */
            INCOMPLETE,
            /** The server asks to come again later: see {@link DeliveryException#retryAfter}. */
            TRY_LATER,
            /** The file is something else than a video, such as a poster image. */
            NOT_A_VIDEO,
            /** It was cancelled. */
            STOPPED
        }

        private final Kind kind;

        private final Duration retryAfter;

        /** A failure that another try doesn't mend. */
        public DeliveryException(String message) {
            this(Kind.FAILED, message, null);
        }

        /** A failure that another try doesn't mend. */
        public DeliveryException(String message, @CheckForNull Throwable cause) {
            this(Kind.FAILED, message, cause);
        }

        /** A failure without a cause. */
        public DeliveryException(Kind kind, String message) {
            this(kind, message, null);
        }

        /** A failure of any kind. */
        public DeliveryException(Kind kind, String message, @CheckForNull Throwable cause) {
            this(kind, message, Duration.ZERO, cause);
        }

        /**
         * A failure of any kind.
         *
         * @param retryAfter how long the server asks to wait; zero where it doesn't
         */
        public DeliveryException(Kind kind, String message, Duration retryAfter, @CheckForNull Throwable cause) {
            super(message, cause);
            this.kind = kind;
            this.retryAfter = retryAfter;
        }

        /** How long the server asks to wait before the next try; zero where it doesn't. */
        public Duration retryAfter() {
            return retryAfter;
        }

        /** What kind of failure it is. */
        public Kind kind() {
            return kind;
        }
    }
}
