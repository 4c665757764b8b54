package io.jenkins.plugins.wanfirstlastframe.script;

/**
 * How a video comes about.
 *
 * @param onlyIfChanged whether the one that is in its file already is kept where nothing has changed since it was made
 * @param force whether it is made all the same, and why is said
 * @param dryRun whether a preview is made in its place and nothing is submitted; goes before the others
 */
public record Making(boolean onlyIfChanged, boolean force, boolean dryRun) {

    /** Made in any case. */
    public static final Making ALWAYS = new Making(false, false, false);

    /** What either of two asks for. */
    Making or(Making other) {
        return new Making(onlyIfChanged || other.onlyIfChanged, force || other.force, dryRun || other.dryRun);
    }
}
