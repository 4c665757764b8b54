package io.jenkins.plugins.wanfirstlastframe.generation;

import java.util.List;

/** How a request's life on this side ended. */
public sealed interface Outcome {

    /**
     * There is a video.
     *
     * @param state the request's last state, with its request id and times
     * @param videos where the videos are; at least one, the main one first
     */
    record Finished(GenerationState state, List<DeliveredVideo> videos) implements Outcome {
        public Finished {
            videos = List.copyOf(videos);
        }

        /** The main video. */
        public DeliveredVideo video() {
            return videos.get(0);
        }
    }

    /** There is none. */
    record Failed(GenerationState state, Failure failure) implements Outcome {}

    /** This side stopped watching; the request goes on at the service. */
    record Detached(GenerationState state) implements Outcome {}

    /** The request's last state on this side. */
    GenerationState state();
}
