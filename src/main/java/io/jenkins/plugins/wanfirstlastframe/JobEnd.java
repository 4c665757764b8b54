package io.jenkins.plugins.wanfirstlastframe;

import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import java.io.Serializable;

/** How a job without a video ended, kept until its Pipeline knows. */
final class JobEnd implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String message;
    private final boolean aborted;

    JobEnd(Failure failure) {
        message = failure.message();
        aborted = failure.kind() == Failure.Kind.ABORTED;
    }

    String message() {
        return message;
    }

    boolean aborted() {
        return aborted;
    }
}
