package io.jenkins.plugins.wanfirstlastframe.script;

import io.jenkins.plugins.wanfirstlastframe.script.Includes.IncludeException;
import io.jenkins.plugins.wanfirstlastframe.script.SnippetReader.Piece;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

    /** What is told of a piece that Java's compiler does not come through. */
    static final String TOO_LARGE =
            "what begins here is too long or too deeply nested for Java's compiler; divide it into several statements";

    /** As many as help; a recursion without end has a thousand. */
    private static final int MOST_FRAMES = 20;

    private static final Pattern FINAL = Pattern.compile("(?s)\\s*(\\w+\\s+)*?final\\s.*");

    private final JShellLimits limits = new JShellLimits();
    private final JShell shell;
    private final ScriptExecution execution;
    private final Map<String, Piece> pieces;
    private final PrintStream err;

    /** @param pieces where each snippet came from, by its id; filled while the script runs */
    SnippetFailures(JShell shell, ScriptExecution execution, Map<String, Piece> pieces, PrintStream err) {
        this.shell = shell;
        this.execution = execution;
        this.pieces = pieces;
        this.err = err;
    }

    /** Tells what is wrong, if anything is, and gives the exit code for it. */
    OptionalInt report(SnippetEvent event, Piece piece) {
        JShellException exception = event.exception();
        if (exception instanceof UnresolvedReferenceException unresolved) {
            return unresolved(unresolved.getSnippet(), piece);
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
                event.snippet() instanceof DeclarationSnippet declaration
                        ? declaration.kind() == Snippet.Kind.VAR ? unresolved(declaration, piece) : OptionalInt.empty()
                        : rejected(shell.diagnostics(event.snippet()).toList(), piece);
            default -> OptionalInt.empty();
        };
    }

    /** Tells of a declaration that still lacks something when the script is through. */
    OptionalInt reportUnresolved() {
        return shell.snippets()
                .filter(snippet -> shell.status(snippet) == Snippet.Status.RECOVERABLE_DEFINED
                        || shell.status(snippet) == Snippet.Status.RECOVERABLE_NOT_DEFINED)
                .filter(snippet -> pieces.containsKey(snippet.id()))
                .filter(DeclarationSnippet.class::isInstance) // of others it was told at once
                .findFirst()
                .map(snippet -> unresolved((DeclarationSnippet) snippet, pieces.get(snippet.id())))
                .orElse(OptionalInt.empty());
    }

    /** Tells that the script's text ends where it can't, or can't be compiled. */
    int report(ScriptSyntaxException e, ScriptText script) {
        error(script, e.offset(), e.getMessage());
        return ExitCode.BAD_INPUT;
    }

    /** Tells that a file can't be included where a piece asks for it. */
    int report(IncludeException e, Piece piece) {
        error(piece.script(), piece.begin(), e.getMessage());
        return ExitCode.BAD_INPUT;
    }

    /** Tells that the compiler's recursion went too deep for a piece, or that JShell itself failed at it. */
    int report(Throwable failure, Piece piece) {
        // JShell wraps what its compiler throws in some places, and then keeps just the name
        if (failure instanceof StackOverflowError
                || String.valueOf(failure.getMessage()).contains(StackOverflowError.class.getName())) {
            error(piece.script(), piece.begin(), TOO_LARGE);
        } else {
            error(piece.script(), piece.begin(), String.valueOf(failure));
            err.println("  " + limits.hint(failure, piece.source()));
        }
        return ExitCode.BAD_INPUT;
    }

    private OptionalInt unresolved(DeclarationSnippet snippet, Piece user) {
        Piece piece = pieces.getOrDefault(snippet.id(), user);
        List<Diag> diagnostics = shell.diagnostics(snippet).toList();
        if (!diagnostics.isEmpty()) {
            return rejected(diagnostics, piece);
        }
        List<String> missing = shell.unresolvedDependencies(snippet).toList();
        error(
                piece.script(),
                piece.begin() + (missing.isEmpty() ? 0 : firstUse(missing.get(0), snippet.source())),
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
                        piece.script(),
                        piece.begin() + (int) Math.max(0, diag.getPosition()),
                        diag.getMessage(Locale.getDefault())));
        int unclosed = CodeScanner.unclosedWithin(piece.source());
        if (unclosed >= 0) {
            err.println("  the " + piece.source().charAt(unclosed) + " of line "
                    + piece.script().line(piece.begin() + unclosed) + " is not closed");
        }
        limits.hint(diagnostics, piece.source(), finals()).ifPresent(hint -> err.println("  " + hint));
        return OptionalInt.of(ExitCode.BAD_INPUT);
    }

    /** The script's variables that are declared final, which JShell takes no notice of. */
    private Set<String> finals() {
        return shell.variables()
                .filter(variable -> FINAL.matcher(variable.source()).matches())
                .map(variable -> variable.name())
                .collect(Collectors.toSet());
    }

    private void error(ScriptText script, int offset, String message) {
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
        String place = frames.isEmpty() ? piece.place() : placeOfBegin(frames.get(0));
        if (execution.thrown() instanceof WanException wan) {
            err.println(place + ": " + wan.getMessage());
            return ExitCode.of(wan.failure().kind());
        }
        err.println(place + ": " + text(exception));
        if (execution.thrown() instanceof InvalidPathException path && FileNames.isOfLocale(path)) {
            err.println("  This locale (" + NativeText.charset() + ") has no such file name. " + NativeText.CURE);
        }
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
            String place = piece(frame).script().placeOfLine(line(frame));
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

    private Piece piece(StackTraceElement frame) {
        return pieces.get(frame.getFileName().substring(1));
    }

    private int line(StackTraceElement frame) {
        Piece piece = piece(frame);
        return piece.script().line(piece.begin()) + Math.max(1, frame.getLineNumber()) - 1;
    }

    private String placeOfBegin(StackTraceElement frame) {
        ScriptText script = piece(frame).script();
        return script.place(script.beginOfLine(line(frame)));
    }
}
