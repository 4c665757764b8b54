package io.jenkins.plugins.wanfirstlastframe.generation;

/** How a request's life ended. */
public sealed interface Outcome {

    /**
     * There is a video.
     *
     * @param state the request's last state, with its request id and times
     * @param video where the video is
     */
    record Finished(GenerationState state, DeliveredVideo video) implements Outcome {}

    /** There is none. */
    record Failed(GenerationState state, Failure failure) implements Outcome {}

    /** This side stopped watching; the request goes on at the service. */
    record Detached(GenerationState state) implements Outcome {}

    /** The request's last state on this side. */
    GenerationState state();
}
