package io.jenkins.plugins.wanfirstlastframe.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.script.ScriptRunner;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * {@code wan run}: a JShell script. Its arguments are declared by picocli's builders rather than its annotations, which take
 * a third of the time that a short script does.
 */
final class RunCommand implements Callable<Integer> {

    static final String NAME = "run";

    private final Console console;

    private final PositionalParamSpec script = PositionalParamSpec.builder()
            .index("0")
            .type(Path.class)
            .converters(WanCommand::path)
            .required(true)
            .paramLabel("SCRIPT")
            .description("The script's file, such as scenes.jsh.")
            .build();

    private final PositionalParamSpec arguments = PositionalParamSpec.builder()
            .index("1..*")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("0..*")
            .paramLabel("ARG")
            .description("What the script finds in args().")
            .build();

    private RunCommand(Console console) {
        this.console = console;
    }

    /** The command as picocli knows it. */
    static CommandSpec spec(Console console) {
        RunCommand command = new RunCommand(console);
        CommandSpec spec = CommandSpec.wrapWithoutInspection(command)
                .name(NAME)
                .addPositional(command.script)
                .addPositional(command.arguments);
        spec.usageMessage()
                .description("Run a JShell script. It stops at the first failure, and the exit code tells.")
                .footer(
                        "%nThe same script runs in the JDK's own tool: jshell --class-path wan.jar SCRIPT",
                        "(which shows no lines, goes on after a failure, and passes no arguments).");
        spec.parser().stopAtPositional(true);
        return spec;
    }

    @Override
    public Integer call() {
        Path file = script.getValue();
        @CheckForNull List<String> given = arguments.getValue();
        return new ScriptRunner(console.err(), console.environment()).run(file, given == null ? List.of() : given);
    }
}
