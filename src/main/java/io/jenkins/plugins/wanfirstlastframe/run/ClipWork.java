package io.jenkins.plugins.wanfirstlastframe.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.clips.ClipResult.State;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Patience;
import io.jenkins.plugins.wanfirstlastframe.generation.Phase;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** One clip on its way, through however many requests it takes. Safe for many threads. */
final class ClipWork {

    private final int place;
    private final ListedClip clip;

    // guarded by this
    @CheckForNull
    private RequestDrive drive;

    private int attempts;

    /** How many there were before the one that is driven. */
    private int attemptsBefore;

    @CheckForNull
    private String record;

    private long begun;

    @CheckForNull
    private ClipsJournal.End end;

    /** How the last request ended; null for one of before a restart. */
    @CheckForNull
    private RequestEnd latest;

    /** @param place in the list, from 0 */
    ClipWork(int place, ListedClip clip) {
        this.place = place;
        this.clip = clip;
    }

    ListedClip clip() {
        return clip;
    }

    /** Takes over what the journal says; of several lines the last one. */
    synchronized void restore(ClipsJournal.Line line) {
        attempts = line.attempts();
        record = line.record();
        begun = line.begun();
        end = line.end();
    }

    /** What the journal is to say. */
    synchronized ClipsJournal.Line line() {
        return new ClipsJournal.Line(place, attempts, record, begun, end);
    }

    synchronized void drivenBy(RequestDrive next) {
        drive = next;
        attemptsBefore = attempts;
    }

    /** How long the service may take to end its request early. */
    synchronized Duration patience() {
        return drive == null ? Patience.ABORT : drive.patience();
    }

    /** What drives its request. */
    synchronized RequestDrive drive() {
        return Objects.requireNonNull(drive);
    }

    /** The id of the last request's record; null if there is none. */
    @CheckForNull
    synchronized String record() {
        return record;
    }

    /** A record is opened for it. */
    synchronized void begins(RequestRecord opened, Clock clock) {
        record = opened.id();
        if (!opened.state().origin().isFree()) {
            attempts++;
        }
        if (begun == 0) {
            begun = clock.millis();
        }
    }

    /** Its request is over. */
    synchronized void ends(RequestEnd how, Clock clock) {
        latest = how;
        Failure failure = failure(how);
        long millis = begun == 0 ? 0 : Math.max(0, clock.millis() - begun);
        boolean stoppedBefore = how instanceof RequestEnd.NotBegun before && before.cause() == null;
        if (how instanceof RequestEnd.NotBegun before && before.billing() == Billing.NOT_BILLED) {
            giveBack();
        }
        end = new ClipsJournal.End(
                millis, stoppedBefore && record == null, failure == null ? null : ClipsJournal.Reason.of(failure));
    }

    /** Its request was not begun, and the record is gone. */
    synchronized void giveBack() {
        record = null;
        attempts = attemptsBefore;
    }

    @CheckForNull
    private static Failure failure(RequestEnd how) {
        if (how instanceof RequestEnd.Failed failed) {
            return failed.outcome().failure();
        }
        if (how instanceof RequestEnd.NotBegun before) {
            Throwable cause = before.cause();
            return new Failure(
                    before.token() ? Failure.Kind.TOKEN : cause == null ? Failure.Kind.ABORTED : Failure.Kind.INPUT,
                    cause == null ? "Aborted." : PlainText.oneLine(cause.getMessage(), 1000),
                    before.owed(),
                    before.billing(),
                    "");
        }
        if (how instanceof RequestEnd.Left left) {
            return lost(left.state(), "Aborted; the build no longer waits for the end of the request.");
        }
        if (how instanceof RequestEnd.Detached detached) {
            return lost(detached.state(), "Jenkins is shutting down, and a freestyle build can't go on afterwards.");
        }
        if (how instanceof RequestEnd.Defect defect) {
            return new Failure(
                    Failure.Kind.INTERNAL,
                    "This plugin has a defect: "
                            + PlainText.oneLine(defect.cause().toString(), 200) + ".",
                    null,
                    Billing.MAY_BE_BILLED,
                    "");
        }
        return null;
    }

    private static Failure lost(GenerationState state, String what) {
        RequestId request = state.requestId().orElse(null);
        boolean free =
                request == null && state.phase() == Phase.NEW || state.origin().isFree();
        return new Failure(Failure.Kind.ABORTED, what, request, free ? Billing.NOT_BILLED : Billing.MAY_BE_BILLED, "");
    }

    /** What the console has not been told of how its request ended. */
    synchronized Optional<String> untold() {
        boolean told = latest instanceof RequestEnd.Made
                || latest instanceof RequestEnd.Left
                || latest instanceof RequestEnd.NotBegun before && before.cause() == null;
        return told ? Optional.empty() : failure().map(Failure::message);
    }

    /** Whether another request makes sense, and may be made. */
    synchronized boolean mayBeTriedAgain(int retries) {
        return attempts <= retries
                && latest instanceof RequestEnd.Failed failed
                && failed.outcome().mayBeSubmittedAgain();
    }

    /** It is to be tried again. */
    synchronized void again() {
        end = null;
    }

    /** Whether what this one failed of would make all others fail, too. */
    synchronized boolean failedForAll() {
        return failure()
                .map(Failure::kind)
                .filter(kind -> kind == Failure.Kind.BALANCE || kind == Failure.Kind.TOKEN)
                .isPresent();
    }

    /**
     * Nothing is tried, or tried again, for it.
     *
     * @param cause the clip that has failed for all; null where somebody stopped them
     */
    synchronized void leaveOut(@CheckForNull ClipWork cause, String why) {
        if (latest instanceof RequestEnd.Failed failed) { // it waited for another try
            end = new ClipsJournal.End(
                    0, false, ClipsJournal.Reason.of(failed.outcome().failure()));
            return;
        }
        Failure.Kind kind = cause == null ? Failure.Kind.ABORTED : cause.kind();
        end = new ClipsJournal.End(
                0, true, ClipsJournal.Reason.of(new Failure(kind, why, null, Billing.NOT_BILLED, "")));
    }

    private synchronized Failure.Kind kind() {
        return failure().map(Failure::kind).orElse(Failure.Kind.ABORTED);
    }

    synchronized boolean isOver() {
        return end != null;
    }

    /** Whether there is a video. */
    synchronized boolean isThere() {
        return end != null && end.failure() == null;
    }

    /** Why there is no video; empty where there is one. */
    synchronized Optional<Failure> failure() {
        return Optional.ofNullable(end).map(ClipsJournal.End::failure).map(ClipsJournal.Reason::failure);
    }

    synchronized int attempts() {
        return attempts;
    }

    /** From the first request to the end; zero if there was none. */
    synchronized Duration elapsed() {
        return end == null ? Duration.ZERO : Duration.ofMillis(end.millis());
    }

    /** What became of it. */
    synchronized State state(@CheckForNull GenerationState made) {
        if (!isThere()) {
            return end != null && end.leftOut() ? State.NOT_SUBMITTED : State.FAILED;
        }
        if (made == null) {
            return State.MADE;
        }
        return switch (made.origin()) {
            case EARLIER_VIDEO -> State.REUSED;
            case PREVIEW -> State.PREVIEW;
            default -> State.MADE;
        };
    }
}
