package io.jenkins.plugins.wanfirstlastframe.generation;

/** Watches one request. */
public interface GenerationListener {

    /**
     * Something has happened. Called on the thread that drives the request, one call at a time; a slow listener slows the
     * request.
     */
    void progress(Progress progress);

    /**
     * Keeps the state safe from a crash before the request goes on. Called before a submit is sent and, with the request id,
     * as soon as it has been answered. An exception ends the request before more is done.
     */
    default void save(GenerationState state) {}
}
