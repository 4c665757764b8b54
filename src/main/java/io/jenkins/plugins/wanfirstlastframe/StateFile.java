package io.jenkins.plugins.wanfirstlastframe;

import hudson.Util;
import hudson.XmlFile;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A job's state in a small file of its own in the build's directory, written before each step that must not be done
 * twice.
 *
 * <p>The file stays until the build is over: a Pipeline may forget that a step has ended when it goes down right after,
 * and then asks for the end again.
 *
 * <p>Pipeline's own record would not do: it is one file for all branches, too large to be written at every turn of a
 * thousand jobs, and with the durability setting "performance optimized" it isn't written at all before the end.
 */
final class StateFile {

    private static final String SUFFIX = ".xml";

    private final Run<?, ?> run;
    private final String name;

    StateFile(Run<?, ?> run, String name) {
        this.run = run;
        this.name = name;
    }

    /** Where it is now: a job may be moved to another folder while it is being built. */
    private XmlFile file() {
        return new XmlFile(Run.XSTREAM2, new File(folder(run), name + SUFFIX));
    }

    private static File folder(Run<?, ?> run) {
        return new File(run.getRootDir(), "wan-first-last-frame");
    }

    /** The states of a build's jobs that are not over, by the names of their files. */
    static Map<String, GenerationState> unfinished(Run<?, ?> run) throws IOException {
        Map<String, GenerationState> states = new TreeMap<>();
        File[] files = folder(run).listFiles((folder, name) -> name.endsWith(SUFFIX));
        for (File each : files == null ? new File[0] : files) {
            String name = each.getName().substring(0, each.getName().length() - SUFFIX.length());
            new StateFile(run, name)
                    .read()
                    .filter(GenerationState.class::isInstance)
                    .map(GenerationState.class::cast)
                    .ifPresent(state -> states.put(name, state));
        }
        return states;
    }

    /** Deletes the states of all jobs of a build. */
    static void deleteAll(Run<?, ?> run) throws IOException {
        Util.deleteRecursive(folder(run));
    }

    void write(GenerationState state) {
        keep(state);
    }

    /** Keeps how a job ended, for a Pipeline that goes down before it has taken notice. */
    void write(JobEnd end) {
        keep(end);
    }

    private void keep(Serializable content) {
        if (!run.isInProgress()) {
            return; // nobody will take the job up again, and the folder is gone or about to go
        }
        XmlFile file = file();
        try {
            file.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException("the job's state can't be saved in " + file, e);
        }
    }

    /** A {@link GenerationState} or a {@link JobEnd}. */
    Optional<Object> read() throws IOException {
        XmlFile file = file();
        return file.exists() ? Optional.of(file.read()) : Optional.empty();
    }
}
