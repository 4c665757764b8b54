package io.jenkins.plugins.wanfirstlastframe.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.Serializable;

/**
 * One thing that is wrong with an input.
 *
 * @param parameter which parameter
 * @param given the text that was given, null if there was none
 * @param message the rest of a sentence that starts with the parameter's title
 */
public record InputProblem(
        Parameter parameter, @CheckForNull String given, String message) implements Serializable {

    private static final int MAX_VALUE = 80;

    /** {@code Frames Per Second must be an integer from 12 to 24 (given: "99")}. */
    @Override
    public String toString() {
        String sentence = parameter.title() + " " + message;
        return given == null ? sentence : sentence + " (given: \"" + PlainText.oneLine(given, MAX_VALUE) + "\")";
    }
}
