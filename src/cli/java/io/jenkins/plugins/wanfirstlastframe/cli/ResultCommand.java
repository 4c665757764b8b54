package io.jenkins.plugins.wanfirstlastframe.cli;

import io.jenkins.plugins.wanfirstlastframe.script.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A command that has a result, which it tells to a person or, as JSON, to a program. What keeps it from having one is an
 * exception, which {@link FailureHandler} tells.
 */
abstract class ResultCommand implements Callable<Integer> {

    static final String JSON_OPTION = "--json";

    private final Console console;

    @Spec
    private CommandSpec spec;

    @Option(names = JSON_OPTION, description = "Print exactly one JSON object on the standard output.")
    private boolean json;

    ResultCommand(Console console) {
        this.console = console;
    }

    /** Whether the command can start a request; the failures of one that can't say nothing about what is charged. */
    boolean submits() {
        return false;
    }

    /** Whether the command has to do with the service; nothing that another one does has to do with billing. */
    boolean asksService() {
        return true;
    }

    /**
     * Tells the result in one of two ways.
     *
     * @param object what JSON is made of: a record, or what else Jackson knows
     */
    final int tell(String text, Object object) {
        console.out().println(json ? Json.text(object) : text);
        return ExitCode.OK;
    }

    final Console console() {
        return console;
    }

    final CommandSpec spec() {
        return spec;
    }
}
