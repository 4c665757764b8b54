package io.jenkins.plugins.wanfirstlastframe.clips;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/** A clip list that can't be used as it stands. Nothing was done with any of its clips. */
public final class ClipListException extends Exception {

    private static final long serialVersionUID = 1L;

    /** How many problems the message holds; {@link #problems} has the others, too. */
    private static final int MAX_IN_MESSAGE = 20;

    private final String file;
    private final List<Problem> problems;

    /**
     * One thing that is wrong with a list.
     *
     * @param line where in the file, from 1; 0 if it is about the file as a whole
     * @param column where in the line, from 1; 0 if that is unknown
     * @param text what is wrong, as a sentence without a full stop
     */
    public record Problem(int line, int column, String text) implements Serializable {

        /** {@code line 12, column 5: …}. */
        @Override
        public String toString() {
            return line == 0 ? text : "line " + line + (column == 0 ? "" : ", column " + column) + ": " + text;
        }

        /** {@code clips.yaml:12:5: …}, as compilers write it and editors find it. */
        public String in(String file) {
            return file + (line == 0 ? "" : ":" + line + (column == 0 ? "" : ":" + column)) + ": " + text;
        }
    }

    /**
     * A list with problems.
     *
     * @param file its file, as it was named, in one printable line
     * @param problems at least one, in the order of the file
     */
    public ClipListException(String file, List<Problem> problems) {
        super(file + " has " + count(problems) + ": "
                + problems.stream().limit(MAX_IN_MESSAGE).map(Problem::toString).collect(Collectors.joining("; "))
                + (problems.size() > MAX_IN_MESSAGE ? "; and more" : ""));
        this.file = file;
        this.problems = List.copyOf(problems);
    }

    /** The list's file, as it was named, in one printable line. */
    public String file() {
        return file;
    }

    /** All that is wrong, in the order of the file; never empty. */
    public List<Problem> problems() {
        return problems;
    }

    /** How much is wrong, as a clause: {@code clips.yaml has 2 problems}. */
    public String summary() {
        return file + " has " + count(problems);
    }

    private static String count(List<Problem> problems) {
        return problems.size() == 1 ? "a problem" : problems.size() + " problems";
    }
}
