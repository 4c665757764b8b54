package io.jenkins.plugins.wanfirstlastframe.script;

import com.fasterxml.jackson.databind.ObjectMapper;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.generation.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The file in which a script's process keeps what becomes of its requests, a JSON object in each line: first the process
 * itself, then a {@link ScriptResult} for each thing that matters, and in the end the exit code. Whoever started the process
 * reads it, also after a crash. Safe for many threads.
 */
class ScriptResults {

    /** Keeps nothing. */
    static final ScriptResults NONE = new ScriptResults(null);

    private static final Logger LOGGER = Logger.getLogger(ScriptResults.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();

    @CheckForNull
    private final Path file;

    /** @param file lines are added to it; null to keep nothing */
    ScriptResults(@CheckForNull Path file) {
        this.file = file;
    }

    /**
     * Those that {@value Settings#RESULTS} asks for.
     *
     * @throws IllegalArgumentException with a sentence, if it is not the name of a file
     */
    static ScriptResults of(Map<String, String> environment) {
        String name = environment.getOrDefault(Settings.RESULTS, "");
        return name.isBlank() ? NONE : new ScriptResults(FileNames.path(name));
    }

    /** The process that runs the script. */
    record Begin(long process) {}

    /** The script's exit code. */
    record End(int exitCode) {}

    /**
     * Keeps something before it goes on.
     *
     * @throws UncheckedIOException if that can't be written
     */
    void keep(Object line) {
        try {
            write(line);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " can't be written (" + AtomicFiles.reason(e) + ")", e);
        }
    }

    /** Adds how something ended; where that can't be written, the log says so. */
    void add(Object line) {
        try {
            write(line);
        } catch (IOException e) {
            LOGGER.log(
                    Level.WARNING, () -> file + " can't be written: " + PlainText.oneLine(AtomicFiles.reason(e), 200));
        }
    }

    private synchronized void write(Object line) throws IOException {
        if (file != null) {
            Files.writeString(
                    file, JSON.writeValueAsString(line) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }
}
