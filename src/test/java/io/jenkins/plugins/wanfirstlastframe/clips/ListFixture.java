package io.jenkins.plugins.wanfirstlastframe.clips;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lists as texts. */
final class ListFixture {

    /** A list of one clip, in YAML's flow style. */
    static final String COMPLETE = with("");

    private ListFixture() {}

    /** A list of one clip that says something more, or something else. */
    static String with(String further) {
        return clip(further.replaceFirst(":.*", ""), further);
    }

    /** A list of one clip that leaves something out. */
    static String without(String name) {
        return clip(name, "");
    }

    private static String clip(String leftOut, String further) {
        String complete = Stream.of(
                        "name: a",
                        "startImage: Runcomfy_Example_1259_1.png",
                        "endImage: Runcomfy_Example_1259_2.png",
                        "prompt: x")
                .filter(entry -> !entry.startsWith(leftOut + ":"))
                .collect(Collectors.joining(", "));
        return "- {" + complete + (further.isEmpty() ? "" : ", " + further) + "}";
    }

    static ClipList read(String file, String text) throws IOException, ClipListException {
        return read(file, text.getBytes(StandardCharsets.UTF_8));
    }

    static ClipList read(String file, byte[] content) throws IOException, ClipListException {
        return ClipList.read(file, new ByteArrayInputStream(content));
    }

    /** What is wrong with a list, as its message has it. */
    static List<String> problems(String file, String text) {
        return problems(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** What is wrong with a list, as its message has it. */
    static List<String> problems(String file, byte[] content) {
        return assertThrows(ClipListException.class, () -> read(file, content)).problems().stream()
                .map(ClipListException.Problem::toString)
                .toList();
    }
}
