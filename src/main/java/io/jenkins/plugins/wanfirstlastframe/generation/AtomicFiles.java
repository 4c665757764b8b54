package io.jenkins.plugins.wanfirstlastframe.generation;

import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Files that appear under their name as a whole or not at all. */
public final class AtomicFiles {

    private AtomicFiles() {}

    /** The folder that a file is or will be in. */
    static Path folderOf(Path target) {
        return target.toAbsolutePath().normalize().resolveSibling("");
    }

    /** Where to write what is to become that file: in the same folder, so that it can be moved in one step. */
    public static Path partBeside(Path target) {
        return target.toAbsolutePath().normalize().resolveSibling("." + UUID.randomUUID() + ".part");
    }

    /** Makes a folder with those above it. One that is there already may be a symbolic link. */
    static void makeFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) { // Files.createDirectories of Java 17 refuses a link to a folder
            Files.createDirectories(folder);
        }
    }

    /**
     * Finds out whether a file could be put there, so that nobody pays for a video first. Makes the folder.
     *
     * @throws IOException if it could not, with a {@link #reason}
     */
    public static void check(Path target) throws IOException {
        if (Files.isDirectory(target)) {
            throw new FileSystemException(target.toString(), null, "it is a folder");
        }
        Path folder = folderOf(target);
        Optional<Path> noFolder = Stream.iterate(folder, Objects::nonNull, Path::getParent)
                .filter(place -> Files.exists(place))
                .findFirst()
                .filter(nearest -> !Files.isDirectory(nearest));
        if (noFolder.isPresent()) {
            throw new FileSystemException(target.toString(), null, noFolder.get() + " is not a folder");
        }
        makeFolder(folder);
        Files.delete(Files.createFile(partBeside(target)));
    }

    /** Why a file can't be written, in a few words. */
    public static String reason(IOException e) {
        String given = e instanceof FileSystemException about ? about.getReason() : e.getMessage();
        return given == null ? e.getClass().getSimpleName() : PlainText.oneLine(given, 160);
    }

    /** Gives a complete file its name, replacing an older one. */
    public static void moveIntoPlace(Path part, Path target) throws IOException {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Writes a small file. */
    public static void write(Path target, byte[] content) throws IOException {
        Path part = partBeside(target);
        try {
            makeFolder(folderOf(target));
            Files.write(part, content);
            moveIntoPlace(part, target);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
