package io.jenkins.plugins.wanfirstlastframe.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * {@code wan run} of a small script, as a shell sees it, against the JDK's own tool with the same script and the same
 * jar. The archive of loaded classes, which the first {@code wan run} after an installation makes, is there.
 */
final class ScriptStart implements Measurement {

    private static final String WHAT = "wan run of a small script";
    private static final int TIMES = 9;
    private static final String SCRIPT = """
            import static io.jenkins.plugins.wanfirstlastframe.script.Wan.*;
            var prompts = List.of("Puppy, playing", "Puppy, asleep");
            for (int take = 0; take < prompts.size(); take++) {
                var scene = video().
                    startImage("Runcomfy_Example_1259_1.png").
                    endImage("Runcomfy_Example_1259_2.png").
                    prompt(prompts.get(take)).
                    seed(take);
                System.out.println(take + " " + (scene != null));
            }
            /exit
            """;

    private final Path wan;
    private final Path jar;

    /** With the folder of the command line's project. */
    ScriptStart(Path project) {
        this.wan = project.resolve("wan");
        this.jar = project.resolve("target").resolve("wan.jar");
    }

    @Override
    public List<Row> measure() throws Exception {
        if (!Files.isRegularFile(jar) || !Files.isExecutable(wan)) {
            return List.of(Row.skipped(WHAT, "there is no wan.jar"));
        }
        try (TemporaryFolder folder = new TemporaryFolder()) {
            Path script = Files.writeString(folder.file("scenes.jsh"), SCRIPT);
            Map<String, String> environment = Map.of(
                    "JAVA_HOME",
                    System.getProperty("java.home"),
                    "XDG_CACHE_HOME",
                    folder.file("cache").toString());
            List<String> ours = List.of(wan.toString(), "run", script.toString());
            List<String> jshell = List.of(
                    Children.java("jshell"),
                    "-J--class-path=" + jar, // Java 17's tool gives its own --class-path to the compiler alone
                    "--execution",
                    "local",
                    "--class-path",
                    jar.toString(),
                    script.toString());
            Pairs seconds = Pairs.measure(TIMES, () -> run(ours, environment), () -> run(jshell, environment));
            return List.of(Row.atMost(WHAT, seconds.ours(), seconds.baseline(), Row.Unit.SECONDS, 0.4));
        }
    }

    private static double run(List<String> command, Map<String, String> environment) throws Exception {
        Children.Result result = Children.run(command, environment);
        if (!result.output().strip().endsWith("1 true")) {
            throw new IllegalStateException(command.get(0) + " says " + result.output());
        }
        return result.seconds();
    }
}
