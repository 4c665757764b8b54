package io.jenkins.plugins.wanfirstlastframe.run;

import hudson.model.TaskListener;
import java.util.Set;

/**
 * A console as one request of a build writes to it.
 *
 * @param listener the console itself, for the output of other plugins
 * @param subject what the request's lines begin with, such as a clip's name; empty where the request is the only one
 * @param common lines about all requests of a step, as far as they were written
 */
record BuildConsole(TaskListener listener, String subject, Set<String> common) {

    /** Writes a line about the request. */
    void say(String line) {
        ConsoleListener.say(listener, subject.isEmpty() ? line : subject + ": " + line);
    }

    /** Writes a line that is about all requests of the step, unless another one has. */
    void sayOnce(String line) {
        if (common.add(line)) {
            ConsoleListener.say(listener, line);
        }
    }
}
