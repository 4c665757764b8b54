package io.jenkins.plugins.wanfirstlastframe.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.delivery.BuildPictures;
import io.jenkins.plugins.wanfirstlastframe.delivery.EarlierVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Phase;
import java.io.File;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * The one place where a build keeps what becomes of its requests: a {@link RequestRecord} each, in a small file of its
 * own in the build's folder, written before each thing that costs or matters. Pipeline and freestyle use it alike. How
 * these files are read and written is {@link RecordFiles}' affair, what a step may have of them that of {@link Attempts}
 * and {@link Outputs}.
 *
 * <p>A record is driven by one at a time: whoever opens it holds a {@link Claim} in memory until the request's life on
 * this side is over. A step that asks for the same input as a record which is paid for, and which nobody holds, takes
 * that record up instead of paying again; nothing is deleted by that, and the file changes with the first state of its
 * new holder.
 *
 * <p>Pipeline's own record would not do: it is one file for all branches, too large to be written at every turn of a
 * thousand requests, and with the durability setting "performance optimized" it isn't written at all before the end.
 */
public final class RequestLedger {

    private static final Logger LOGGER = Logger.getLogger(RequestLedger.class.getName());

    private static final String DRY_RUN =
            "Dry run: a preview is made in the video's place; nothing is submitted or billed.";

    private final Run<?, ?> run;
    private final RecordFiles files;

    // guarded by this
    private final Map<String, RequestRecord> records = new LinkedHashMap<>();
    private final Set<String> claimed = new HashSet<>();

    /** Those of the claimed whose step has ended without waiting for their end. */
    private final Set<String> abandoned = new HashSet<>();

    /** Those whose steps are about to go on after a restart: not to be taken up by others meanwhile. */
    private final Set<String> expected = new HashSet<>();

    /** What the builds left that this one repeats; null where it repeats none. */
    @CheckForNull
    private EarlierBuild earlier;

    private boolean loaded;

    /** Files of records that can't be read: requests of which nobody knows what they are. */
    private final List<File> damaged = new ArrayList<>();

    /** Whether the build is over, so that nothing new is begun for it. */
    private boolean closed;

    RequestLedger(Run<?, ?> run) {
        this.run = run;
        this.files = new RecordFiles(run);
    }

    /** The folder of a build's records and of what its requests keep beside them. */
    public static File folder(Run<?, ?> run) {
        return BuildPictures.folder(run);
    }

    /**
     * Opens a record for what a step asks for: a new one, or the one of an earlier attempt that is paid for.
     *
     * @param found what was found out about the frames and an earlier video
     * @return empty where an attempt for the same input, which nobody waits for any more, is still being ended: whether it
     *     is paid for shows soon
     * @throws AbortException if nothing may be submitted, with the reason
     * @throws IOException if the record can't be written
     */
    synchronized Optional<Claim> open(ResolvedSettings settings, EarlierVideos.Found found, Clock clock)
            throws IOException {
        load();
        if (isBuildOver()) {
            throw new AbortException("Nothing was submitted: the build has ended.");
        }
        if (records.values().stream()
                .anyMatch(record -> abandoned.contains(record.id()) && record.sameInputAs(settings))) {
            return Optional.empty();
        }
        List<RequestRecord> all = List.copyOf(records.values());
        Set<String> held = held();
        Attempts attempts = new Attempts(all, held, settings);
        Outputs outputs = new Outputs(run, all, held);
        Optional<RequestRecord> own = attempts.toBeFetched();
        Optional<RequestRecord> free = own.isPresent() ? Optional.empty() : attempts.free();
        outputs.refuseTaken(settings.output(), own.or(() -> free));
        if (own.isPresent()) {
            return Optional.of(takeUp(own.get(), outputs.of(settings.output(), own), settings, clock));
        }
        boolean submits = !settings.dryRun() && found.video() == null;
        if (submits && !damaged.isEmpty() && settings.key().isPresent()) {
            throw new AbortException("Nothing was submitted: the record of an earlier request of this build can't be"
                    + " read (" + damaged.get(0).getName()
                    + "), so nobody knows whether it was for the same video. Look"
                    + " for it in your RunComfy account: if it is there, attach to its request id; if not, run a new"
                    + " build.");
        }
        EarlierBuild repeated = earlier;
        Optional<EarlierBuild.Left> left =
                repeated == null || !submits ? Optional.empty() : repeated.left(settings, followed());
        String id =
                free.map(RequestRecord::id).orElseGet(() -> UUID.randomUUID().toString());
        GenerationState state =
                left.isPresent() ? settings.follow(left.get().requestId(), clock) : begin(settings, found, clock);
        RequestRecord record = RequestRecord.open(
                id,
                outputs.of(settings.output(), free),
                settings,
                state,
                left.map(EarlierBuild.Left::build).orElse(null),
                found.video());
        files.write(record);
        records.put(id, record);
        claimed.add(id);
        String note = left.map(EarlierBuild.Left::sentence)
                .or(() -> repeated == null || !submits ? Optional.empty() : repeated.warning(settings))
                .or(() -> Optional.ofNullable(found.line()))
                .or(() -> settings.dryRun() ? Optional.of(DRY_RUN) : Optional.empty())
                .orElse(null);
        return Optional.of(claim(record, note));
    }

