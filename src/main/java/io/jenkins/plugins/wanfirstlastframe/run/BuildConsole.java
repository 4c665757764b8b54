package io.jenkins.plugins.wanfirstlastframe.run;

import hudson.model.TaskListener;

/**
 * A console as one request of a build writes to it.
 *
 * @param listener the console itself, for the output of other plugins
 * @param subject what the request's lines begin with, such as a clip's name; empty where the request is the only one
 */
record BuildConsole(TaskListener listener, String subject) {

    /** Writes a line about the request. */
    void say(String line) {
        ConsoleListener.say(listener, subject.isEmpty() ? line : subject + ": " + line);
    }
}
