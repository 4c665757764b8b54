package io.jenkins.plugins.wanfirstlastframe.generation;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.RequestStatus;
import java.time.Duration;

/** What earlier requests of a kind let expect of one. */
final class ExpectedTime {

    private ExpectedTime() {}

    /**
     * A sentence to stand after others, with a blank before it; empty where there is nothing to expect.
     *
     * @param left how long the service will still work on the request, null where that can't be told
     */
    static String sentence(RequestStatus status, @CheckForNull Duration left) {
        if (left == null) {
            return "";
        }
        String time = DurationFormat.text(left);
        return status.state() == RequestStatus.State.IN_QUEUE
                ? " By earlier requests, it takes about " + time + " once it runs."
                : " By earlier requests, about " + time + " left.";
    }
}
