package io.jenkins.plugins.wanfirstlastframe.cli;

import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.script.ExitCode;
import io.jenkins.plugins.wanfirstlastframe.script.Settings;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
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
        if (arguments.length > 1 && arguments[0].equals("run") && !arguments[1].startsWith("-")) {
            return RunCommand.run(console, arguments); // spares short scripts a third of a second of parsing options
        }
        return commandLine(console).execute(arguments);
    }

    static CommandLine commandLine(Console console) {
        CommandLine generate = new CommandLine(new GenerateCommand(console));
        InputOptions.addTo(generate.getCommandSpec());
        CommandLine preview = new CommandLine(new PreviewCommand(console));
        InputOptions.addTo(preview.getCommandSpec());
        CommandLine run = new CommandLine(new RunCommand(console));
        CommandLine line = new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(new WanCommand()))
                .addSubcommand(generate)
                .addSubcommand(run)
                .addSubcommand(new CommandLine(new RequestCommands.Status(console)))
                .addSubcommand(new CommandLine(new RequestCommands.Result(console)))
                .addSubcommand(new CommandLine(new RequestCommands.Cancel(console)))
                .addSubcommand(preview)
                .addSubcommand(new CommandLine(new SandboxCommand(console)))
                .addSubcommand(new CommandLine(new ParametersCommand(console)))
                .addSubcommand("completion", completion());
        line.getCommandSpec().mixinStandardHelpOptions(true).versionProvider(new Version());
        line.getSubcommands().values().forEach(sub -> sub.getCommandSpec().mixinStandardHelpOptions(true));
        line.getCommandSpec().usageMessage().exitCodeListHeading("%nExit codes:%n").exitCodeList(exitCodes());
        line.getSubcommands().values().forEach(sub -> sub.getCommandSpec().usageMessage().sortOptions(false));
        generate.getCommandSpec().usageMessage().exitCodeListHeading("%nExit codes:%n").exitCodeList(exitCodes());
        line.registerConverter(Duration.class, WanCommand::duration);
        line.setOut(new PrintWriter(console.out(), true)).setErr(new PrintWriter(console.err(), true));
        line.setUsageHelpAutoWidth(true);
        line.setParameterExceptionHandler((e, words) -> misused(e, words, console));
        line.setExecutionExceptionHandler((e, command, parsed) -> broken(e, command, console));
        run.setStopAtPositional(true);
        return line;
    }

    private static CommandLine completion() {
        CommandLine completion = new CommandLine(new GenerateCompletion());
        completion.getCommandSpec().usageMessage().description("Print a completion script for bash or zsh.");
        return completion;
    }

    private static Duration duration(String text) {
        try {
            return Settings.duration(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    private static int misused(ParameterException e, String[] words, Console console) {
        String name = e.getCommandLine().getCommandSpec().qualifiedName();
        console.err().println(name + ": " + e.getMessage());
        console.err().println("Try '" + name + " --help'.");
        if (Arrays.asList(words).contains("--json")) {
            String sentence = e.getMessage().endsWith(".") ? e.getMessage() : e.getMessage() + ".";
            CommandBase command = e.getCommandLine().getCommand() instanceof CommandBase base ? base : null;
            Billing billing = command != null && command.submits() ? Billing.NOT_BILLED : Billing.UNAFFECTED;
            Failure failure = new Failure(Failure.Kind.INPUT, sentence, null, billing, "");
            console.out().println(Json.text(command != null ? command.json(failure) : Json.of(failure)));
        }
        return ExitCode.USAGE;
    }

    private static int broken(Exception e, CommandLine command, Console console) {
        if (e instanceof InterruptedException) {
            return ExitCode.INTERRUPTED;
        }
        console.err().println(command.getCommandName() + ": this program has a defect: " + e);
        return ExitCode.INTERNAL;
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
