package io.jenkins.plugins.wanfirstlastframe.script;

/** A script's text has no end where it needs one, or is nested too deeply. The message says what it is, without a full stop. */
final class ScriptSyntaxException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int offset;

    /** @param offset where in the script the piece begins */
    ScriptSyntaxException(int offset, String message) {
        super(message);
        this.offset = offset;
    }

    int offset() {
        return offset;
    }
}
