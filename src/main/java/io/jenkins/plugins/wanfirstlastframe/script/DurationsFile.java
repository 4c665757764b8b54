package io.jenkins.plugins.wanfirstlastframe.script;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.generation.AtomicFiles;
import io.jenkins.plugins.wanfirstlastframe.generation.DurationHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Keeps how long earlier requests ran, each kind apart by its service. That only spares calls, so nothing fails because of
 * it: a file that can't be read counts as empty, and one that can't be written is not.
 */
final class DurationsFile {

    private static final Logger LOGGER = Logger.getLogger(DurationsFile.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LONGEST = 1 << 20;

    private static final class MillisByKind extends TypeReference<Map<String, List<Long>>> {}

    @CheckForNull
    private final Path file;

    /** @param file null to keep nothing */
    DurationsFile(@CheckForNull Path file) {
        this.file = file;
    }

    DurationHistory load() {
        DurationHistory history = new DurationHistory();
        try {
            if (file != null && Files.isRegularFile(file) && Files.size(file) <= LONGEST) {
                history.restore(JSON.readValue(file.toFile(), new MillisByKind()));
            }
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.FINE, e, () -> file + " is not readable");
            return new DurationHistory();
        }
        return history;
    }

    void save(DurationHistory history) {
        if (file == null) {
            return;
        }
        try {
            AtomicFiles.write(file, JSON.writeValueAsBytes(history.snapshot()));
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.FINE, e, () -> file + " is not writable");
        }
    }
}
