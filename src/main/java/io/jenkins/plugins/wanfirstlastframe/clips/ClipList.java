package io.jenkins.plugins.wanfirstlastframe.clips;

import io.jenkins.plugins.wanfirstlastframe.generation.AtomicFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Many videos, asked for in one file. Immutable.
 *
 * <p>In YAML and JSON a list has {@code defaults}, a map of parameters, and {@code clips}, a list of maps; or it is such a
 * list alone. A clip has a {@code name}, the parameters by their usual names ({@code startImage} …), and an {@code output}.
 * In CSV the first row has these names, and each further row is a clip. What is empty counts as left out.
 *
 * @param clips in the order of the file; at least one, each with a name and an output of its own
 */
public record ClipList(List<Clip> clips) implements Serializable {

    /** How many bytes a list's file may have. */
    public static final int MAX_BYTES = 5 * 1024 * 1024;

    /** How many requests for the clips of a list are at the service at once unless it is said. */
    public static final int MAX_CONCURRENT = 4;

    /** How many clips a list may have. */
    public static final int MAX_CLIPS = 10_000;

    public ClipList {
        clips = List.copyOf(clips);
    }

    /**
     * Reads and checks a list's file.
     *
     * @param file whose name ends with {@code .yaml}, {@code .yml}, {@code .json} or {@code .csv}
     * @throws ClipListException with all that is wrong with it; also if it can't be read
     */
    public static ClipList read(Path file) throws ClipListException {
        String reason;
        if (Files.isDirectory(file)) {
            reason = "it is a folder";
        } else {
            try (InputStream content = Files.newInputStream(file)) {
                return read(file.toString(), content);
            } catch (NoSuchFileException e) {
                reason = "there is no such file";
            } catch (IOException e) {
                reason = AtomicFiles.reason(e);
            }
        }
        throw new Problems(file.toString()).fatal(Place.FILE, "The file can't be read: " + reason);
    }

    /**
     * Reads and checks a list.
     *
     * @param file its name, which ends with {@code .yaml}, {@code .yml}, {@code .json} or {@code .csv}
     * @param content read at most to its end, and not closed
     * @throws ClipListException with all that is wrong with it
     * @throws IOException if the content can't be read
     */
    public static ClipList read(String file, InputStream content) throws IOException, ClipListException {
        return read(file, content, clip -> {});
    }

    /**
     * Reads and checks a list for somebody who has further wishes.
     *
     * @param file its name, which ends with {@code .yaml}, {@code .yml}, {@code .json} or {@code .csv}
     * @param content read at most to its end, and not closed
     * @param right takes each clip that is right by itself, also of a list that is refused
     * @throws ClipListException with all that is wrong with it
     * @throws IOException if the content can't be read
     */
    public static ClipList read(String file, InputStream content, Consumer<Clip> right)
            throws IOException, ClipListException {
        Problems problems = new Problems(file);
        byte[] bytes = content.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw problems.fatal(Place.FILE, "The file is larger than " + MAX_BYTES / 1024 / 1024 + " MiB");
        }
        Optional<Node> whole = parse(file, bytes, problems);
        if (whole.isEmpty()) {
            throw problems.fatal(Place.FILE, "The file is empty; a clip list has at least one clip");
        }
        return new ListCheck(problems, right).check(whole.get());
    }

    private static Optional<Node> parse(String file, byte[] bytes, Problems problems) throws ClipListException {
        String name = file.toLowerCase(Locale.ROOT);
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            return TreeReader.yaml(ListText.of(bytes, problems), problems);
        }
        if (name.endsWith(".json")) {
            return TreeReader.json(ListText.of(bytes, problems), problems);
        }
        if (name.endsWith(".csv")) {
            return CsvReader.csv(ListText.of(bytes, problems), problems);
        }
        throw problems.fatal(
                Place.FILE, "A clip list is YAML, JSON or CSV, and its name ends with .yaml, .yml, .json or .csv");
    }
}
