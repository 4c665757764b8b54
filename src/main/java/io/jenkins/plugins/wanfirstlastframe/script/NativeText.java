package io.jenkins.plugins.wanfirstlastframe.script;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The process's arguments and environment as they were given. In a locale such as {@code C} or {@code POSIX} Java reads
 * every character beyond ASCII as a replacement character; on Linux the process's own files in {@code /proc} still have the
 * bytes, which are then read as UTF-8.
 */
public final class NativeText {

    /** What makes Java read all characters; for messages. */
    public static final String CURE = "Run it in a UTF-8 locale, such as with LC_ALL=C.UTF-8.";

    private static final char REPLACEMENT = '\uFFFD';
    private static final Path PROCESS = Path.of("/proc/self");

    private NativeText() {}

    /** The character set by which Java reads arguments and file names. */
    static Charset charset() {
        try {
            return Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
        } catch (IllegalArgumentException e) {
            return StandardCharsets.UTF_8;
        }
    }

    /** Whether Java loses characters beyond ASCII in arguments, file names and output, as in the locale {@code C}. */
    public static boolean asciiOnly() {
        return !charset().newEncoder().canEncode('\u00e9');
    }

    /**
     * The arguments of this process.
     *
     * @param read as Java has read them
     * @return as they were given
     * @throws IllegalArgumentException with sentences, if what was given can't be found out
     */
    public static String[] arguments(String... read) {
        return arguments(read, rawEntries("cmdline"));
    }

    /** @param raw all that the process was started with, of which the arguments are the last; empty if unknown */
    static String[] arguments(String[] read, List<byte[]> raw) {
        String[] given = read.clone();
        for (int i = 0; i < read.length; i++) {
            if (isLossy(read[i])) {
                int number = i + 1;
                int index = raw.size() - read.length + i;
                given[i] = Optional.of(index)
                        .filter(place -> place >= 0)
                        .flatMap(place -> utf8(raw.get(place)))
                        .orElseThrow(() -> new IllegalArgumentException("Java can't read all characters of argument "
                                + number + " in this locale (" + charset() + "). " + CURE));
            }
        }
        return given;
    }

    /** The environment of this process; a value that is no text in UTF-8 is left as Java has read it. */
    public static Map<String, String> environment() {
        Map<String, String> read = System.getenv();
        boolean lossy = read.entrySet().stream().anyMatch(entry -> isLossy(entry.getKey() + entry.getValue()));
        return lossy ? environment(read, rawEntries("environ")) : read;
    }

    static Map<String, String> environment(Map<String, String> read, List<byte[]> raw) {
        Map<String, String> given = new HashMap<>(read);
        for (byte[] entry : raw) {
            utf8(entry).ifPresent(text -> {
                int equals = text.indexOf('=', 1);
                if (equals > 0 && isLossy(read.getOrDefault(text.substring(0, equals), ""))) {
                    given.put(text.substring(0, equals), text.substring(equals + 1));
                }
            });
        }
        return given;
    }

    /** A replacement character, or half a pair of surrogates, stands for bytes that Java could not read. */
    private static boolean isLossy(String text) {
        return text.codePoints().anyMatch(c -> c == REPLACEMENT || Character.getType(c) == Character.SURROGATE);
    }

    private static Optional<String> utf8(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** The entries of a file of Linux's {@code /proc/self}, each of which ends with a zero; empty on other systems. */
    private static List<byte[]> rawEntries(String name) {
        byte[] content;
        try {
            content = Files.readAllBytes(PROCESS.resolve(name));
        } catch (IOException | SecurityException e) {
            return List.of();
        }
        List<byte[]> entries = new ArrayList<>();
        ByteArrayOutputStream entry = new ByteArrayOutputStream();
        for (byte b : content) {
            if (b == 0) {
                entries.add(entry.toByteArray());
                entry.reset();
            } else {
                entry.write(b);
            }
        }
        return entries;
    }
}
