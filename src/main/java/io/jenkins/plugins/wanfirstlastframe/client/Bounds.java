package io.jenkins.plugins.wanfirstlastframe.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/** What is said of values that are outside of what a parameter takes. */
final class Bounds {

    private Bounds() {}

    static InvalidValueException outside(ParameterType type) {
        return outside(type, null);
    }

    static InvalidValueException outside(ParameterType type, @CheckForNull Throwable cause) {
        return new InvalidValueException(Wording.MUST_BE.with(type.limits()), cause);
    }

    /**
     * Reads an integer that somebody typed.
     *
     * @throws InvalidValueException if the text is none
     */
    static long integer(ParameterType type, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw outside(type, e);
        }
    }
}
