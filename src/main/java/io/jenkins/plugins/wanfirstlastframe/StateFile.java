package io.jenkins.plugins.wanfirstlastframe;

import hudson.Util;
import hudson.XmlFile;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A job's state in a small file of its own in the build's directory, written before each step that must not be done
 * twice.
 *
 * <p>Pipeline's own record would not do: it is one file for all branches, too large to be written at every turn of a
 * thousand jobs, and with the durability setting "performance optimized" it isn't written at all before the end.
 */
final class StateFile {

    /** Keeps the folder there while the first file of a job is put into it: many may write, one may tidy up. */
    private static final ReadWriteLock FOLDERS = new ReentrantReadWriteLock();

    private static final String SUFFIX = ".xml";

    private final XmlFile file;

    StateFile(Run<?, ?> run, String name) {
        file = new XmlFile(Run.XSTREAM2, new File(folder(run), name + SUFFIX));
    }

    private static File folder(Run<?, ?> run) {
        return new File(run.getRootDir(), "wan-first-last-frame");
    }

    /** The states of a build's jobs that are not over, by the names of their files. */
    static Map<String, GenerationState> unfinished(Run<?, ?> run) throws IOException {
        Map<String, GenerationState> states = new TreeMap<>();
        FOLDERS.readLock().lock();
        try {
            File[] files = folder(run).listFiles((folder, name) -> name.endsWith(SUFFIX));
            for (File each : files == null ? new File[0] : files) {
                String name = each.getName().substring(0, each.getName().length() - SUFFIX.length());
                new StateFile(run, name)
                        .read()
                        .filter(GenerationState.class::isInstance)
                        .map(GenerationState.class::cast)
                        .ifPresent(state -> states.put(name, state));
            }
        } finally {
            FOLDERS.readLock().unlock();
        }
        return states;
    }

    /** Deletes the states of all jobs of a build. */
    static void deleteAll(Run<?, ?> run) throws IOException {
        FOLDERS.writeLock().lock();
        try {
            Util.deleteRecursive(folder(run));
        } finally {
            FOLDERS.writeLock().unlock();
        }
    }

    void write(GenerationState state) {
        keep(state);
    }

    /** Keeps how a job ended, for a Pipeline that goes down before it has taken notice. */
    void write(JobEnd end) {
        keep(end);
    }

    private void keep(Serializable content) {
        FOLDERS.readLock().lock();
        try {
            file.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException("the job's state can't be saved in " + file, e);
        } finally {
            FOLDERS.readLock().unlock();
        }
    }

    /** A {@link GenerationState} or a {@link JobEnd}. */
    Optional<Object> read() throws IOException {
        return file.exists() ? Optional.of(file.read()) : Optional.empty();
    }

    /** Deletes the file, and with the last one their folder. */
    void delete() throws IOException {
        FOLDERS.writeLock().lock();
        try {
            Path path = file.getFile().toPath();
            Files.deleteIfExists(path);
            Files.deleteIfExists(path.resolveSibling(""));
        } catch (DirectoryNotEmptyException e) {
            return; // there are other jobs
        } finally {
            FOLDERS.writeLock().unlock();
        }
    }
}
