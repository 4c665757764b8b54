package io.jenkins.plugins.wanfirstlastframe.run;

import hudson.XmlFile;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.delivery.BuildPictures;
import io.jenkins.plugins.wanfirstlastframe.generation.Fate;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The files in which a build keeps the records of its requests, one a record, and which of them are behind.
 *
 * <p>Takes no lock for a file. Whoever writes sees to it that the latest state of a record is written last.
 */
final class RecordFiles {

    private static final Logger LOGGER = Logger.getLogger(RecordFiles.class.getName());
    private static final String SUFFIX = ".xml";

    private final Run<?, ?> run;

    /** Records, by their ids, whose last state could not be written. Guarded by this. */
    private final Set<String> unwritten = new HashSet<>();

    RecordFiles(Run<?, ?> run) {
        this.run = run;
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
     * @return in the order in which they were opened
     */
    static List<RequestRecord> read(Run<?, ?> run, Consumer<File> damaged) {
        File[] files = BuildPictures.folder(run).listFiles((folder, name) -> name.endsWith(SUFFIX));
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

    /**
     * Writes a record. Of a build that is deleted meanwhile nothing is written, which is an error only where the request may
     * yet be submitted.
     *
     * @throws IOException if it can't be written
     */
    void write(RequestRecord record) throws IOException {
        if (!run.getRootDir().isDirectory()) {
            if (record.fate() == Fate.NOT_SUBMITTED || record.fate() == Fate.UNKNOWN) { // or soon to be submitted
                throw new IOException("the build's folder is gone");
            }
            LOGGER.log(Level.FINE, () -> run + " is deleted: nothing is written of its request " + record.id());
            return;
        }
        new XmlFile(Run.XSTREAM2, file(record.id())).write(record);
    }

    /**
     * Writes a record as {@link #write} does, and remembers whether it could be written.
     *
     * @throws IOException if it can't be written
     */
    void writeOrRemember(RequestRecord record) throws IOException {
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

    /** Whether the last state of a record could not be written. */
    synchronized boolean isUnwritten(String id) {
        return unwritten.contains(id);
    }

    /** Deletes the file of a record whose request was not submitted. Where that fails, the log says so. */
    void delete(String id) {
        File file = file(id);
        try {
            Files.deleteIfExists(file.toPath());
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "The record of a request that was not submitted stays: " + file);
        }
    }

    /** Made anew each time, since a job may be moved meanwhile. */
    private File file(String id) {
        return new File(BuildPictures.folder(run), id + SUFFIX);
    }
}
