package io.jenkins.plugins.wanfirstlastframe.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.XmlFile;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.delivery.BuildPictures;
import io.jenkins.plugins.wanfirstlastframe.delivery.EarlierVideo;
import io.jenkins.plugins.wanfirstlastframe.delivery.OutputPath;
import io.jenkins.plugins.wanfirstlastframe.generation.DeliveredVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.Fate;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Phase;
import io.jenkins.plugins.wanfirstlastframe.generation.VideoPath;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The one place where a build keeps what becomes of its requests: a {@link RequestRecord} each, in a small file of its
 * own in the build's folder, written before each thing that costs or matters. Pipeline and freestyle use it alike.
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
    private static final String SUFFIX = ".xml";

    private static final String DRY_RUN =
            "Dry run: a preview is made in the video's place; nothing is submitted or billed.";

    private final Run<?, ?> run;

    // guarded by this
    private final Map<String, RequestRecord> records = new LinkedHashMap<>();
    private final Set<String> claimed = new HashSet<>();

    /** Those of the claimed whose step has ended without waiting for their end. */
    private final Set<String> abandoned = new HashSet<>();

    /** Those whose steps are about to go on after a restart: not to be taken up by others meanwhile. */
    private final Set<String> expected = new HashSet<>();

    /** Those whose last state could not be written. */
    private final Set<String> unwritten = new HashSet<>();

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
        Optional<RequestRecord> own = attemptOfThisBuild(settings);
        Optional<RequestRecord> free = own.isPresent() ? Optional.empty() : freeVideo(settings);
        refuseTakenOutput(settings, own.or(() -> free));
        if (own.isPresent()) {
            return Optional.of(takeUp(own.get(), settings, clock));
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
                output(settings, free),
                settings,
                state,
                left.map(EarlierBuild.Left::build).orElse(null),
                found.video());
        write(record);
        records.put(id, record);
        claimed.add(id);
        String note = left.map(EarlierBuild.Left::sentence)
                .or(() -> repeated == null || !submits ? Optional.empty() : repeated.warning(settings))
                .or(() -> Optional.ofNullable(found.line()))
                .or(() -> settings.dryRun() ? Optional.of(DRY_RUN) : Optional.empty())
                .orElse(null);
        return Optional.of(new Claim(record, note));
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

    /**
     * A record of the same input and output whose video cost nothing and is put in its place once more, for a step that is
     * run again.
     */
    private Optional<RequestRecord> freeVideo(ResolvedSettings settings) {
        return records.values().stream()
                .filter(record -> !isHeld(record)
                        && record.sameInputAs(settings)
                        && record.state().origin().isFree()
                        && !settings.output().isEmpty()
                        && sameFile(record.output(), settings.output()))
                .findFirst();
    }

    /** What other branches of this build follow already is not followed twice. */
    private Set<RequestId> followed() {
        return records.values().stream()
                .flatMap(record -> record.state().requestId().stream())
                .collect(Collectors.toSet());
    }

    /**
     * A record of the same input that is unclaimed and whose video is to be fetched: because it isn't here, or once more
     * for a step that is run again with the same output, such as by a retry around several steps.
     */
    private Optional<RequestRecord> attemptOfThisBuild(ResolvedSettings settings) throws AbortException {
        List<RequestRecord> attempts = records.values().stream()
                .filter(record -> !isHeld(record) && record.sameInputAs(settings))
                .toList();
        Optional<RequestRecord> owed =
                attempts.stream().filter(record -> record.fate() == Fate.OWED).findFirst();
        if (owed.isPresent()) {
            return owed;
        }
        Optional<RequestRecord> delivered = attempts.stream()
                .filter(record -> record.fate() == Fate.DELIVERED
                        && record.state().requestId().isPresent()
                        && !settings.output().isEmpty()
                        && sameFile(record.output(), settings.output()))
                .findFirst();
        if (delivered.isEmpty() && attempts.stream().anyMatch(record -> record.fate() == Fate.UNKNOWN)) {
            throw new AbortException("Nothing was submitted: this build has tried to submit the same request before,"
                    + " and nobody knows whether RunComfy has it. Look for it in your RunComfy account: if it is"
                    + " there, attach to its request id; if not, run a new build.");
        }
        return delivered;
    }

    private void refuseTakenOutput(ResolvedSettings settings, Optional<RequestRecord> own) throws AbortException {
        String wanted = settings.output();
        boolean taken = !wanted.isEmpty()
                && othersThan(own).anyMatch(record -> sameFile(record.output(), wanted) && keepsOutput(record));
        if (taken) {
            throw new AbortException("Nothing was submitted: another step of this build has the output \"" + wanted
                    + "\" already, and one video would replace the other. Give each step an output of its own.");
        }
    }

    private Stream<RequestRecord> othersThan(Optional<RequestRecord> own) {
        return records.values().stream()
                .filter(record -> own.isEmpty() || !record.id().equals(own.get().id()));
    }

    private boolean keepsOutput(RequestRecord record) {
        return isHeld(record) || record.fate() == Fate.DELIVERED;
    }

    private boolean isHeld(RequestRecord record) {
        return claimed.contains(record.id()) || expected.contains(record.id());
    }

    /** What some file system takes for the same file is the same here. */
    private static boolean sameFile(String one, String other) {
        return VideoPath.folded(one).equals(VideoPath.folded(other));
    }

    private Claim takeUp(RequestRecord earlier, ResolvedSettings settings, Clock clock) {
        GenerationState state = settings.follow(earlier.state().requestId().orElseThrow(), clock);
        RequestRecord record = RequestRecord.open(
                earlier.id(),
                output(settings, Optional.of(earlier)),
                settings,
                state,
                earlier.takenUpFrom().orElse(null),
                null);
        claimed.add(record.id());
        return new Claim(record, "This build has submitted the same request before.");
    }

    private String output(ResolvedSettings settings, Optional<RequestRecord> earlier) {
        if (!settings.output().isEmpty()) {
            return settings.output();
        }
        return earlier.map(RequestRecord::output)
                .filter(output -> othersThan(earlier).noneMatch(record -> sameFile(record.output(), output)))
                .orElseGet(this::madeUpOutput);
    }

    private String madeUpOutput() {
        String job = run.getParent().getName();
        for (int number = records.size() + 1; ; number++) {
            String name = OutputPath.defaultName(job, run.getNumber(), number);
            if (records.values().stream().noneMatch(record -> sameFile(record.output(), name))) {
                return name;
            }
        }
    }

    /**
     * Keeps what became of a request that was driven elsewhere. One that is kept already under the id is replaced, unless
     * somebody drives it.
     *
     * @throws IOException if it can't be written
     */
    synchronized void keep(RequestRecord record) throws IOException {
        load();
        if (!isHeld(record)) {
            write(record);
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
        return Optional.of(new Claim(record, null));
    }

    /** All records that can be read, in the order in which they were opened. */
    public synchronized List<RequestRecord> records() {
        load();
        return List.copyOf(records.values());
    }

    private void load() {
        if (!loaded) {
            loaded = true;
            read(run, damaged::add).forEach(record -> records.put(record.id(), record));
            earlier = EarlierBuild.of(run);
        }
    }

    /**
     * The records of any build, from its folder. One that can't be read hides no other; the log names its file.
     *
     * @return in the order in which they were opened
     */
    static List<RequestRecord> read(Run<?, ?> run) {
        return read(run, damaged -> {});
    }

    /**
     * The records of any build, from its folder.
     *
     * @param damaged takes the files that can't be read
     */
    static List<RequestRecord> read(Run<?, ?> run, Consumer<File> damaged) {
        File[] files = folder(run).listFiles((folder, name) -> name.endsWith(SUFFIX));
        List<RequestRecord> found = new ArrayList<>();
        for (File file : files == null ? new File[0] : files) {
            try {
                found.add(((RequestRecord) new XmlFile(Run.XSTREAM2, file).read()).checked());
            } catch (IOException | RuntimeException e) { // XStream throws what it likes for a damaged file
                damaged.accept(file);
                LOGGER.log(
                        Level.WARNING,
                        e,
                        () -> "The record of a request of " + run + " can't be read and is left out: " + file);
            }
        }
        found.sort((one, other) -> one.state().begin().compareTo(other.state().begin()));
        return found;
    }

    private void write(RequestRecord record) throws IOException {
        if (!run.getRootDir().isDirectory()) {
            if (record.fate() == Fate.NOT_SUBMITTED || record.fate() == Fate.UNKNOWN) { // or soon to be submitted
                throw new IOException("the build's folder is gone");
            }
            LOGGER.log(Level.FINE, () -> run + " is deleted: nothing is written of its request " + record.id());
            return;
        }
        new XmlFile(Run.XSTREAM2, new File(folder(run), record.id() + SUFFIX)).write(record);
    }

    private void writeOrRemember(RequestRecord record) throws IOException {
        boolean written = false;
        try {
            write(record);
            written = true;
        } finally {
            synchronized (this) {
                if (written) {
                    unwritten.remove(record.id());
                } else {
                    unwritten.add(record.id());
                }
            }
        }
    }

    /** Writes what could not be written before: to be called when the build ends. */
    void writeRest() {
        List<RequestRecord> rest;
        synchronized (this) {
            rest = records.values().stream()
                    .filter(record -> unwritten.contains(record.id()))
                    .toList();
        }
        for (RequestRecord record : rest) {
            try {
                writeOrRemember(record);
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

    /** A record in the hands of the one who drives its request. */
    final class Claim {

        private final String id;

        @CheckForNull
        private final String note;

        /** Whether this is still the one who drives the request. */
        private boolean held = true;

        /** What is to be written next; differs from what the ledger has until the first own state is saved. */
        private RequestRecord current;

        private Claim(RequestRecord current, @CheckForNull String note) {
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
            return records().stream()
                    .filter(record -> !record.id().equals(id))
                    .flatMap(record -> Stream.concat(
                            Stream.of(record.output()),
                            record.state().videos().stream().map(DeliveredVideo::location)))
                    .collect(Collectors.toSet());
        }

        RequestRecord record() {
            synchronized (RequestLedger.this) {
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
            synchronized (RequestLedger.this) { // the truth of this run of Jenkins, even where the disk is full
                if (!held && (claimed.contains(id) || !records.containsKey(id))) {
                    return;
                }
                current = change.apply(current);
                records.put(id, current);
            }
            synchronized (this) {
                writeOrRemember(record());
            }
        }

        /** Whether the build has ended meanwhile. */
        boolean isBuildOver() {
            return RequestLedger.this.isBuildOver();
        }

        /** The step no longer waits for the request's end, which is still under way. */
        void abandon() {
            synchronized (RequestLedger.this) {
                if (held) {
                    abandoned.add(id);
                }
            }
        }

        /** Gives the record back: it may be taken up by another step from now on. */
        void release() {
            synchronized (RequestLedger.this) {
                if (held) {
                    held = false;
                    claimed.remove(id);
                    abandoned.remove(id);
                }
            }
        }

        /**
         * Gives the record back before its request was begun. A new one leaves nothing behind; one of an earlier attempt
         * stays as that attempt left it.
         */
        void withdraw() {
            boolean fresh;
            synchronized (RequestLedger.this) {
                if (!held) {
                    return;
                }
                release();
                RequestRecord known = records.get(id);
                fresh = known != null
                        && (known.state().phase() == Phase.NEW
                                || known.state().origin().isFree()
                                        && !known.state().isOver());
                if (fresh) {
                    records.remove(id);
                }
            }
            if (fresh) {
                delete();
            }
        }

        private void delete() {
            File file = new File(folder(run), id + SUFFIX);
            try {
                Files.deleteIfExists(file.toPath());
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, e, () -> "The record of a request that was not submitted stays: " + file);
            }
        }
    }
}
