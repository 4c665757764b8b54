package io.jenkins.plugins.wanfirstlastframe.script;

import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.generation.AtomicFiles;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The files that one run of a script is made of: which are being run, one within the other, and which have been. */
final class Includes {

    /** A file can't be run. The message says why, without a full stop. */
    static final class IncludeException extends Exception {
        private static final long serialVersionUID = 1L;

        IncludeException(String message) {
            super(message);
        }
    }

    private final List<Path> underWay = new ArrayList<>();
    private final Map<Path, String> placeByFile = new HashMap<>();

    /**
     * Reads a script that is to be run next; {@link #leave} is called once it has been.
     *
     * @param file as messages show it
     * @param place where it is included; empty for the first file
     * @return nothing, if the file was run before
     */
    Optional<ScriptText> enter(Path file, String place) throws IncludeException {
        try {
            Path real = file.toRealPath();
            if (underWay.contains(real)) {
                throw new IncludeException(file + " includes itself: "
                        + underWay.subList(underWay.indexOf(real), underWay.size()).stream()
                                .map(path -> path.getFileName() + " includes ")
                                .collect(Collectors.joining())
                        + real.getFileName());
            }
            if (placeByFile.containsKey(real)) {
                return Optional.empty();
            }
            ScriptText script = ScriptText.decode(file.toString(), Files.readAllBytes(real));
            underWay.add(real);
            placeByFile.put(real, place);
            return Optional.of(script);
        } catch (CharacterCodingException e) {
            throw new IncludeException(file + ": the script is not UTF-8 text");
        } catch (NoSuchFileException e) {
            throw new IncludeException(file + ": there is no such script");
        } catch (IOException e) {
            throw new IncludeException(file + ": the script can't be read: " + AtomicFiles.reason(e));
        }
    }

    /** The file that was entered last has been run. */
    void leave() {
        underWay.remove(underWay.size() - 1);
    }

    /** Where a file was included that {@link #enter} gave nothing for. */
    String placeOf(Path file) {
        try {
            return placeByFile.getOrDefault(file.toRealPath(), "");
        } catch (IOException e) {
            return ""; // removed since
        }
    }

    /**
     * The file that a script means by a name.
     *
     * @param including the script's own file
     */
    static Path resolve(Path including, String name) throws IncludeException {
        try {
            return including.resolveSibling(FileNames.path(name)).normalize();
        } catch (IllegalArgumentException e) {
            String sentence = PlainText.oneLine(e.getMessage());
            throw new IncludeException(sentence.substring(0, sentence.length() - 1));
        }
    }
}
