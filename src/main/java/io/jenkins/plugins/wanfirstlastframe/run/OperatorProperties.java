package io.jenkins.plugins.wanfirstlastframe.run;

import io.jenkins.plugins.wanfirstlastframe.generation.Patience;
import java.time.Duration;
import jenkins.util.SystemProperties;

/**
 * The few constants that an operator may need to change in an emergency, by system properties of the controller whose names
 * begin with {@value #PREFIX}. They are no settings: the defaults are right, and a later version may drop them.
 */
final class OperatorProperties {

    private static final String PREFIX = "io.jenkins.plugins.wanfirstlastframe.";

    private OperatorProperties() {}

    /** How many calls to the service can be in flight at once: {@code callThreads}. Read when Jenkins starts. */
    static int callThreads() {
        return atLeastOne("callThreads", 4);
    }

    /** How many videos can be archived or fetched by the controller at once: {@code deliveryThreads}. Read at the start. */
    static int deliveryThreads() {
        return atLeastOne("deliveryThreads", 6);
    }

    /** How many of them for one node: {@code deliveryThreadsPerNode}. Read at the start. */
    static int deliveryThreadsPerNode() {
        return atLeastOne("deliveryThreadsPerNode", 2);
    }

    /**
     * How long an aborted step waits for the end of its request: {@code abortGraceSeconds}. Read at each abort.
     *
     * @param usual what is waited where the operator says nothing, such as {@link Patience#ABORT}
     */
    static Duration abortGrace(Duration usual) {
        return Duration.ofSeconds(atLeastOne("abortGraceSeconds", (int) usual.toSeconds()));
    }

    private static int atLeastOne(String name, int usual) {
        return Math.max(1, SystemProperties.getInteger(PREFIX + name, usual));
    }
}
