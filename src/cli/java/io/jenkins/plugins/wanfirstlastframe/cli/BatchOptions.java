package io.jenkins.plugins.wanfirstlastframe.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.script.BatchRun;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** How the clips of a list are made, and where they and the report about them go. */
final class BatchOptions {

    @Option(
            names = "--output-dir",
            paramLabel = "DIR",
            description = "Below which the videos are saved; the working directory unless given.")
    private Path outputDir = Path.of("");

    @Option(
            names = "--max-concurrent",
            paramLabel = "N",
            description = "How many requests are at the service at once; " + BatchRun.MAX_CONCURRENT + " unless given.")
    private int maxConcurrent = BatchRun.MAX_CONCURRENT;

    @Option(
            names = "--retries",
            paramLabel = "N",
            description = "How often a clip is tried again whose request the service ran in vain or turned away for"
                    + " now; 0 unless given. Each request that ran may cost money.")
    private int retries;

    @CheckForNull
    @Option(names = "--junit", paramLabel = "FILE", description = "Write a JUnit report in which each clip is a test.")
    private Path junit;

    /** Whether the numbers are possible. */
    boolean areValid() {
        return maxConcurrent >= 1 && retries >= 0;
    }

    /** The folder below which the videos are saved. */
    Path outputDir() {
        return outputDir;
    }

    /** How the run goes about it. */
    BatchRun applyTo(BatchRun run) {
        return run.atMost(maxConcurrent).retries(retries);
    }

    /** The file of the JUnit report; null for none. */
    @CheckForNull
    Path junit() {
        return junit;
    }
}
