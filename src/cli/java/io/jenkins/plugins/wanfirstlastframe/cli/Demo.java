package io.jenkins.plugins.wanfirstlastframe.cli;

import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Shows a script at work against the sandbox in the same process: no account, no token, no cost. */
final class Demo {

    private static final double TIME_SCALE = 4;

    private Demo() {}

    /** Runs the script that the first argument names; fails with an exception where the script does. */
    public static void main(String[] arguments) throws IOException {
        Path script = Path.of(arguments[0]).normalize();
        Console process = Console.ofProcess();
        process.out()
                .println("# " + script.getFileName() + ", run against the sandbox (" + TIME_SCALE
                        + " times as fast as the service):");
        process.out().println(Files.readString(script));
        try (Sandbox sandbox = Sandbox.builder().timeScale(TIME_SCALE).start()) {
            Map<String, String> environment = new HashMap<>(process.environment());
            environment.put("RUNCOMFY_BASE_URL", sandbox.baseUrl());
            environment.put("RUNCOMFY_TOKEN", sandbox.token());
            environment.put("RUNCOMFY_POLL_INTERVAL", "500ms");
            environment.put("XDG_CACHE_HOME", Path.of("").toAbsolutePath().toString());
            Console console = new Console(process.out(), process.out(), environment, false, process.finished());
            int code = WanCommand.run(console, "run", script.toString());
            if (code != 0) {
                throw new IllegalStateException("the script ended with code " + code);
            }
        }
    }
}
