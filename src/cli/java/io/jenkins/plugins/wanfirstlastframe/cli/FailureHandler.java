package io.jenkins.plugins.wanfirstlastframe.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.InvalidInputException;
import io.jenkins.plugins.wanfirstlastframe.clips.ClipListException;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.script.ExitCode;
import io.jenkins.plugins.wanfirstlastframe.script.WanException;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IExitCodeExceptionMapper;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Tells why a command has no result, to a person and, where JSON is asked for, to a program; and maps it to an exit code. */
final class FailureHandler implements IExecutionExceptionHandler, IParameterExceptionHandler, IExitCodeExceptionMapper {

    private final Console console;

    FailureHandler(Console console) {
        this.console = console;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        Failure failure = failure(e, billing(command, e));
        JsonFailure json = JsonFailure.of(failure, tellsBilling(command));
        if (e instanceof ClipListException list) {
            list.problems().forEach(problem -> console.err().println(problem.in(list.file())));
            json = JsonFailure.of(failure, list.problems());
        }
        console.err().println(command.getCommandSpec().qualifiedName() + ": " + failure.message());
        if (command.getParseResult().hasMatchedOption(ResultCommand.JSON_OPTION)) {
            console.out().println(Json.text(json));
        }
        return ExitCode.of(failure.kind());
    }

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        String name = e.getCommandLine().getCommandSpec().qualifiedName();
        console.err().println(name + ": " + e.getMessage());
        console.err().println("Try '" + name + " --help'.");
        if (Arrays.asList(arguments).contains(ResultCommand.JSON_OPTION)) {
            String sentence = e.getMessage().endsWith(".") ? e.getMessage() : e.getMessage() + ".";
            Billing billing = submits(e.getCommandLine()) ? Billing.NOT_BILLED : Billing.UNAFFECTED;
            Failure failure = new Failure(Failure.Kind.INPUT, sentence, null, billing, "");
            console.out().println(Json.text(JsonFailure.of(failure, tellsBilling(e.getCommandLine()))));
        }
        return ExitCode.USAGE;
    }

    @Override
    public int getExitCode(Throwable e) {
        return ExitCode.of(failure(e, Billing.UNAFFECTED).kind());
    }

    /** The failures of a command that can't start a request say nothing about what is charged. */
    private static Billing billing(CommandLine command, Exception e) {
        if (!submits(command)) {
            return Billing.UNAFFECTED;
        }
        return e instanceof IllegalArgumentException ? Billing.NOT_BILLED : Billing.MAY_BE_BILLED;
    }

    private static boolean tellsBilling(CommandLine command) {
        return !(command.getCommand() instanceof ResultCommand result) || result.asksService();
    }

    private static boolean submits(CommandLine command) {
        return command.getCommand() instanceof ResultCommand result && result.submits();
    }

    /** @param billing where the exception itself doesn't know it */
    private static Failure failure(@CheckForNull Throwable e, Billing billing) {
        if (e instanceof WanException known) {
            return known.failure();
        }
        if (e instanceof InvalidInputException invalid) {
            return WanException.invalid(invalid).failure();
        }
        if (e instanceof ClipListException list) {
            return WanException.invalid(list.summary()).failure();
        }
        if (e instanceof IllegalArgumentException wrong) {
            return new Failure(Failure.Kind.INPUT, String.valueOf(wrong.getMessage()), null, billing, "");
        }
        if (e instanceof InterruptedException) {
            return new Failure(Failure.Kind.ABORTED, "Interrupted.", null, billing, "");
        }
        return new Failure(Failure.Kind.INTERNAL, "This program has a defect: " + e + ".", null, billing, "");
    }
}
