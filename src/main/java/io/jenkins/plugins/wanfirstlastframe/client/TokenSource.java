package io.jenkins.plugins.wanfirstlastframe.client;

/**
 * Gives the API token for one call. It is asked afresh for every call, so that a rotated token is picked up and none is
 * kept.
 */
@FunctionalInterface
public interface TokenSource {

    /**
     * The token.
     *
     * @throws TokenException if there is none or none can be had
     */
    String token() throws TokenException;

    /** How people name the place the token comes from: it stands in messages, the token never does. */
    default String description() {
        return "the configured token";
    }

    /** There is no usable token. The message says where it was looked for and never contains it. */
    final class TokenException extends Exception {
        private static final long serialVersionUID = 1L;

        public TokenException(String message) {
            super(message);
        }
    }
}
