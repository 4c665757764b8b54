package io.jenkins.plugins.wanfirstlastframe;

import hudson.init.Terminator;
import io.jenkins.plugins.wanfirstlastframe.generation.DurationHistory;
import io.jenkins.plugins.wanfirstlastframe.generation.Generation;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationEngine;
import io.jenkins.plugins.wanfirstlastframe.generation.RunningGeneration;
import jenkins.model.Jenkins;

/** The controller's one engine: all jobs of all builds, with at most eight threads. */
public final class WanEngine {

    private static final int CALL_THREADS = 4;

    /** On the controller, each has a second thread that reads. */
    private static final int DELIVERY_THREADS = 2;

    private static GenerationEngine engine;
    private static DurationHistory history = new DurationHistory();

    /** Whose jobs these are; an engine that was closed with its Jenkins takes no more. */
    private static Jenkins owner;

    private WanEngine() {}

    static synchronized RunningGeneration start(Generation generation) {
        if (engine == null || owner != Jenkins.get()) {
            owner = Jenkins.get();
            engine = new GenerationEngine(
                    CALL_THREADS,
                    DELIVERY_THREADS,
                    () -> WanFirstLastFrameConfiguration.get().getMostJobs());
        }
        return engine.start(generation);
    }

    /** Whether Jenkins goes down: a Pipeline no longer hears how its jobs ended, and is told when it is back. */
    static synchronized boolean goesDown() {
        return engine != null && engine.isClosed();
    }

    /** How long jobs ran since this controller was started. */
    static synchronized DurationHistory history() {
        return history;
    }

    static void limitChanged() {
        GenerationEngine current;
        synchronized (WanEngine.class) {
            current = engine;
        }
        if (current != null) {
            current.refill();
        }
    }

    /** Jobs go on at the service while Jenkins is down, and are taken up again when it is back. */
    @Terminator
    public static void shutDown() {
        GenerationEngine current;
        synchronized (WanEngine.class) {
            current = engine;
            history = new DurationHistory();
        }
        if (current != null) {
            current.close(); // and kept: what asks to be started from now on is left to the next Jenkins
        }
    }
}
