package io.jenkins.plugins.wanfirstlastframe;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Clip lists that tests have made. */
final class ClipLists {

    private static final String DEFAULTS = """
            defaults:
              startImage: Runcomfy_Example_1259_1.png
              endImage: Runcomfy_Example_1259_2.png
            clips:
            """;

    private ClipLists() {}

    /** A YAML list of clips {@code c0} …, whose prompts end with what is given for one of them. */
    static String of(int count, int edited, String edit) {
        return DEFAULTS
                + IntStream.range(0, count)
                        .mapToObj(place -> "  - name: c" + place + "\n    prompt: clip " + place
                                + (place == edited ? edit : "") + "\n")
                        .collect(Collectors.joining());
    }

    /** A YAML list of clips {@code c0} …. */
    static String of(int count) {
        return of(count, -1, "");
    }

    /** A Pipeline in an agent's workspace that has such a list in {@code clips.yaml}. */
    static String pipeline(String list, String script) {
        return "node('built-in') {\nwriteFile file: 'clips.yaml', text: '''" + list + "'''\n" + script + "\n}";
    }
}
