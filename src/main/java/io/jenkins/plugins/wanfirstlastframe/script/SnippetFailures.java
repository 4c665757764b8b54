package io.jenkins.plugins.wanfirstlastframe.script;

import io.jenkins.plugins.wanfirstlastframe.script.SnippetReader.Piece;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.UnresolvedReferenceException;

/** Tells what is wrong with a snippet, in terms of the script: its file, line and column. */
final class SnippetFailures {

    /** As many as help; a recursion without end has a thousand. */
    private static final int MOST_FRAMES = 20;

    private final ScriptText script;
    private final JShell shell;
    private final ScriptExecution execution;
    private final Map<String, Piece> pieces;
    private final PrintStream err;

    /** @param pieces where each snippet came from, by its id; filled while the script runs */
    SnippetFailures(
            ScriptText script, JShell shell, ScriptExecution execution, Map<String, Piece> pieces, PrintStream err) {
        this.script = script;
        this.shell = shell;
        this.execution = execution;
        this.pieces = pieces;
        this.err = err;
    }

    /** Tells what is wrong, if anything is, and gives the exit code for it. */
    OptionalInt report(SnippetEvent event, Piece piece) {
        JShellException exception = event.exception();
        if (exception instanceof UnresolvedReferenceException unresolved) {
            return unresolved(unresolved.getSnippet(), piece.begin());
        }
        if (exception instanceof EvalException eval) {
            return OptionalInt.of(exception(eval, piece));
        }
        if (event.causeSnippet() != null) {
            return OptionalInt.empty();
        }
        return switch (event.status()) {
            case REJECTED -> rejected(shell.diagnostics(event.snippet()).toList(), piece);
            case RECOVERABLE_NOT_DEFINED ->
                event.snippet().kind() == Snippet.Kind.VAR
                        ? unresolved((DeclarationSnippet) event.snippet(), piece.begin())
                        : OptionalInt.empty();
            default -> OptionalInt.empty();
        };
    }

    /** Tells of a declaration that still lacks something when the script is through. */
    OptionalInt reportUnresolved() {
        return shell.snippets()
                .filter(snippet -> shell.status(snippet) == Snippet.Status.RECOVERABLE_DEFINED
                        || shell.status(snippet) == Snippet.Status.RECOVERABLE_NOT_DEFINED)
                .findFirst()
                .map(snippet -> unresolved((DeclarationSnippet) snippet, begin(snippet)))
                .orElse(OptionalInt.empty());
    }

    private int begin(Snippet snippet) {
        Piece piece = pieces.get(snippet.id());
        return piece == null ? 0 : piece.begin();
    }

    private OptionalInt unresolved(DeclarationSnippet snippet, int offset) {
        List<Diag> diagnostics = shell.diagnostics(snippet).toList();
        if (!diagnostics.isEmpty()) {
            return rejected(diagnostics, pieces.getOrDefault(snippet.id(), new Piece(offset, "", false)));
        }
        List<String> missing = shell.unresolvedDependencies(snippet).toList();
        error(
                offset + (missing.isEmpty() ? 0 : firstUse(missing.get(0), snippet.source())),
                "cannot find "
                        + (missing.isEmpty() ? "what " + snippet.name() + " refers to" : String.join(", ", missing)));
        return OptionalInt.of(ExitCode.BAD_INPUT);
    }

    /** Where a source first uses what JShell names {@code method g(int)} or {@code class Foo}. */
    private static int firstUse(String missing, String source) {
        String name = missing.replaceFirst("^\\w+ ", "").replaceFirst("\\(.*", "");
        Matcher use = Pattern.compile("\\b" + Pattern.quote(name) + "\\b").matcher(source);
        return use.find() ? use.start() : 0;
    }

    private OptionalInt rejected(List<Diag> diagnostics, Piece piece) {
        diagnostics.stream()
                .filter(Diag::isError)
                .forEach(diag -> error(
                        piece.begin() + (int) Math.max(0, diag.getPosition()), diag.getMessage(Locale.getDefault())));
        return OptionalInt.of(ExitCode.BAD_INPUT);
    }

    private void error(int offset, String message) {
        String[] lines = message.split("\\R");
        err.println(script.place(offset) + ": error: " + lines[0]);
        Stream.of(lines)
                .skip(1)
                .filter(line -> !line.strip().equals("location: class")) // the one JShell makes up has no name
                .forEach(line -> err.println("  " + line));
        err.println(script.excerpt(offset));
    }

    /** A user can fix what a {@link WanException} says without seeing a stack; anything else shows the script's frames. */
    private int exception(EvalException exception, Piece piece) {
        List<StackTraceElement> frames = scriptFrames(exception);
        int offset = frames.isEmpty() ? piece.begin() : script.beginOfLine(line(frames.get(0)));
        if (execution.thrown() instanceof WanException wan) {
            err.println(script.place(offset) + ": " + wan.getMessage());
            return ExitCode.of(wan.failure().kind());
        }
        err.println(script.place(offset) + ": " + text(exception));
        print(frames);
        for (Throwable cause = exception.getCause(); cause != null; cause = cause.getCause()) {
            err.println("Caused by: " + (cause instanceof EvalException eval ? text(eval) : cause.toString()));
            print(scriptFrames(cause));
        }
        return ExitCode.INTERNAL;
    }

    private static String text(EvalException exception) {
        String message = exception.getMessage();
        return exception.getExceptionClassName() + (message == null ? "" : ": " + message);
    }

    private void print(List<StackTraceElement> frames) {
        for (StackTraceElement frame : frames.subList(0, Math.min(MOST_FRAMES, frames.size()))) {
            String method = frame.getMethodName();
            String place = script.placeOfLine(line(frame));
            err.println("    at "
                    + (method.isEmpty() || method.startsWith("do_it$") ? place : method + " (" + place + ")"));
        }
        if (frames.size() > MOST_FRAMES) {
            err.println("    ... " + (frames.size() - MOST_FRAMES) + " more");
        }
    }

    /** The frames in the script: JShell names their file {@code #} and the snippet's id. */
    private List<StackTraceElement> scriptFrames(Throwable exception) {
        return Stream.of(exception.getStackTrace())
                .filter(frame ->
                        frame.getFileName() != null && frame.getFileName().startsWith("#"))
                .filter(frame -> pieces.containsKey(frame.getFileName().substring(1)))
                .toList();
    }

    private int line(StackTraceElement frame) {
        int first = script.line(pieces.get(frame.getFileName().substring(1)).begin());
        return first + Math.max(1, frame.getLineNumber()) - 1;
    }
}
