package io.jenkins.plugins.wanfirstlastframe.preview;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.IOException;

/**
 * A start or end image can't be used. The message is one line for a person: which frame, what is wrong with it and what
 * to do about it. It never holds a query, a user name or control characters.
 */
public final class FrameException extends IOException {

    private static final long serialVersionUID = 1L;

    FrameException(@NonNull String message) {
        super(message);
    }

    FrameException(@NonNull String message, @CheckForNull Throwable cause) {
        super(message, cause);
    }
}
