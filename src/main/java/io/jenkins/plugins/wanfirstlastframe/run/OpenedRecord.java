package io.jenkins.plugins.wanfirstlastframe.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import java.util.Optional;

/**
 * The record of the request that is driven, once there is one: what is owed by it, and how it is given back. Safe for many
 * threads: whoever stops the request may come before, while and after it is opened.
 */
final class OpenedRecord {

    // guarded by this
    @CheckForNull
    private Claim claim;

    /** Whether there was a record before this drive. Guarded by this. */
    private boolean before;

    /** There was a record before this drive, which is to be claimed. */
    synchronized void resumed() {
        before = true;
    }

    /** It is claimed. */
    synchronized void opened(Claim opened) {
        claim = opened;
    }

    /** The request that is taken up or gone on with; empty for one that is yet to be submitted. */
    synchronized Optional<RequestId> owed() {
        return claim == null ? Optional.empty() : claim.record().state().requestId();
    }

    /** What a sentence begins with that says why the engine does not get the request. */
    String nothingDone() {
        return owed().map(id -> "Request " + id + ", which may be billed, is not followed: ")
                .orElse("Nothing was submitted: ");
    }

    /**
     * The end where the engine does not get the request.
     *
     * @param cause why; null where somebody stopped it
     * @param token whether there is no token
     */
    synchronized RequestEnd.NotBegun notBegun(@CheckForNull Throwable cause, boolean token) {
        RequestId owed = owed().orElse(null);
        boolean unknown = claim == null && before;
        return new RequestEnd.NotBegun(
                cause, token, owed, owed != null || unknown ? Billing.MAY_BE_BILLED : Billing.NOT_BILLED);
    }

    /** Gives it back before its request was begun: it is as it was before. */
    synchronized void withdraw() {
        if (claim != null) {
            claim.withdraw();
        }
    }

    /** The step no longer waits for the request's end. */
    synchronized void abandon() {
        if (claim != null) {
            claim.abandon();
        }
    }

    /** Whether its video is an artifact. */
    synchronized boolean isArchived() {
        return claim != null && claim.record().settings().archive();
    }

    /** Notes that the console knows how the request ended, or that nobody follows it here any more. Writes a file. */
    void told() {
        Claim mine;
        synchronized (this) {
            mine = claim;
        }
        if (mine != null) {
            mine.told();
        }
    }
}
