package io.jenkins.plugins.wanfirstlastframe.preview;

import java.lang.management.ManagementFactory;

/**
 * What this Java's memory has room for. Arrays that would take the last of it are refused before they are made: the error
 * of a full memory strikes whichever thread asks next, and in a Jenkins controller that is seldom the one to blame.
 */
public final class FreeMemory {

    /** Which part of the memory is left to everybody else. */
    private static final int RESERVE = 16;

    /** What to say of an image, after its size. */
    static final String TOO_MUCH = "too much for the memory that this Java may use; make it smaller, or raise -Xmx";

    private FreeMemory() {}

    /**
     * Whether so much can be had. Where it doesn't look like that, what nobody holds any more is collected first.
     *
     * @param bytes how much is about to be asked for, at once or bit by bit
     */
    static boolean holds(long bytes) {
        if (bytes <= free()) {
            return true;
        }
        ManagementFactory.getMemoryMXBean().gc();
        return bytes <= free();
    }

    private static long free() {
        Runtime java = Runtime.getRuntime();
        long most = java.maxMemory();
        return most - most / RESERVE - (java.totalMemory() - java.freeMemory());
    }

    /**
     * Refuses a file whose content would not fit, before it is read.
     *
     * @param bytes the length of the file; that of one that is too large in any case doesn't matter
     * @param name what a message calls the file
     * @throws FrameException if there is no room for it
     */
    public static void check(long bytes, String name) throws FrameException {
        long most = FrameLimits.DEFAULT.bytes();
        if (bytes <= most && !holds(2 * bytes)) { // what is read, and the array made of it
            throw new UnusableImageException("has " + InlineFrame.megabytes(bytes) + " MB, " + TOO_MUCH).of(name);
        }
    }
}
