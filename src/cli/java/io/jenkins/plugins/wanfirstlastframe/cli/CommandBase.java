package io.jenkins.plugins.wanfirstlastframe.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.script.ExitCode;
import io.jenkins.plugins.wanfirstlastframe.script.WanException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What commands with a result have in common: how it, or the lack of one, is told to a person or a program. */
abstract class CommandBase implements Callable<Integer> {

    private final Console console;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print exactly one JSON object on the standard output.")
    private boolean json;

    CommandBase(Console console) {
        this.console = console;
    }

    /**
     * Does the command's work and tells its result.
     *
     * @throws WanException if there is none
     * @throws IllegalArgumentException with a sentence, if an option's or a variable's value is wrong
     */
    abstract int run() throws WanException;

    /** Whether the command can start a request; the failures of one that can't say nothing about what is charged. */
    boolean submits() {
        return false;
    }

    @Override
    public final Integer call() {
        try {
            return run();
        } catch (WanException e) {
            return fail(e.failure());
        } catch (IllegalArgumentException e) {
            Billing billing = submits() ? Billing.NOT_BILLED : Billing.UNAFFECTED;
            return fail(new Failure(Failure.Kind.INPUT, e.getMessage(), null, billing, ""));
        } catch (ParameterException e) {
            throw e;
        } catch (RuntimeException e) {
            Billing billing = submits() ? Billing.MAY_BE_BILLED : Billing.UNAFFECTED;
            return fail(new Failure(
                    Failure.Kind.INTERNAL, "This program has a defect: " + e + ".", null, billing, ""));
        }
    }

    private int fail(Failure failure) {
        console.err().println("wan " + spec.name() + ": " + failure.message());
        if (json) {
            console.out().println(Json.text(json(failure)));
        }
        return ExitCode.of(failure.kind());
    }

    /** The object that tells a program of a failure. */
    ObjectNode json(Failure failure) {
        return Json.of(failure);
    }

    /** Tells the result in one of two ways. */
    final int tell(String text, ObjectNode object) {
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
