package io.jenkins.plugins.wanfirstlastframe.script;

import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Videos;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What tests of scripts need: a quick sandbox, an environment that names it, and a runner whose words are kept. */
final class ScriptFixture {

    private ScriptFixture() {}

    static Sandbox.Builder sandbox() {
        return Sandbox.builder()
                .videos(Videos.small())
                .queueTime(Duration.ZERO)
                .runTime(Duration.ZERO)
                .workers(1000);
    }

    static Map<String, String> environment(Sandbox sandbox, Path folder) {
        return Map.of(
                "RUNCOMFY_BASE_URL", sandbox.baseUrl(),
                "RUNCOMFY_TOKEN", sandbox.token(),
                "RUNCOMFY_POLL_INTERVAL", "20ms",
                "XDG_CACHE_HOME", folder.toString());
    }

    /** A description that is complete. */
    static Video puppy() {
        return Wan.video()
                .startImage("Runcomfy_Example_1259_1.png")
                .endImage("Runcomfy_Example_1259_2.png")
                .prompt("Puppy, playing");
    }

    /** How a script ended, and what the runner said to it. */
    record Run(int code, String err) {}

    /** Runs a script called {@code scenes.jsh}; messages name it without its folder. */
    static Run run(Path folder, Map<String, String> environment, byte[] script, String... arguments)
            throws IOException {
        Path file = Files.write(folder.resolve("scenes.jsh"), script);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int code = new ScriptRunner(new PrintStream(said, true, StandardCharsets.UTF_8), environment)
                .run(file, List.of(arguments));
        String err = said.toString(StandardCharsets.UTF_8)
                .replace(file.toString(), "scenes.jsh")
                .replace(System.lineSeparator(), "\n");
        return new Run(code, err);
    }

    static Run run(Path folder, String script, String... arguments) throws IOException {
        return run(folder, Map.of(), script.getBytes(StandardCharsets.UTF_8), arguments);
    }
}
