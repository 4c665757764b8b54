package io.jenkins.plugins.wanfirstlastframe.cli;

import io.jenkins.plugins.wanfirstlastframe.script.ExitCode;
import io.jenkins.plugins.wanfirstlastframe.script.FileNames;
import io.jenkins.plugins.wanfirstlastframe.script.Settings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.TypeConversionException;

/** The command {@code wan} and its subcommands, put together. */
@Command(
        name = "wan",
        description = "Makes videos between a first and a last frame with RunComfy's hosted Wan 2.2 model.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  export RUNCOMFY_TOKEN=...",
            "  wan generate --start-image https://example.com/first.png \\",
            "      --end-image https://example.com/last.png --prompt 'The puppy jumps' \\",
            "      --resolution 1280x720 --output puppy.mp4",
            "  wan batch clips.yaml --max-concurrent 8",
            "  wan run scenes.jsh",
            "  wan preview --start-image Runcomfy_Example_1259_1.png \\",
            "      --end-image Runcomfy_Example_1259_2.png --prompt Puppy \\",
            "      --output preview.mp4",
            "  source <(wan completion)"
        })
final class WanCommand {

    private WanCommand() {}

    /** Runs a command line, and gives the exit code. */
    static int run(Console console, String... arguments) {
        if (arguments.length > 1 && arguments[0].equals(RunCommand.NAME) && !arguments[1].startsWith("-")) {
            // the other commands and the help take a third of a second to set up, which a short script would feel
            CommandSpec spec = RunCommand.spec(console).name("wan " + RunCommand.NAME);
            return configured(new CommandLine(spec), console)
                    .execute(Arrays.copyOfRange(arguments, 1, arguments.length));
        }
        return commandLine(console).execute(arguments);
    }

    private static List<CommandLine> commands(Console console) {
        CommandLine generate = withExitCodes(new CommandLine(new GenerateCommand(console)));
        InputOptions.addTo(generate.getCommandSpec());
        CommandLine preview = new CommandLine(new PreviewCommand(console));
        InputOptions.addTo(preview.getCommandSpec());
        return List.of(
                generate,
                withExitCodes(new CommandLine(new BatchCommand(console))),
                new CommandLine(RunCommand.spec(console)),
                new CommandLine(new RequestCommands.Status(console)),
                new CommandLine(new RequestCommands.Result(console)),
                new CommandLine(new RequestCommands.Cancel(console)),
                new CommandLine(new BalanceCommand(console)),
                preview,
                new CommandLine(new SandboxCommand(console)),
                new CommandLine(new ParametersCommand(console)),
                completion());
    }

    private static CommandLine commandLine(Console console) {
        CommandLine line = new CommandLine(CommandSpec.forAnnotatedObject(new WanCommand()));
        for (CommandLine command : commands(console)) {
            command.getCommandSpec()
                    .mixinStandardHelpOptions(true)
                    .usageMessage()
                    .sortOptions(false);
            line.addSubcommand(command.getCommandName(), command);
        }
        line.getCommandSpec().mixinStandardHelpOptions(true).versionProvider(new Version());
        withExitCodes(line).setUsageHelpAutoWidth(true);
        return configured(line, console);
    }

    private static CommandLine withExitCodes(CommandLine command) {
        command.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(exitCodes());
        return command;
    }

    /** Has a command and those below it read values and tell failures as all of them do. */
    private static CommandLine configured(CommandLine line, Console console) {
        line.setExpandAtFiles(false); // a prompt may begin with @, and comes from outside
        line.registerConverter(Duration.class, WanCommand::duration);
        line.registerConverter(Path.class, WanCommand::path);
        line.setOut(new PrintWriter(console.out(), true)).setErr(new PrintWriter(console.err(), true));
        FailureHandler failures = new FailureHandler(console);
        line.setParameterExceptionHandler(failures);
        line.setExecutionExceptionHandler(failures);
        line.setExitCodeExceptionMapper(failures);
        return line;
    }

    private static Duration duration(String text) {
        return converted(Settings::duration, text);
    }

    static Path path(String text) {
        return converted(FileNames::path, text);
    }

    private static <T> T converted(Function<String, T> reader, String text) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    private static CommandLine completion() {
        CommandLine completion = new CommandLine(new GenerateCompletion()).setCommandName("completion");
        completion.getCommandSpec().usageMessage().description("Print a completion script for bash or zsh.");
        return completion;
    }

    private static Map<String, String> exitCodes() {
        Map<String, String> codes = new LinkedHashMap<>();
        codes.put(" " + ExitCode.OK, "all is well");
        codes.put(String.valueOf(ExitCode.USAGE), "the command line is wrong");
        codes.put(String.valueOf(ExitCode.BAD_INPUT), "the input or the script is wrong");
        codes.put(String.valueOf(ExitCode.UNAVAILABLE), "the service refused, can't be reached, or made no video");
        codes.put(String.valueOf(ExitCode.INTERNAL), "a defect of this program or an exception in the script");
        codes.put(String.valueOf(ExitCode.TRY_AGAIN), "try again later: time-out, or too many requests");
        codes.put(String.valueOf(ExitCode.TOKEN), "no token, or it is refused");
        codes.put(String.valueOf(ExitCode.INTERRUPTED), "ended by Ctrl-C");
        return codes;
    }
}
