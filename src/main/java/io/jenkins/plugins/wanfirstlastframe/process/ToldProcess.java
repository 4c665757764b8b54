package io.jenkins.plugins.wanfirstlastframe.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * A process of this machine that has told its number.
 *
 * @param number the system's
 * @param told when it did: what was begun later has that number by chance
 */
record ToldProcess(long number, Instant told) {

    /** How coarse the times of files and processes may be. */
    private static final Duration CLOCK_STEP = Duration.ofSeconds(2);

    /** Whether it still runs, as far as can be seen from here. */
    boolean isAlive() {
        return ProcessHandle.of(number)
                        .filter(ProcessHandle::isAlive)
                        .flatMap(handle -> handle.info().startInstant())
                        .filter(begin -> begin.isBefore(told.plus(CLOCK_STEP)))
                        .isPresent()
                && !isZombie();
    }

    /**
     * Whether it is over and has merely not been asked by its parent how it ended. Some agents never ask: one that replaces
     * itself after it has lost its connection knows nothing of its children, and neither does one that is the first process
     * of a container. Only Linux tells.
     */
    private boolean isZombie() {
        try {
            String stat =
                    Files.readString(Path.of("/proc", String.valueOf(number), "stat"), StandardCharsets.ISO_8859_1);
            return stat.startsWith(" Z", stat.lastIndexOf(')') + 1); // the name before may hold anything
        } catch (IOException e) { // another system, or the process is gone
            return false;
        }
    }
}
