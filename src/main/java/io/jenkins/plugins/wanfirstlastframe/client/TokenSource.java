package io.jenkins.plugins.wanfirstlastframe.client;

import java.util.List;

/** Gives the API token for one call. It is asked for every call, so that a rotated token is picked up. */
@FunctionalInterface
public interface TokenSource {

    /**
     * The token.
     *
     * @throws TokenException if there is none or none can be had; or, {@linkplain TokenException#isPending() pending}, if it
     *     is still being looked for, so that the call is to be made again a little later
     */
    String token() throws TokenException;

    /**
     * The service refused a token. Whoever keeps tokens for a while looks this one up anew: {@link #token} is asked once
     * more, and the call is repeated if another token comes back.
     */
    default void refused(String token) {}

    /** How people name the place the token comes from: it stands in messages, the token never does. */
    default String description() {
        return "the configured token";
    }

    /** There is no usable token. The message says where it was looked for and never contains it. */
    final class TokenException extends Exception implements Phrase.Spoken {
        private static final long serialVersionUID = 1L;

        private final Phrase phrase;
        private final boolean pending;

        /** One that is told in English alone. */
        public TokenException(String message) {
            this(message, false);
        }

        /** One that forms show, in the reader's language. */
        public TokenException(Phrase phrase) {
            this(phrase, false);
        }

        private TokenException(String message, boolean pending) {
            this(new Phrase("", "{0}", List.of(message)), pending);
        }

        private TokenException(Phrase phrase, boolean pending) {
            super(phrase.toString());
            this.phrase = phrase;
            this.pending = pending;
        }

        @Override
        public Phrase phrase() {
            return phrase;
        }

        /** The token is being looked for in a place that takes its time. */
        public static TokenException pending(String message) {
            return new TokenException(message, true);
        }

        /** Whether it is worth asking again a little later. */
        public boolean isPending() {
            return pending;
        }
    }
}
