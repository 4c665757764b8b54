package io.jenkins.plugins.wanfirstlastframe.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/** A value that somebody gave is none that can be taken. Its message is a phrase, so that a form can tell it in any language. */
public final class InvalidValueException extends IllegalArgumentException implements Phrase.Spoken {

    private static final long serialVersionUID = 1L;

    private final Phrase phrase;

    /** A refusal that nothing but the value itself has caused. */
    public InvalidValueException(Phrase phrase) {
        this(phrase, null);
    }

    /**
     * A refusal.
     *
     * @param cause null where there is none
     */
    public InvalidValueException(Phrase phrase, @CheckForNull Throwable cause) {
        super(phrase.toString(), cause);
        this.phrase = phrase;
    }

    @Override
    public Phrase phrase() {
        return phrase;
    }
}
