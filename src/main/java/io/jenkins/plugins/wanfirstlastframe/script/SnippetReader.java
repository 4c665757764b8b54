package io.jenkins.plugins.wanfirstlastframe.script;

import java.util.Optional;
import java.util.regex.Pattern;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/**
 * Cuts a script into snippets and commands as the {@code jshell} tool does: line by line, so that a statement without a
 * semicolon ends with its line. Beyond that, a line that begins as no snippet can ({@code .}, {@code else}, {@code catch},
 * {@code finally}) continues the one before, whatever comments stand between, and an annotation goes with what follows.
 */
final class SnippetReader {

    private static final Pattern COMMAND = Pattern.compile("/[^/*\\s].*|/");
    private static final Pattern CONTINUATION = Pattern.compile("(?s)(\\.|(else|catch|finally)\\b).*");

    private static final Pattern ANNOTATIONS = Pattern.compile("(@[\\w.]+\\s*(\\([^()]*\\)\\s*)?)+");

    private final ScriptText script;
    private final SourceCodeAnalysis analysis;
    private int next;

    /**
     * A piece of the script.
     *
     * @param begin its offset in the script
     * @param source what is to be evaluated, maybe with a semicolon added
     * @param command whether it is a line with a slash command
     */
    record Piece(int begin, String source, boolean command) {}

    SnippetReader(ScriptText script, SourceCodeAnalysis analysis) {
        this.script = script;
        this.analysis = analysis;
    }

    /** The next piece; empty at the end. */
    Optional<Piece> read() {
        int begin = script.skipBlanks(next);
        int end = begin;
        while (end < script.length()) {
            end = script.endOfLine(end);
            String source = script.substring(begin, end);
            if (COMMAND.matcher(source).matches()) {
                next = end;
                return Optional.of(new Piece(begin, source.stripTrailing(), true));
            }
            if (!continues(end) && !ANNOTATIONS.matcher(source).matches()) {
                CompletionInfo info = analysis.analyzeCompletion(source);
                if (info.completeness() == SourceCodeAnalysis.Completeness.EMPTY) {
                    begin = script.skipBlanks(end); // comments alone
                    end = begin;
                    continue;
                }
                if (info.completeness().isComplete()) {
                    next = end - info.remaining().length();
                    return Optional.of(new Piece(begin, info.source(), false));
                }
            }
            end = Math.min(script.length(), end + 1);
        }
        next = script.length();
        String rest = script.substring(begin, next);
        return rest.isBlank()
                        || analysis.analyzeCompletion(rest).completeness() == SourceCodeAnalysis.Completeness.EMPTY
                ? Optional.empty()
                : Optional.of(new Piece(begin, rest, false));
    }

    private boolean continues(int endOfLine) {
        int after = script.skipBlanksAndComments(endOfLine);
        return after < script.length()
                && CONTINUATION
                        .matcher(script.substring(after, script.endOfLine(after)))
                        .matches();
    }
}
