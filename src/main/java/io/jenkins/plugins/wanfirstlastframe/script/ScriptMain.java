package io.jenkins.plugins.wanfirstlastframe.script;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The process that runs one script for a program around it, such as Jenkins: {@code ScriptMain SCRIPT [ARG...]}. The token
 * and all settings come by its environment, see {@link Settings}. What it prints, in UTF-8, shows no token; what becomes of
 * its requests stands in the file that {@value Settings#RESULTS} names, to be read with {@link ScriptReport}; the exit codes
 * are those of {@link ExitCode}.
 *
 * <p>Told to end, it cancels its requests as far as that goes within {@link #ABORT_GRACE}, and then ends for certain.
 */
public final class ScriptMain {

    /** How long the process goes on after it was told to end. */
    public static final Duration ABORT_GRACE = Duration.ofSeconds(15);

    private static final String JSHELL = "jdk.jshell";

    private ScriptMain() {}

    /** Runs a script and ends the process with its exit code. */
    public static void main(String[] arguments) {
        Map<String, String> environment = NativeText.environment();
        String hidden = environment.getOrDefault(EnvironmentToken.VARIABLE, "");
        System.setOut(masked(FileDescriptor.out, hidden));
        System.setErr(masked(FileDescriptor.err, hidden));
        Runtime.getRuntime().addShutdownHook(new Thread(ScriptMain::endForCertain, "wan-end"));
        int code = run(arguments, environment);
        System.out.flush();
        System.err.flush();
        System.exit(code); // waits for ever where a signal is already ending the process
    }

    private static PrintStream masked(FileDescriptor output, String hidden) {
        return new PrintStream(new MaskingStream(new FileOutputStream(output), hidden), true, StandardCharsets.UTF_8);
    }

    /** Begins to wait beside the other things that are done at the end, of which some may be the script's own. */
    private static void endForCertain() {
        Thread halt = new Thread(
                () -> {
                    try {
                        Thread.sleep(ABORT_GRACE.toMillis());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
                },
                "wan-halt");
        halt.setDaemon(true); // all may be done before
        halt.start();
    }

    private static int run(String[] arguments, Map<String, String> environment) {
        if (ModuleLayer.boot().findModule(JSHELL).isEmpty()) {
            System.err.println("This Java (" + System.getProperty("java.home") + ", version "
                    + Runtime.version().feature()
                    + ") can't run scripts, since it lacks the module " + JSHELL
                    + ": run them with a JDK of version 17 or later that has all its modules.");
            return ExitCode.JAVA;
        }
        try {
            List<String> given = List.of(NativeText.arguments(arguments));
            if (given.isEmpty()) {
                throw new IllegalArgumentException("Name the script's file.");
            }
            return Embedded.run(given, environment);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return ExitCode.USAGE;
        } catch (UncheckedIOException e) {
            System.err.println("Nothing was run: " + e.getMessage() + ".");
            return ExitCode.INTERNAL;
        }
    }

    /** Apart, since it can't be loaded where there is no JShell. */
    private static final class Embedded {

        static int run(List<String> given, Map<String, String> environment) {
            ScriptResults results = ScriptResults.of(environment);
            results.keep(new ScriptResults.Begin(ProcessHandle.current().pid()));
            int code = new ScriptRunner(System.err, environment)
                    .run(FileNames.path(given.get(0)), given.subList(1, given.size()));
            results.add(new ScriptResults.End(code));
            return code;
        }
    }
}
