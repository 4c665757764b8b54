package io.jenkins.plugins.wanfirstlastframe.cli;

import io.jenkins.plugins.wanfirstlastframe.script.Making;
import picocli.CommandLine.Option;

/** Whether a video is made, kept, or replaced by a preview. */
final class MakingOptions {

    @Option(
            names = "--only-if-changed",
            description = "Keep the video that is there where neither a parameter nor a frame's content has changed"
                    + " since it was made. Nothing is submitted then, and no token is needed.")
    private boolean onlyIfChanged;

    @Option(names = "--force", description = "With --only-if-changed: make it all the same.")
    private boolean force;

    @Option(
            names = "--dry-run",
            description = "Submit nothing: check the input and both frames, and save a preview in the video's place."
                    + " Needs no token.")
    private boolean dryRun;

    /** How the video comes about. */
    Making making() {
        return new Making(onlyIfChanged, force, dryRun);
    }
}
