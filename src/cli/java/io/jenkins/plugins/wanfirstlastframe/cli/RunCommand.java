package io.jenkins.plugins.wanfirstlastframe.cli;

import io.jenkins.plugins.wanfirstlastframe.script.ScriptRunner;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code wan run}: a JShell script. */
@Command(
        name = "run",
        description = "Run a JShell script. It stops at the first failure, and the exit code tells.",
        footer = {
            "%nThe same script runs in the JDK's own tool: jshell --class-path wan.jar SCRIPT",
            "(which shows no lines, goes on after a failure, and passes no arguments)."
        })
final class RunCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(index = "0", paramLabel = "SCRIPT", description = "The script's file, such as scenes.jsh.")
    private Path script;

    @Parameters(index = "1..*", paramLabel = "ARG", description = "What the script finds in args().")
    private List<String> arguments = List.of();

    RunCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        return new ScriptRunner(console.err(), console.environment()).run(script, arguments);
    }
}
