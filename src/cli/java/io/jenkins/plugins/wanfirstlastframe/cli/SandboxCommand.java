package io.jenkins.plugins.wanfirstlastframe.cli;

import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import io.jenkins.plugins.wanfirstlastframe.script.ExitCode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wan sandbox}: a stand-in for the service on this machine, until it is ended. */
@Command(
        name = "sandbox",
        description = "Stand in for the service on this machine, free of charge, until Ctrl-C.",
        footer = {
            "%nA fault is CALL:TYPE[=VALUE][,OPTION=VALUE...][*TIMES]:",
            "  submit:429*2    status:429,retry-after=2    download:truncate=1000    submit:fail=Out_of_memory"
        })
final class SandboxCommand implements Callable<Integer> {

    private final Console console;

    @Spec
    private CommandSpec spec;

    @Option(names = "--port", paramLabel = "N", description = "Where to listen; any free port unless given.")
    private int port;

    @Option(names = "--time-scale", paramLabel = "N", description = "How much faster than the service it works.")
    private double timeScale = 1;

    @Option(
            names = "--fault",
            paramLabel = "FAULT",
            description = "A fault to be made on purpose, once unless it says otherwise. May be given several times.")
    private List<String> faults = List.of();

    @Parameters(paramLabel = "FAULT", description = "Further faults.")
    private List<String> furtherFaults = List.of();

    SandboxCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!(timeScale > 0 && timeScale <= 10_000) || port < 0 || port > 65_535) {
            throw new ParameterException(
                    spec.commandLine(), "--time-scale must be above 0 and at most 10000, --port from 0 to 65535");
        }
        Fault[] parsed;
        try {
            parsed = Stream.concat(faults.stream(), furtherFaults.stream())
                    .map(Fault::parse)
                    .toArray(Fault[]::new);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        try (Sandbox sandbox = Sandbox.builder().port(port).timeScale(timeScale).start()) {
            inject(sandbox, parsed);
            console.out().println("export RUNCOMFY_BASE_URL=" + sandbox.baseUrl());
            console.out().println("export RUNCOMFY_TOKEN=" + sandbox.token());
            console.err().println("The sandbox is ready; Ctrl-C ends it.");
            new CountDownLatch(1).await();
            return ExitCode.OK;
        } catch (IOException e) {
            console.err().println("wan sandbox: it can't listen on port " + port + ": " + e.getMessage() + ".");
            return ExitCode.UNAVAILABLE;
        }
    }

    private void inject(Sandbox sandbox, Fault[] parsed) {
        try {
            sandbox.inject(parsed);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
