package io.jenkins.plugins.wanfirstlastframe.generation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of the repository that is written from the code: compared, or written where {@code -Dwan.writeDocs=true}. */
public final class CheckedFile {

    private static final boolean WRITE = Boolean.getBoolean("wan.writeDocs");

    private CheckedFile() {}

    /** Compares a file below the repository's root with what it should be. */
    public static void check(String name, String expected) throws IOException {
        Path file = root().resolve(name);
        if (WRITE) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, expected);
        }
        assertThat(
                "written by -Dwan.writeDocs=true",
                Files.readString(file, StandardCharsets.UTF_8).replace("\r\n", "\n"),
                is(expected));
    }

    /** Tests run in the repository's root or, with the command line's build, two folders below it. */
    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("src/main/java"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
