package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import hudson.model.Job;
import hudson.model.Run;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.jvnet.hudson.test.JenkinsRule;

/** Looks for what must stand nowhere: in the files of a Jenkins, in what it answers, and in its log. */
final class SecretSearch {

    private SecretSearch() {}

    /** The files with a text, but for the software itself. */
    static List<String> filesWith(File home, String text) throws IOException {
        while (true) {
            try {
                return existingFilesWith(home.toPath(), text);
            } catch (UncheckedIOException e) {
                if (!(e.getCause() instanceof NoSuchFileException)) {
                    throw e;
                } // a temporary file was gone before it was looked at: once more
            }
        }
    }

    private static List<String> existingFilesWith(Path root, String text) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !root.relativize(file).startsWith("plugins"))
                    .filter(file -> holds(file, text))
                    .map(file -> root.relativize(file).toString())
                    .toList();
        }
    }

    private static boolean holds(Path file, String text) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            return false; // a temporary file that is gone
        }
    }

    /** What the plugin logs, even when it is asked for everything. */
    static final class JavaLog extends Handler implements AutoCloseable {
        private static final Logger ROOT = Logger.getLogger("");
        private static final Logger PLUGIN = Logger.getLogger(SecretSearch.class.getPackageName());

        private final StringBuffer text = new StringBuffer();
        private final Formatter formatter = new SimpleFormatter();

        JavaLog() {
            setLevel(Level.ALL);
            PLUGIN.setLevel(Level.ALL);
            ROOT.addHandler(this);
        }

        @Override
        public void publish(LogRecord entry) {
            text.append(formatter.format(entry));
        }

        String text() {
            return text.toString();
        }

        @Override
        public void flush() {
            // nothing is held back
        }

        @Override
        public void close() {
            ROOT.removeHandler(this);
            PLUGIN.setLevel(null);
        }
    }

    /** Asks for the pages and data of all jobs and builds, and looks for the texts in the answers. */
    static void assertNotTold(JenkinsRule jenkins, String... texts) throws Exception {
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            for (Job<?, ?> job : jenkins.jenkins.allItems(Job.class)) {
                assertNotAnswered(texts, client, job.getUrl() + "config.xml");
                assertNotAnswered(texts, client, job.getUrl() + "api/json?depth=2");
                assertNotAnswered(texts, client, job.getUrl() + "api/xml?depth=2");
                assertNotAnswered(texts, client, job.getUrl() + "wan-videos/");
                for (Run<?, ?> build : job.getBuilds()) {
                    assertNotAnswered(texts, client, build.getUrl() + "api/json?depth=2");
                    assertNotAnswered(texts, client, build.getUrl() + "api/xml?depth=2");
                    assertNotAnswered(texts, client, build.getUrl() + "consoleText");
                    if (build.getAction(VideoAction.class) != null) {
                        assertNotAnswered(texts, client, build.getUrl() + "wan-videos/api/json?depth=2");
                        assertNotAnswered(texts, client, build.getUrl() + "wan-videos/api/xml?depth=2");
                        assertNotAnswered(texts, client, build.getUrl() + "wan-videos/");
                    }
                }
            }
        }
    }

    private static void assertNotAnswered(String[] texts, JenkinsRule.WebClient client, String path) throws Exception {
        String answer = client.goTo(path, null).getWebResponse().getContentAsString();
        for (String text : texts) {
            assertThat(path, answer, not(containsString(text)));
        }
    }
}
