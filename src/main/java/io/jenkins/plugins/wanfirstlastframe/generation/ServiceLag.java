package io.jenkins.plugins.wanfirstlastframe.generation;

import java.time.Duration;

/**
 * For how long parts of the service may be behind one another before that counts as a failure.
 *
 * @param storage for a completed request's output and its file to be there
 * @param unknownStatus for a status that nobody has documented, before the result is looked into for an end
 */
record ServiceLag(Duration storage, Duration unknownStatus) {

    static final ServiceLag DEFAULT = new ServiceLag(Patience.STORAGE_LAG, Patience.UNKNOWN_STATUS);
}
