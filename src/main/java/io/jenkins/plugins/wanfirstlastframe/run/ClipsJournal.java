package io.jenkins.plugins.wanfirstlastframe.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.XmlFile;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What a step for a clip list keeps in its build's folder: the clips, written once, and a file to which a line is added for
 * each change. What becomes of requests stands in their records; here is which clip they belong to.
 */
final class ClipsJournal {

    private static final Logger LOGGER = Logger.getLogger(ClipsJournal.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LIST = ".xml";
    private static final String LINES = ".jsonl";

    private final Run<?, ?> run;
    private final String id;

    /** In a clip's place: somebody stops them all. */
    private static final int ALL = -1;

    /**
     * A change of one clip. The last line of a clip counts.
     *
     * @param clip its place in the list, from 0
     * @param attempts how many requests were begun for it
     * @param record the id of the last request's record; null if there is none
     * @param begun when the first request was begun, in milliseconds since 1970; 0 if none was
     * @param end how it ended; null while it is under way
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Line(
            int clip,
            int attempts,
            @CheckForNull String record,
            long begun,
            @CheckForNull End end) {

        /** Somebody stops all clips: none is begun any more. */
        static Line stop() {
            return new Line(ALL, 0, null, 0, null);
        }

        /** Whether somebody stops all clips; then it is about no clip. */
        boolean stops() {
            return clip == ALL;
        }
    }

    /**
     * How a clip ended.
     *
     * @param millis how long it took
     * @param leftOut whether nothing was tried
     * @param failure why there is no video; null if there is one
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record End(long millis, boolean leftOut, @CheckForNull Reason failure) {}

    /** A {@link Failure} in plain words. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Reason(
            Failure.Kind kind, String what, @CheckForNull String requestId, Billing billing, String advice) {

        static Reason of(Failure failure) {
            RequestId request = failure.requestId();
            return new Reason(
                    failure.kind(),
                    failure.what(),
                    request == null ? null : request.value(),
                    failure.billing(),
                    failure.advice());
        }

        Failure failure() {
            return new Failure(kind, what, requestId == null ? null : new RequestId(requestId), billing, advice);
        }
    }

    /** @param id the step's name in its build, which is that of its files */
    ClipsJournal(Run<?, ?> run, String id) {
        this.run = run;
        this.id = id;
    }

    private static File folder(Run<?, ?> run) {
        return new File(RequestLedger.folder(run), "clips");
    }

    private XmlFile list() {
        return new XmlFile(Run.XSTREAM2, new File(folder(run), id + LIST));
    }

    private Path lines() {
        return new File(folder(run), id + LINES).toPath();
    }

    /** Writes the clips down, before anything is submitted for them. */
    void create(List<ListedClip> clips) throws IOException {
        list().write(new ArrayList<>(clips));
    }

    /**
     * The clips in the order of their list.
     *
     * @throws IOException if they can't be read
     */
    List<ListedClip> clips() throws IOException {
        List<ListedClip> clips = new ArrayList<>();
        try {
            for (Object each : (List<?>) list().read()) {
                ListedClip clip = (ListedClip) each;
                clip.settings().service(); // of a file that is damaged in part, parts may be missing
                clips.add(clip);
            }
        } catch (RuntimeException e) { // XStream throws what it likes for a damaged file
            throw new IOException(e);
        }
        return clips;
    }

    /** Adds a line; it is on the disk afterwards. */
    synchronized void add(Line line) throws IOException {
        byte[] text = (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
        try (FileChannel file = FileChannel.open(
                lines(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(text);
            long place = wholeLines(file);
            while (rest.hasRemaining()) {
                place += file.write(rest, place);
            }
            file.truncate(place);
            file.force(false);
        }
    }

    /** Adds a clip's line that may be missing: the clip's record, if there is one, says the same. */
    void addOrLog(ClipWork work) {
        try {
            add(work.line());
        } catch (IOException e) {
            LOGGER.log(
                    Level.WARNING,
                    e,
                    () -> "What became of the clip " + work.clip().name() + " can't be noted");
        }
    }

    /** Where to go on: a line that was cut short by a crash is written over. */
    private static long wholeLines(FileChannel file) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(1);
        for (long end = file.size(); end > 0; end--) {
            last.clear();
            file.read(last, end - 1);
            if (last.get(0) == '\n') {
                return end;
            }
        }
        return 0;
    }

    /**
     * All lines in their order.
     *
     * @throws IOException if they can't be read
     */
    List<Line> read() throws IOException {
        List<Line> found = new ArrayList<>();
        if (Files.exists(lines())) {
            for (String line : Files.readAllLines(lines())) {
                parse(line).ifPresent(found::add);
            }
        }
        return found;
    }

    /** A line that was cut short by a crash is left out: what it was to tell was not begun. */
    private Optional<Line> parse(String line) {
        try {
            return Optional.of(JSON.readValue(line, Line.class));
        } catch (JsonProcessingException e) {
            LOGGER.log(Level.WARNING, e, () -> "A line of " + lines() + " can't be read");
            return Optional.empty();
        }
    }

    /** Nothing is submitted for these clips any more: what may be signatures in their addresses is no longer needed. */
    void close() {
        try {
            if (list().exists()) {
                create(clips().stream().map(ListedClip::withoutQueries).toList());
            }
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "A clip list of " + run + " keeps the addresses of its images");
        }
    }

    /** Closes what steps of a build have left behind that were killed with it. */
    static void closeAll(Run<?, ?> run) {
        String[] names = folder(run).list((folder, name) -> name.endsWith(LIST));
        for (String name : names == null ? new String[0] : names) {
            new ClipsJournal(run, name.substring(0, name.length() - LIST.length())).close();
        }
    }
}
