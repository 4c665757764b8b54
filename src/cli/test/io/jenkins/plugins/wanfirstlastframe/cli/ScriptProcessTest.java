package io.jenkins.plugins.wanfirstlastframe.cli;

import static io.jenkins.plugins.wanfirstlastframe.cli.CommandLineFixture.environment;
import static io.jenkins.plugins.wanfirstlastframe.cli.CommandLineFixture.sandbox;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import io.jenkins.plugins.wanfirstlastframe.script.ScriptLibraries;
import io.jenkins.plugins.wanfirstlastframe.script.ScriptMain;
import io.jenkins.plugins.wanfirstlastframe.script.ScriptReport;
import io.jenkins.plugins.wanfirstlastframe.script.ScriptResult;
import io.jenkins.plugins.wanfirstlastframe.script.Settings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The process in which a program around it, such as Jenkins, has a script run. */
@DisabledOnOs(OS.WINDOWS)
class ScriptProcessTest {

    private static final String PUPPY = "video().startImage(\"Runcomfy_Example_1259_1.png\")"
            + ".endImage(\"Runcomfy_Example_1259_2.png\").prompt(\"Puppy\")";

    @TempDir
    private Path folder;

    private Child start(Sandbox sandbox, List<String> options, String script, String... arguments) throws Exception {
        Files.writeString(folder.resolve("scenes.jsh"), script);
        Map<String, String> environment = new HashMap<>(environment(sandbox, folder));
        environment.put(Settings.RESULTS, results().toString());
        String[] words = new String[arguments.length + 1];
        words[0] = "scenes.jsh";
        System.arraycopy(arguments, 0, words, 1, arguments.length);
        return Child.script(folder, environment, libraries(), options, words);
    }

    /** This program and the jars that scripts need, and nothing else. */
    private static String libraries() throws Exception {
        StringBuilder path = new StringBuilder(jar(ScriptMain.class.getName()));
        for (String name : ScriptLibraries.CLASSES) {
            path.append(File.pathSeparator).append(jar(name));
        }
        return path.toString();
    }

    private static String jar(String className) throws Exception {
        return Path.of(Class.forName(className)
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
    }

    private Path results() {
        return folder.resolve("results.jsonl");
    }

    private ScriptReport report() throws IOException {
        return ScriptReport.read(Files.readAllBytes(results()));
    }

    private static void await(Child child, String text) {
        Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .until(() -> (child.out() + child.err()).contains(text));
    }

    @Test
    void aScriptNeedsJustItsLibrariesAndShowsNoToken() throws Exception {
        try (Sandbox sandbox = sandbox().start();
                Child script = start(sandbox, List.of(), """
                        import static io.jenkins.plugins.wanfirstlastframe.script.Wan.*;
                        System.out.println("told " + System.getenv("RUNCOMFY_TOKEN") + " \u00e4 " + args());
                        System.err.println(System.getenv());
                        Files.writeString(Path.of("clips.yaml"), "clips:\\n- name: a\\n  startImage: Runcomfy_Example_1259_1.png\\n  endImage: Runcomfy_Example_1259_2.png\\n  prompt: Puppy\\n  output: a.mp4\\n");
                        batch().from(Path.of("clips.yaml")).run();
                        video().startImage("Runcomfy_Example_1259_1.png").endImage("Runcomfy_Example_1259_2.png").prompt("Puppy").dryRun().save("b.mp4");
                        /exit 7
                        """, "one", "zwei \u00e4")) {
            assertThat(script.err(), script.exitCode(), equalTo(7));
            assertThat(script.out(), equalTo("told **** \u00e4 [one, zwei \u00e4]\n"));
            assertThat(script.err(), not(containsString(sandbox.token())));
            assertThat(report().exitCode(), equalTo(7));
            assertThat(report().process(), greaterThan(0L));
            assertThat(report().results().size(), equalTo(2));
            assertThat(Files.readString(results()), not(containsString(sandbox.token())));
        }
    }

    @Test
    void toldToEndItCancelsItsRequestsAndTellsOfThem() throws Exception {
        try (Sandbox sandbox = sandbox().hold().start();
                Child script = start(sandbox, List.of(), PUPPY + ".save(\"x.mp4\");")) {
            await(script, "In queue");
            script.terminate();
            assertThat(script.exitCode(), equalTo(143));
            assertThat(sandbox.allRequests().get(0).state(), equalTo("cancelled"));
            assertThat(script.err(), containsString("It is not billed."));
            ScriptResult result = report().results().get(0);
            assertThat(result.status(), equalTo(ScriptResult.Status.FAILED));
            assertThat(result.requestId(), equalTo(sandbox.allRequests().get(0).id()));
        }
    }

    @Test
    void whatNeverEndsIsEndedAfterTheGrace() throws Exception {
        try (Sandbox sandbox = sandbox().start();
                Child script = start(sandbox, List.of(), """
                        Runtime.getRuntime().addShutdownHook(new Thread(() -> { while (true) { } }));
                        System.out.println("ready");
                        while (true) { try { Thread.sleep(1000); } catch (InterruptedException e) { } }
                        """)) {
            await(script, "ready");
            long begin = System.nanoTime();
            script.terminate();
            assertThat(script.exitCode(), equalTo(130));
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
            assertThat(seconds, lessThan(ScriptMain.ABORT_GRACE.toSeconds() + 5));
        }
    }

    @Test
    void aJavaWithoutJShellSaysSo() throws Exception {
        try (Sandbox sandbox = sandbox().start();
                Child script = start(
                        sandbox,
                        List.of("--limit-modules", "java.base,java.desktop,java.logging,java.sql"),
                        PUPPY + ".save(\"x.mp4\");")) {
            assertThat(script.exitCode(), equalTo(78));
            assertThat(script.err(), containsString("it lacks the module jdk.jshell: run them with a JDK of version 17"));
        }
    }

    @Test
    void aMissingScriptAndAWrongOneHaveTheirExitCodes() throws Exception {
        try (Sandbox sandbox = sandbox().start();
                Child missing = Child.script(folder, environment(sandbox, folder), libraries(), List.of(), "none.jsh");
                Child nameless = Child.script(folder, environment(sandbox, folder), libraries(), List.of());
                Child wrong = start(sandbox, List.of(), "int a = zebra;")) {
            assertThat(missing.exitCode(), equalTo(65));
            assertThat(nameless.exitCode(), equalTo(64));
            assertThat(wrong.exitCode(), equalTo(65));
            assertThat(wrong.err(), containsString("scenes.jsh:1:9: error: cannot find symbol"));
        }
    }
}