    private static GenerationState begin(ResolvedSettings settings, EarlierVideos.Found found, Clock clock) {
        if (settings.dryRun()) {
            return settings.beginDryRun(clock);
        }
        EarlierVideo earlier = found.video();
        GenerationState state = earlier == null ? settings.begin(clock) : settings.beginReuse(earlier, clock);
        return found.frames().isEmpty()
                ? state
                : state.withFrames(found.frames().get(0), found.frames().get(1));
    }

    /** What other branches of this build follow already is not followed twice. */
    private Set<RequestId> followed() {
        return records.values().stream()
                .flatMap(record -> record.state().requestId().stream())
                .collect(Collectors.toSet());
    }

    /** The ids of those that somebody drives, or is about to drive again. */
    private Set<String> held() {
        Set<String> held = new HashSet<>(claimed);
        held.addAll(expected);
        return held;
    }

    private Claim takeUp(RequestRecord earlier, String output, ResolvedSettings settings, Clock clock) {
        GenerationState state = settings.follow(earlier.state().requestId().orElseThrow(), clock);
        RequestRecord record = RequestRecord.open(
                earlier.id(), output, settings, state, earlier.takenUpFrom().orElse(null), null);
        claimed.add(record.id());
        return claim(record, "This build has submitted the same request before.");
    }

    /**
     * Keeps what became of a request that was driven elsewhere. One that is kept already under the id is replaced, unless
     * somebody drives it.
     *
     * @throws IOException if it can't be written
     */
    synchronized void keep(RequestRecord record) throws IOException {
        load();
        if (!held().contains(record.id())) {
            files.write(record);
            records.put(record.id(), record);
        }
    }

    /** A step is about to claim its record again after a restart. Reads and writes no file. */
    synchronized void expect(String id) {
        if (!claimed.contains(id)) {
            expected.add(id);
        }
    }

    /**
     * Claims a record again after a restart.
     *
     * @return empty where there is none of that id, or it can't be read
     */
    synchronized Optional<Claim> resume(String id) {
        load();
        expected.remove(id);
        RequestRecord record = records.get(id);
        if (record == null || !claimed.add(id)) {
            return Optional.empty();
        }
        return Optional.of(claim(record, null));
    }

    private Claim claim(RequestRecord current, @CheckForNull String note) {
        return new Claim(this, files, run, current, note);
    }

    /** All records that can be read, in the order in which they were opened. */
    public synchronized List<RequestRecord> records() {
        load();
        return List.copyOf(records.values());
    }

    private void load() {
        if (!loaded) {
            loaded = true;
            RecordFiles.read(run, damaged::add).forEach(record -> records.put(record.id(), record));
            earlier = EarlierBuild.of(run);
        }
    }

    /** Writes what could not be written before: to be called when the build ends. */
    void writeRest() {
        List<RequestRecord> rest;
        synchronized (this) {
            rest = records.values().stream()
                    .filter(record -> files.isUnwritten(record.id()))
                    .toList();
        }
        for (RequestRecord record : rest) {
            try {
                files.writeOrRemember(record);
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, e, () -> "The record of a request of " + run + " is lost: " + record.state());
            }
        }
    }

    /** The build is over: nothing new is begun for it. */
    synchronized void close() {
        closed = true;
    }

    /** Whether nothing new is to be begun. A build that was killed has not stopped its steps. */
    synchronized boolean isBuildOver() {
        return closed || !run.isBuilding();
    }

    // ---- for the claims of this ledger alone, which call these with its lock

    /** Whether there is a record of that id, and nobody holds it. */
    synchronized boolean isUnclaimed(String id) {
        return records.containsKey(id) && !claimed.contains(id);
    }

    /** Puts a record in the place of its earlier state. */
    synchronized void replace(RequestRecord record) {
        records.put(record.id(), record);
    }

    /** Nobody waits any more for the end of a record that is held. */
    synchronized void abandon(String id) {
        abandoned.add(id);
    }

    /** A record is held no longer. */
    synchronized void release(String id) {
        claimed.remove(id);
        abandoned.remove(id);
    }

    /**
     * Removes a record whose request was not begun. One of an earlier attempt stays.
     *
     * @return whether it was removed, so that its file is to be deleted
     */
    synchronized boolean removeIfNotBegun(String id) {
        RequestRecord known = records.get(id);
        boolean fresh = known != null
                && (known.state().phase() == Phase.NEW
                        || known.state().origin().isFree() && !known.state().isOver());
        if (fresh) {
            records.remove(id);
        }
        return fresh;
    }
}
