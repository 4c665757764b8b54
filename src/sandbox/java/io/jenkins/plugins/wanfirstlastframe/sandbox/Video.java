package io.jenkins.plugins.wanfirstlastframe.sandbox;

import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A video that the sandbox hands out. */
public interface Video {

    /** Its length in bytes. */
    long length();

    /** Writes its bytes from an offset on. */
    void writeTo(OutputStream out, long from) throws IOException;

    /** Makes the videos of requests. Must be quick or remember what it made: it is asked for each download. */
    @FunctionalInterface
    interface Source extends AutoCloseable {

        /** The video for an input, the same each time. */
        Video of(GenerationInput input) throws IOException;

        /**
         * Begins the work on a video in the background, for a source that takes its time. The request is not done before,
         * and fails where the video can't be made, with the exception's message.
         */
        default Optional<CompletableFuture<Video>> prepare(GenerationInput input) {
            return Optional.empty();
        }

        /** Ends work in the background, together with the sandbox. */
        @Override
        default void close() {
            // most have none
        }
    }
}
