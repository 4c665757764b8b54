package io.jenkins.plugins.wanfirstlastframe.preview;

import java.util.concurrent.Semaphore;

/**
 * Room for large images in the memory of this Java: a file of 50 MB and its 40 megapixels take some 300 MB. Where many are
 * looked at side by side, as an agent does for the branches of a Pipeline, they wait for each other.
 */
public final class ImageRoom {

    private static final long BYTES_EACH = 384L << 20;

    private static final Semaphore PLACES =
            new Semaphore((int) Math.max(1, Runtime.getRuntime().maxMemory() / BYTES_EACH), true);

    private ImageRoom() {}

    /**
     * What is done with an image.
     *
     * @param <T> what comes of it
     * @param <E> what may go wrong
     */
    public interface Work<T, E extends Exception> {
        /** Does it. */
        T run() throws E, InterruptedException;
    }

    /**
     * Does something once there is room.
     *
     * @throws InterruptedException if the thread was interrupted while it waited or worked
     */
    public static <T, E extends Exception> T with(Work<T, E> work) throws E, InterruptedException {
        PLACES.acquire();
        try {
            return work.run();
        } finally {
            PLACES.release();
        }
    }
}
