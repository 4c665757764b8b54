package io.jenkins.plugins.wanfirstlastframe.script;

import java.util.Optional;
import java.util.OptionalInt;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/**
 * Cuts a script into snippets and commands as the {@code jshell} tool does: line by line, so that a statement without a
 * semicolon ends with its line. Beyond that, a statement goes on wherever a formatter would break it, see
 * {@link Continuation}, and an annotation goes with what follows. The time this takes grows with the script's length: JShell
 * is asked about a place only where no bracket is open.
 */
final class SnippetReader {

    /**
     * How many brackets may be open within one another. Java's compiler recurses into each, and looks ahead from each
     * opening parenthesis: what is nested deeper takes minutes to be compiled, or does not come through at all.
     */
    static final int MAX_DEPTH = 2000;

    private final ScriptText script;
    private final String text;
    private final SourceCodeAnalysis analysis;
    private final CommandLines commands;
    private final Continuation continuation;
    private int next;
    private int latest;

    /**
     * A piece of a script.
     *
     * @param script the text it is in
     * @param begin its offset in there
     * @param source what is to be evaluated, maybe with a semicolon added
     * @param command whether it is a line with a slash command
     */
    record Piece(ScriptText script, int begin, String source, boolean command) {

        /** Where it begins, as messages show it. */
        String place() {
            return script.place(begin);
        }
    }

    SnippetReader(ScriptText script, SourceCodeAnalysis analysis) {
        this.script = script;
        this.text = script.text();
        this.analysis = analysis;
        this.commands = new CommandLines(text);
        this.continuation = new Continuation(text, commands);
    }

    /**
     * The next piece; empty at the end.
     *
     * @throws ScriptSyntaxException if the script ends within a piece, or a piece is nested deeper than {@link #MAX_DEPTH}
     */
    Optional<Piece> read() throws ScriptSyntaxException {
        int begin = beginOfPiece();
        latest = begin;
        if (begin >= text.length()) {
            return Optional.empty();
        }
        if (commands.isAt(begin)) {
            next = script.endOfLine(begin);
            return Optional.of(
                    new Piece(script, begin, text.substring(begin, next).stripTrailing(), true));
        }
        CodeScanner scanner = new CodeScanner(text, begin);
        int asked = -1;
        while (scanner.offset() < text.length()) {
            int endOfLine = script.endOfLine(scanner.offset());
            scanner.advanceBehindSemicolon(endOfLine);
            if (scanner.depth() > MAX_DEPTH) {
                throw new ScriptSyntaxException(begin, SnippetFailures.TOO_LARGE);
            }
            int last = scanner.lastSignificant();
            if (scanner.complete() && last > asked) {
                asked = last;
                int after = script.skipBlanksAndComments(scanner.offset());
                if (continuation.continues(begin, scanner, after)) {
                    scanner.advanceTo(after);
                    continue;
                }
                if (!continuation.needsMore(begin, last) && !annotationsAlone(begin, last)) {
                    Optional<Piece> piece = complete(begin, scanner.offset());
                    if (piece.isPresent()) {
                        return piece;
                    }
                }
            }
            scanner.advanceTo(Math.min(text.length(), scanner.offset() + (scanner.offset() == endOfLine ? 1 : 0)));
        }
        throw unfinished(begin, scanner);
    }

    /** Where the piece begins that was read last, or that could not be read. */
    int beginOfLatest() {
        return latest;
    }

    private int beginOfPiece() throws ScriptSyntaxException {
        int begin = script.skipBlanksAndComments(next);
        if (begin >= text.length()) {
            int comment = script.unclosedComment(next);
            if (comment >= 0) {
                throw new ScriptSyntaxException(comment, "the comment that begins here is never closed");
            }
        }
        return begin;
    }

    private Optional<Piece> complete(int begin, int end) {
        String source = text.substring(begin, end);
        CompletionInfo info = analysis.analyzeCompletion(source);
        if (!info.completeness().isComplete()) {
            return Optional.empty();
        }
        next = info.completeness() == Completeness.UNKNOWN
                ? end
                : end - info.remaining().length();
        return Optional.of(new Piece(script, begin, info.source(), false));
    }

    /** An annotation is complete to JShell, which takes it for a declaration without anything declared. */
    private boolean annotationsAlone(int begin, int last) {
        int offset = begin;
        while (offset <= last && text.charAt(offset) == '@') {
            offset = script.skipBlanksAndComments(offset + 1);
            while (offset <= last
                    && (Character.isJavaIdentifierPart(text.charAt(offset)) || text.charAt(offset) == '.')) {
                offset++;
            }
            offset = script.skipBlanksAndComments(offset);
            if (offset <= last && text.charAt(offset) == '(') {
                CodeScanner values = new CodeScanner(text, offset);
                do {
                    values.advanceTo(values.offset() + 1);
                } while (!values.complete() && values.offset() <= last);
                offset = script.skipBlanksAndComments(values.offset());
            }
        }
        return offset > last;
    }

    private ScriptSyntaxException unfinished(int begin, CodeScanner scanner) {
        next = text.length();
        String ends = "what begins here is not complete at the end of the script";
        OptionalInt open = scanner.openBegin();
        if (open.isEmpty()) {
            return new ScriptSyntaxException(begin, ends);
        }
        int offset = open.getAsInt();
        String what = text.startsWith("/*", offset)
                ? "comment"
                : text.startsWith("\"\"\"", offset) ? "text block" : text.substring(offset, offset + 1);
        return new ScriptSyntaxException(
                begin, ends + ": the " + what + " of line " + script.line(offset) + " is not closed");
    }
}
