package io.jenkins.plugins.wanfirstlastframe.cli;

import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Videos;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** A command line in this process, with a quick sandbox and kept output. */
final class CommandLineFixture {

    private static final String[] PUPPY = {
        "--start-image", "Runcomfy_Example_1259_1.png",
        "--end-image", "Runcomfy_Example_1259_2.png",
        "--prompt", "Puppy, playing"
    };

    private CommandLineFixture() {}

    static Sandbox.Builder sandbox() {
        return Sandbox.builder()
                .videos(Videos.small())
                .queueTime(Duration.ZERO)
                .runTime(Duration.ZERO)
                .workers(1000);
    }

    static Map<String, String> environment(Sandbox sandbox, Path cache) {
        Map<String, String> environment = new HashMap<>();
        environment.put("RUNCOMFY_BASE_URL", sandbox.baseUrl());
        environment.put("RUNCOMFY_TOKEN", sandbox.token());
        environment.put("RUNCOMFY_POLL_INTERVAL", "30ms");
        environment.put("XDG_CACHE_HOME", cache.toString());
        return environment;
    }

    /** A {@code generate} or {@code preview} of a complete input, with further words behind it. */
    static String[] puppy(String command, Object... further) {
        return Stream.of(
                        Stream.of(command),
                        Arrays.stream(PUPPY),
                        Arrays.stream(further).map(String::valueOf))
                .flatMap(words -> words)
                .toArray(String[]::new);
    }

    record Run(int code, String out, String err) {}

    static Run run(Map<String, String> environment, boolean live, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                live,
                new CountDownLatch(1));
        int code = WanCommand.run(console, words);
        console.done();
        return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
