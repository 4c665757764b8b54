package io.jenkins.plugins.wanfirstlastframe.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.generation.DeliveredVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A record of a build in the hands of the one who drives its request.
 *
 * <p>The {@link RequestLedger}'s lock guards who holds the record and what it says. This one's own is held while the file is
 * written, so that of two states the later one is written last; it is taken before the ledger's, never within.
 */
final class Claim {

    private static final Logger LOGGER = Logger.getLogger(Claim.class.getName());

    private final RequestLedger ledger;
    private final RecordFiles files;
    private final Run<?, ?> run;
    private final String id;

    @CheckForNull
    private final String note;

    /** Whether this is still the one who drives the request. Guarded by the ledger. */
    private boolean held = true;

    /**
     * What is to be written next; differs from what the ledger has until the first own state is saved. Guarded by the
     * ledger.
     */
    private RequestRecord current;

    /**
     * A claim that the ledger has noted.
     *
     * @param current the record as it is to be written next
     * @param note what the console is to be told about its past; null for nothing
     */
    Claim(RequestLedger ledger, RecordFiles files, Run<?, ?> run, RequestRecord current, @CheckForNull String note) {
        this.ledger = ledger;
        this.files = files;
        this.run = run;
        this.id = current.id();
        this.current = current;
        this.note = note;
    }

    String id() {
        return id;
    }

    Run<?, ?> run() {
        return run;
    }

    /** What the console is to be told about the record's past; null for nothing. */
    @CheckForNull
    String note() {
        return note;
    }

    /** The outputs of the build's other requests, and the videos that these have brought. */
    Collection<String> reserved() {
        return ledger.records().stream()
                .filter(record -> !record.id().equals(id))
                .flatMap(record -> Stream.concat(
                        Stream.of(record.output()),
                        record.state().videos().stream().map(DeliveredVideo::location)))
                .collect(Collectors.toSet());
    }

    RequestRecord record() {
        synchronized (ledger) {
            return current;
        }
    }

    /**
     * Writes where the request stands.
     *
     * @throws UncheckedIOException if it can't be written
     */
    void save(GenerationState state) {
        try {
            change(record -> record.withState(state));
        } catch (IOException e) {
            throw new UncheckedIOException(PlainText.oneLine(e.getMessage(), 200), e);
        }
    }

    /** Notes that the console knows how the request ended or stands. */
    void told() {
        try {
            change(RequestRecord::withTold);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "What was told of a request of " + run + " can't be noted");
        }
    }

    /** Changes the record, unless it is in other hands by now. Of several at a time the last writes them all. */
    private void change(UnaryOperator<RequestRecord> change) throws IOException {
        synchronized (ledger) { // the truth of this run of Jenkins, even where the disk is full
            if (!held && !ledger.isUnclaimed(id)) {
                return;
            }
            current = change.apply(current);
            ledger.replace(current);
        }
        synchronized (this) {
            files.writeOrRemember(record());
        }
    }

    /** Whether the build has ended meanwhile. */
    boolean isBuildOver() {
        return ledger.isBuildOver();
    }

    /** The step no longer waits for the request's end, which is still under way. */
    void abandon() {
        synchronized (ledger) {
            if (held) {
                ledger.abandon(id);
            }
        }
    }

    /** Gives the record back: it may be taken up by another step from now on. */
    void release() {
        synchronized (ledger) {
            if (held) {
                held = false;
                ledger.release(id);
            }
        }
    }

    /**
     * Gives the record back before its request was begun. A new one leaves nothing behind; one of an earlier attempt
     * stays as that attempt left it.
     */
    void withdraw() {
        boolean fresh;
        synchronized (ledger) {
            if (!held) {
                return;
            }
            release();
            fresh = ledger.removeIfNotBegun(id);
        }
        if (fresh) {
            files.delete(id);
        }
    }
}
