package io.jenkins.plugins.wanfirstlastframe.cli;

import io.jenkins.plugins.wanfirstlastframe.script.NativeText;
import io.jenkins.plugins.wanfirstlastframe.script.Session;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What a command has of the world around it.
 *
 * @param out for results
 * @param err for progress and complaints
 * @param environment the variables
 * @param live whether {@code err} is a terminal on which a line can be written over
 * @param finished is zero once the command has said everything
 */
record Console(
        PrintStream out, PrintStream err, Map<String, String> environment, boolean live, CountDownLatch finished) {

    /** How long the end of the process waits for what the command has to say to it. */
    private static final long LAST_WORDS_SECONDS = 5;

    /** The process's own. */
    static Console ofProcess() {
        boolean live = errIsTerminal() && !"dumb".equals(System.getenv().getOrDefault("TERM", "dumb"));
        return new Console(
                new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                NativeText.environment(),
                live,
                new CountDownLatch(1));
    }

    /** Java knows whether input and output are a terminal, which says nothing about {@code err}; Linux can be asked. */
    private static boolean errIsTerminal() {
        try {
            Path err = Files.readSymbolicLink(Path.of("/proc/self/fd/2"));
            return err.startsWith("/dev/pts") || err.toString().startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return System.console() != null;
        }
    }

    /** The command has said everything. */
    void done() {
        finished.countDown();
    }

    /** Ctrl-C ends the session's requests; the process goes on until the command has told what became of them. */
    void abortOnExit(Session session) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            if (finished.getCount() > 0) {
                                session.abortAll("Interrupted");
                                awaitLastWords();
                            }
                        },
                        "wan-abort"));
    }

    private void awaitLastWords() {
        try {
            finished.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
