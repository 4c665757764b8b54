package io.jenkins.plugins.wanfirstlastframe.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Processes that are measured: other programs, and Java programs with a heap of their own. */
final class Children {

    private static final long PATIENCE_MINUTES = 3;

    private Children() {}

    /** What a process wrote to its output, and how long it lived. */
    record Result(String output, double seconds) {}

    /** A program of the running Java. */
    static String java(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    /** The command for a main class of the class path, in a Java of its own. */
    static List<String> command(List<String> options, Class<?> main, Object... arguments) {
        List<String> command = new ArrayList<>(List.of(java("java")));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        return command;
    }

    /**
     * Runs a process to its end.
     *
     * @param environment variables beside those of this process
     * @throws IOException if it fails, with what it wrote
     */
    static Result run(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
        Path output = Files.createTempFile("bench", ".out");
        Path errors = Files.createTempFile("bench", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            builder.environment().putAll(environment);
            long begin = System.nanoTime();
            Process process = builder.start();
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException(command.get(0) + " takes longer than " + PATIENCE_MINUTES + " minutes");
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            String text = Files.readString(output, StandardCharsets.UTF_8);
            if (process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + " ends with " + process.exitValue() + ": " + text
                        + Files.readString(errors, StandardCharsets.UTF_8));
            }
            return new Result(text, seconds);
        } finally {
            Files.delete(output);
            Files.delete(errors);
        }
    }

    /** Runs a process to its end. */
    static Result run(List<String> command) throws IOException, InterruptedException {
        return run(command, Map.of());
    }

    /** Whether a program is installed. */
    static boolean installed(String name) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }
}
