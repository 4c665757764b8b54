package io.jenkins.plugins.wanfirstlastframe.generation;

/** How a job's life ended. */
public sealed interface Outcome {

    /**
     * There is a video.
     *
     * @param state the job's last state, with its request id and times
     * @param video where the video is
     */
    record Finished(GenerationState state, DeliveredVideo video) implements Outcome {}

    /** There is none. */
    record Failed(GenerationState state, Failure failure) implements Outcome {}

    /** This side stopped watching; the job goes on at the service. */
    record Detached(GenerationState state) implements Outcome {}

    /** The job's last state on this side. */
    GenerationState state();
}
