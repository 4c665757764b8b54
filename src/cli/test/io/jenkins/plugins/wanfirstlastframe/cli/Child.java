package io.jenkins.plugins.wanfirstlastframe.cli;

import io.jenkins.plugins.wanfirstlastframe.script.ScriptMain;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process of its own, with its output in files. */
final class Child implements AutoCloseable {

    private static final String JAVA_HOME = System.getProperty("java.home");
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    private final Process process;
    private final Path out;
    private final Path err;

    private Child(Path folder, Map<String, String> environment, List<String> command) throws IOException {
        out = Files.createTempFile(folder, "out", ".txt");
        err = Files.createTempFile(folder, "err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        process = builder.start();
    }

    /** The command line, on the class path of the tests. */
    static Child wan(Path folder, Map<String, String> environment, String... words) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(JAVA_HOME + "/bin/java", "-XX:TieredStopAtLevel=1", "-cp", CLASS_PATH, Main.class.getName()));
        command.addAll(List.of(words));
        return new Child(folder, environment, command);
    }

    /** The command line, started by another command that takes it as its arguments. */
    static Child wanBy(List<String> launcher, Path folder, Map<String, String> environment, String... words)
            throws IOException {
        List<String> command = new ArrayList<>(launcher);
        command.addAll(
                List.of(JAVA_HOME + "/bin/java", "-XX:TieredStopAtLevel=1", "-cp", CLASS_PATH, Main.class.getName()));
        command.addAll(List.of(words));
        return new Child(folder, environment, command);
    }

    /**
     * The command line in a locale of its own, with a last argument of any bytes.
     *
     * @param octal the bytes as the shell's {@code printf} takes them; empty for no such argument
     */
    static Child wanInLocale(Path folder, Map<String, String> environment, String locale, String octal, String... words)
            throws IOException {
        String last = octal.isEmpty() ? "" : " \"$(printf '" + octal + "')\"";
        return wanBy(List.of("sh", "-c", "LC_ALL=" + locale + " exec \"$@\"" + last, "sh"), folder, environment, words);
    }

    /** A script in the process that embedders start, on a class path of its own. */
    static Child script(
            Path folder, Map<String, String> environment, String classPath, List<String> options, String... words)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(JAVA_HOME + "/bin/java", "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, ScriptMain.class.getName()));
        command.addAll(List.of(words));
        return new Child(folder, environment, command);
    }

    /** The JDK's own tool, with the class path of the tests as a user would give it the jar. */
    static Child jshell(Path folder, Map<String, String> environment, String script) throws IOException {
        return new Child(
                folder,
                environment,
                List.of(
                        JAVA_HOME + "/bin/jshell" + (File.separatorChar == '\\' ? ".exe" : ""),
                        "-J-Djava.util.prefs.userRoot=" + folder,
                        "--class-path",
                        CLASS_PATH,
                        script));
    }

    /** What Ctrl-C does. */
    void interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    /** What Jenkins does to end it. */
    void terminate() {
        process.destroy();
    }

    /** Ends it as a crash would. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    int exitCode() throws InterruptedException, TimeoutException {
        if (!process.waitFor(40, TimeUnit.SECONDS)) {
            throw new TimeoutException("the process doesn't end; it said: " + err());
        }
        return process.exitValue();
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
