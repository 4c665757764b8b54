package io.jenkins.plugins.wanfirstlastframe;

import hudson.XmlFile;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * A job's state in a small file of its own in the build's directory, written before each step that must not be done
 * twice.
 *
 * <p>Pipeline's own record would not do: it is one file for all branches, too large to be written at every turn of a
 * thousand jobs, and with the durability setting "performance optimized" it isn't written at all before the end.
 */
final class StateFile {

    private final XmlFile file;

    StateFile(Run<?, ?> run, String name) {
        file = new XmlFile(Run.XSTREAM2, new File(run.getRootDir(), "wan-first-last-frame/" + name + ".xml"));
    }

    void write(GenerationState state) {
        try {
            file.write(state);
        } catch (IOException e) {
            throw new UncheckedIOException("the job's state can't be saved in " + file, e);
        }
    }

    Optional<GenerationState> read() throws IOException {
        return file.exists() ? Optional.of((GenerationState) file.read()) : Optional.empty();
    }

    void delete() throws IOException {
        file.delete();
    }
}
