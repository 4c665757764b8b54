package io.jenkins.plugins.wanfirstlastframe.cli;

import static io.jenkins.plugins.wanfirstlastframe.cli.CommandLineFixture.environment;
import static io.jenkins.plugins.wanfirstlastframe.cli.CommandLineFixture.sandbox;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The scripts in {@code docs/examples} do what they say, in our runner and in the JDK's own {@code jshell}. */
class ExamplesTest {

    private static final Path EXAMPLES = examples();

    @TempDir
    private Path folder;

    private Sandbox sandbox;

    @BeforeEach
    void start() throws IOException {
        sandbox = sandbox().start();
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    /** From the root of the tree or from {@code src/cli}, wherever the build runs. */
    private static Path examples() {
        Path fromRoot = Path.of("docs/examples").toAbsolutePath();
        return Files.isDirectory(fromRoot)
                ? fromRoot
                : Path.of("../../docs/examples").toAbsolutePath().normalize();
    }

    static List<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".jsh"))
                    .sorted()
                    .toList();
        }
    }

    private Child run(String script) throws IOException {
        return Child.wan(
                folder,
                environment(sandbox, folder),
                "run",
                EXAMPLES.resolve(script).toString());
    }

    private void assertMade(String file) throws IOException {
        assertThat(file, Files.size(folder.resolve(file)) > 0, equalTo(true));
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void everyExampleRunsInOurRunner(Path script) throws Exception {
        try (Child wan = run(script.getFileName().toString())) {
            assertThat(wan.err(), wan.exitCode(), equalTo(0));
        }
    }

    @Test
    void thePuppyIsMadeByPlainJshellToo() throws Exception {
        try (Child jshell = Child.jshell(
                folder,
                environment(sandbox, folder),
                EXAMPLES.resolve("puppy.jsh").toString())) {
            assertThat(jshell.out() + jshell.err(), jshell.exitCode(), equalTo(0));
            assertThat(
                    jshell.out().strip(),
                    equalTo(folder.toRealPath().resolve("puppy.mp4").toString()));
            assertMade("puppy.mp4");
        }
    }

    @Test
    void inPlainJshellAFailureIsOneMessageAndTheBatchsExitCodeCounts() throws Exception {
        sandbox.inject(Fault.parse("submit:422**"));
        try (Child jshell = Child.jshell(
                folder,
                environment(sandbox, folder),
                EXAMPLES.resolve("twenty.jsh").toString())) {
            assertThat(jshell.out() + jshell.err(), jshell.exitCode(), equalTo(65));
            assertThat(jshell.out(), containsString("0 of 20 videos were made, "));
        }
    }

    @Test
    void twentyVideosAreMadeAndOneThatFailedIsTriedAgain() throws Exception {
        sandbox.inject(Fault.parse("submit:fail=out of memory"));
        try (Child wan = run("twenty.jsh")) {
            assertThat(wan.err(), wan.exitCode(), equalTo(0));
            assertThat(sandbox.acceptedSubmits(), equalTo(21));
            assertThat(wan.out(), containsString("20 of 20 videos were made."));
            assertMade("takes/take-1.mp4");
            assertMade("takes/take-20.mp4");
        }
    }

    @Test
    void theClipListIsMade() throws Exception {
        try (Child wan = Child.wan(
                folder,
                environment(sandbox, folder),
                "batch",
                EXAMPLES.resolve("clips.yaml").toString())) {
            assertThat(wan.err(), wan.exitCode(), equalTo(0));
            assertThat(wan.out(), containsString("3 of 3 videos were made."));
            assertMade("puppy.mp4");
            assertMade("takes/puppy-7.mp4");
            assertMade("takes/slow.mp4");
        }
    }

    @Test
    void theExamplesAreAsShortAsPromised() throws IOException {
        assertThat(statements("puppy.jsh"), lessThanOrEqualTo(8L));
        assertThat(statements("twenty.jsh"), lessThanOrEqualTo(15L));
        assertThat(scripts().stream().map(file -> file.getFileName().toString()).toList(), hasItem("puppy.jsh"));
    }

    private static long statements(String script) throws IOException {
        return Files.readAllLines(EXAMPLES.resolve(script)).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("//"))
                .count();
    }
}
