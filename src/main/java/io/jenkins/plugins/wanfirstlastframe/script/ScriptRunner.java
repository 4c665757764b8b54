package io.jenkins.plugins.wanfirstlastframe.script;

import io.jenkins.plugins.wanfirstlastframe.script.Includes.IncludeException;
import io.jenkins.plugins.wanfirstlastframe.script.SnippetReader.Piece;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;

/**
 * Runs a JShell script in this process, on a thread of its own. Unlike the {@code jshell} tool it stops at the first snippet
 * that fails, says where in the script that is, tells by the exit code, and calls a {@code main} that the script declares and
 * leaves uncalled.
 */
public final class ScriptRunner {

    private final PrintStream err;
    private final Map<String, String> environment;
    private final ScriptExecution execution = new ScriptExecution();
    private final Map<String, Piece> pieces = new LinkedHashMap<>();
    private final Includes includes = new Includes();
    private final Set<String> imported = new HashSet<>();

    /**
     * A runner; serves once.
     *
     * @param err where the script's requests tell their progress, and where it is told what is wrong with the script
     * @param environment the variables that name the service and hold the token
     */
    public ScriptRunner(PrintStream err, Map<String, String> environment) {
        this.err = err;
        this.environment = environment;
    }

    /**
     * Runs a script to its end, its {@code /exit}, or its first failure. An interrupt of the calling thread interrupts the
     * script; this method then waits for its end all the same, and leaves the interrupt pending.
     *
     * @param arguments what {@link Wan#args} gives
     * @return the exit code
     */
    public int run(Path file, List<String> arguments) {
        ScriptText script;
        try {
            script = includes.enter(file, "").orElseThrow();
        } catch (IncludeException e) {
            err.println(e.getMessage() + ".");
            return ExitCode.BAD_INPUT;
        }
        return DeepStack.call(() -> run(file, script, arguments));
    }

    private int run(Path file, ScriptText script, List<String> arguments) {
        try (ScriptContext context = ScriptContext.begin(arguments, environment, err);
                JShell shell = JShell.builder()
                        .executionEngine(execution, null)
                        .compilerOptions("-proc:none", "-classpath", System.getProperty("java.class.path"))
                        .build()) {
            SnippetFailures failures = new SnippetFailures(shell, execution, pieces, err);
            OptionalInt ended = run(file, script, shell, failures);
            if (ended.isEmpty()) {
                ended = failures.reportUnresolved();
            }
            if (ended.isEmpty()) {
                ended = callMain(script, shell, failures);
            }
            return ended.orElseGet(context::exitCode);
        }
    }

    /** Runs all of a text; gives the exit code if that ends the script. */
    private OptionalInt run(Path file, ScriptText script, JShell shell, SnippetFailures failures) {
        DefaultImports.neededBy(script.text()).stream().filter(imported::add).forEach(shell::eval);
        SnippetReader reader = new SnippetReader(script, shell.sourceCodeAnalysis());
        try {
            for (Piece piece = reader.read().orElse(null);
                    piece != null;
                    piece = reader.read().orElse(null)) {
                OptionalInt ended = piece.command()
                        ? OptionalInt.of(command(piece, shell, failures))
                        : eval(piece, shell, failures);
                for (String name : ScriptContext.current().takeIncludes()) {
                    ended = ended.isPresent() ? ended : include(file, name, piece, shell, failures);
                }
                if (ended.isPresent()) {
                    return ended;
                }
            }
            return OptionalInt.empty();
        } catch (ScriptSyntaxException e) {
            return OptionalInt.of(failures.report(e, script));
        } catch (StackOverflowError | InternalError e) { // while it was found out where the piece ends
            return OptionalInt.of(failures.report(e, new Piece(script, reader.beginOfLatest(), "", false)));
        }
    }

    /** Runs another file at the place of the statement that has asked for it. */
    private OptionalInt include(Path including, String name, Piece piece, JShell shell, SnippetFailures failures) {
        try {
            Path file = Includes.resolve(including, name);
            ScriptText script = includes.enter(file, piece.place()).orElse(null);
            if (script == null) {
                String before = includes.placeOf(file);
                err.println(piece.place() + ": note: " + file + " is not run again"
                        + (before.isEmpty() ? "" : "; it was included at " + before));
                return OptionalInt.empty();
            }
            OptionalInt ended = run(file, script, shell, failures);
            includes.leave();
            return ended;
        } catch (IncludeException e) {
            return OptionalInt.of(failures.report(e, piece));
        }
    }

    private OptionalInt eval(Piece piece, JShell shell, SnippetFailures failures) {
        List<SnippetEvent> events;
        try {
            events = shell.eval(piece.source());
        } catch (StackOverflowError | InternalError | RuntimeException e) {
            // what a script throws comes as an event: this is the compiler
            return OptionalInt.of(failures.report(e, piece));
        } finally {
            execution.keepInterrupt();
        }
        for (SnippetEvent event : events) {
            remember(event, piece);
            OptionalInt failed = failures.report(event, piece);
            if (failed.isPresent()) {
                return failed;
            }
        }
        return OptionalInt.empty();
    }

    private void remember(SnippetEvent event, Piece piece) {
        if (event.causeSnippet() == null) {
            pieces.put(event.snippet().id(), piece);
        }
    }

    private OptionalInt callMain(ScriptText script, JShell shell, SnippetFailures failures) {
        UncalledMain main =
                UncalledMain.find(script, List.copyOf(pieces.values())).orElse(null);
        if (main == null) {
            return OptionalInt.empty();
        }
        if (main.call().isEmpty()) {
            err.println(main.piece().place() + ": note: " + main.why());
            return OptionalInt.empty();
        }
        return eval(new Piece(script, main.piece().begin(), main.call(), false), shell, failures);
    }

    private int command(Piece piece, JShell shell, SnippetFailures failures) {
        String[] words = piece.source().split("\\s+", 2);
        if (!words[0].equals("/exit")) {
            err.println(piece.place() + ": error: " + words[0] + " is a command of the jshell tool; in a"
                    + " script only /exit, with or without a code, is understood");
            return ExitCode.BAD_INPUT;
        }
        String expression = words.length < 2 ? "" : words[1].strip();
        if (expression.isEmpty()) {
            return ScriptContext.current().exitCode();
        }
        Piece code =
                new Piece(piece.script(), piece.begin() + piece.source().lastIndexOf(expression), expression, false);
        String value = "";
        for (SnippetEvent event : shell.eval(expression)) {
            remember(event, code);
            OptionalInt failed = failures.report(event, code);
            if (failed.isPresent()) {
                return failed.getAsInt();
            }
            value = event.snippet().kind() == Snippet.Kind.EXPRESSION
                            || event.snippet().kind() == Snippet.Kind.VAR
                    ? String.valueOf(event.value())
                    : value;
        }
        if (!value.matches("-?\\d{1,9}")) {
            err.println(code.place() + ": error: the exit code must be an integer");
            return ExitCode.BAD_INPUT;
        }
        return Integer.parseInt(value);
    }
}
