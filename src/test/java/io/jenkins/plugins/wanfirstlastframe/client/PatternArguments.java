package io.jenkins.plugins.wanfirstlastframe.client;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The arguments of messages, to compare translations by. */
public final class PatternArguments {

    private static final int MOST = 6;

    private PatternArguments() {}

    /** The numbers of the arguments that a message shows. */
    public static List<Integer> of(String pattern) {
        Object[] marks = IntStream.range(0, MOST).mapToObj(i -> "<" + i + ">").toArray();
        String shown = new MessageFormat(pattern, Locale.ROOT).format(marks);
        return IntStream.range(0, MOST)
                .filter(i -> shown.contains(marks[i].toString()))
                .boxed()
                .toList();
    }
}
