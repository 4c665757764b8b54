package io.jenkins.plugins.wanfirstlastframe.script;

import io.jenkins.plugins.wanfirstlastframe.script.SnippetReader.Piece;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;

/**
 * Runs a JShell script in this process. Unlike the {@code jshell} tool it stops at the first snippet that fails, says
 * where in the script that is, and tells by the exit code.
 */
public final class ScriptRunner {

    private final PrintStream err;
    private final Map<String, String> environment;
    private final ScriptExecution execution = new ScriptExecution();
    private final Map<String, Piece> pieces = new LinkedHashMap<>();

    /**
     * A runner; serves once.
     *
     * @param err where it is told what is wrong with the script
     * @param environment the variables that name the service and hold the token
     */
    public ScriptRunner(PrintStream err, Map<String, String> environment) {
        this.err = err;
        this.environment = environment;
    }

    /**
     * Runs a script to its end, its {@code /exit}, or its first failure.
     *
     * @param arguments what {@link Wan#args} gives
     * @return the exit code
     */
    public int run(Path file, List<String> arguments) {
        ScriptText script;
        try {
            script = ScriptText.decode(file.toString(), Files.readAllBytes(file));
        } catch (CharacterCodingException e) {
            err.println(file + ": the script is not UTF-8 text.");
            return ExitCode.BAD_INPUT;
        } catch (NoSuchFileException e) {
            err.println(file + ": there is no such script.");
            return ExitCode.BAD_INPUT;
        } catch (IOException e) {
            err.println(file + ": the script can't be read: " + e.getMessage() + ".");
            return ExitCode.BAD_INPUT;
        }
        Wan.begin(arguments, environment);
        try (JShell shell = JShell.builder()
                .executionEngine(execution, null)
                .compilerOptions("-proc:none", "-classpath", System.getProperty("java.class.path"))
                .build()) {
            return run(script, shell);
        } finally {
            Wan.end();
        }
    }

    private int run(ScriptText script, JShell shell) {
        DefaultImports.neededBy(script.text()).forEach(shell::eval);
        SnippetReader reader = new SnippetReader(script, shell.sourceCodeAnalysis());
        SnippetFailures failures = new SnippetFailures(script, shell, execution, pieces, err);
        for (Piece piece = reader.read().orElse(null);
                piece != null;
                piece = reader.read().orElse(null)) {
            if (piece.command()) {
                return command(piece, script, shell, failures);
            }
            for (SnippetEvent event : shell.eval(piece.source())) {
                remember(event, piece);
                OptionalInt failed = failures.report(event, piece);
                if (failed.isPresent()) {
                    return failed.getAsInt();
                }
            }
        }
        return failures.reportUnresolved().orElseGet(Wan::exitCode);
    }

    private void remember(SnippetEvent event, Piece piece) {
        if (event.causeSnippet() == null) {
            pieces.put(event.snippet().id(), piece);
        }
    }

    private int command(Piece piece, ScriptText script, JShell shell, SnippetFailures failures) {
        String[] words = piece.source().split("\\s+", 2);
        if (!words[0].equals("/exit")) {
            err.println(script.place(piece.begin()) + ": error: " + words[0] + " is a command of the jshell tool; in a"
                    + " script only /exit, with or without a code, is understood");
            return ExitCode.BAD_INPUT;
        }
        String expression = words.length < 2 ? "" : words[1].strip();
        if (expression.isEmpty()) {
            return Wan.exitCode();
        }
        Piece code = new Piece(piece.begin() + piece.source().lastIndexOf(expression), expression, false);
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
            err.println(script.place(code.begin()) + ": error: the exit code must be an integer");
            return ExitCode.BAD_INPUT;
        }
        return Integer.parseInt(value);
    }
}
