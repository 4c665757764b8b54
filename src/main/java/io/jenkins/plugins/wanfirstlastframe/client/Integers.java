package io.jenkins.plugins.wanfirstlastframe.client;

/** Reads integers that people typed. */
final class Integers {

    private Integers() {}

    /**
     * The integer.
     *
     * @param bounds what the text should have been, for the message
     * @throws IllegalArgumentException with the rest of a sentence that starts with the parameter's title
     */
    static long parse(String text, String bounds) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be " + bounds, e);
        }
    }
}
