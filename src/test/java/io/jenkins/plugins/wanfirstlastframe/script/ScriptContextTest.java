package io.jenkins.plugins.wanfirstlastframe.script;

import static io.jenkins.plugins.wanfirstlastframe.script.ScriptFixture.environment;
import static io.jenkins.plugins.wanfirstlastframe.script.ScriptFixture.sandbox;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.sameInstance;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptContextTest {

    private static final String VIDEO = "video().startImage(\"Runcomfy_Example_1259_1.png\")"
            + ".endImage(\"Runcomfy_Example_1259_2.png\").prompt(args().get(0))";

    @TempDir
    private Path folder;

    /** How a script ended, what it was told, and which sandbox it was meant for. */
    private record Ended(int code, String err, Sandbox sandbox) {}

    private CompletableFuture<Ended> start(String name, String script, Sandbox sandbox, ExecutorService threads)
            throws IOException {
        Path home = Files.createDirectory(folder.resolve(name));
        Path file = Files.writeString(home.resolve("scenes.jsh"), script);
        return CompletableFuture.supplyAsync(
                () -> {
                    ByteArrayOutputStream err = new ByteArrayOutputStream();
                    int code = new ScriptRunner(
                                    new PrintStream(err, true, StandardCharsets.UTF_8), environment(sandbox, home))
                            .run(file, List.of(name, home.resolve("x.mp4").toString()));
                    return new Ended(code, err.toString(StandardCharsets.UTF_8), sandbox);
                },
                threads);
    }

    @Test
    void scriptsThatRunSideBySideKeepApart() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        List<CompletableFuture<Ended>> all = new ArrayList<>();
        String script = "var one = " + VIDEO + ".save(args().get(1));\n"
                + "var pool = Executors.newFixedThreadPool(2);\n"
                + "var two = pool.submit(() -> args().get(0) + " + VIDEO + ".save(args().get(1)).bytes()).get();\n"
                + "pool.shutdown();\n"
                + "/exit two.startsWith(args().get(0)) ? args().get(0).length() : 99";
        try (Sandbox a = sandbox().token("token-a").start();
                Sandbox b = sandbox().token("token-b").start();
                Sandbox c = sandbox().token("token-c").start()) {
            all.add(start("a", script, a, threads));
            all.add(start("bb", script, b, threads));
            all.add(start("ccc", script, c, threads));
            for (CompletableFuture<Ended> each : all) {
                Ended ended = each.join();
                String name = "abc"
                        .substring(all.indexOf(each), all.indexOf(each) + 1)
                        .repeat(all.indexOf(each) + 1);
                assertThat(ended.err(), ended.code(), equalTo(name.length()));
                assertThat(ended.sandbox().acceptedSubmits(), equalTo(2));
                ended.sandbox()
                        .allRequests()
                        .forEach(request ->
                                assertThat(request.input().path("6_text").asText(), equalTo(name)));
                assertThat(ended.err(), containsString("Submitted: request id "));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void theFailureOfOneScriptsBatchIsNotTheOthers() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        String script = "batch().add(" + VIDEO + ", args().get(1)).run();";
        try (Sandbox good = sandbox().start();
                Sandbox bad = sandbox().start()) {
            bad.inject(Fault.parse("submit:422**"));
            CompletableFuture<Ended> first = start("bad", script, bad, threads);
            CompletableFuture<Ended> second = start("good", script, good, threads);
            assertThat(first.join().code(), equalTo(65));
            assertThat(second.join().err(), second.join().code(), equalTo(0));
            assertThat(second.join().err(), not(containsString("failed")));
        } finally {
            threads.shutdownNow();
        }
    }

    private static ScriptContext begin() {
        return ScriptContext.begin(List.of(), Map.of(), System.err);
    }

    @Test
    void aThreadThatAScriptStartsBelongsToIt() {
        try (ScriptContext context = begin();
                ScriptContext other = onAnotherThread(ScriptContextTest::begin)) {
            assertThat(onAnotherThread(ScriptContext::current), sameInstance(context));
            assertThat(other, not(sameInstance(context)));
        }
    }

    @Test
    void aThreadOfAPoolCountsToTheOneScriptThatRuns() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            ScriptContext none = pool.submit(ScriptContext::current).get();
            try (ScriptContext first = begin()) {
                assertThat(pool.submit(ScriptContext::current).get(), sameInstance(first));
            }
            try (ScriptContext second = begin()) {
                assertThat(pool.submit(ScriptContext::current).get(), sameInstance(second));
                try (ScriptContext third = onAnotherThread(ScriptContextTest::begin)) {
                    assertThat(third, not(sameInstance(second)));
                    assertThat(pool.submit(ScriptContext::current).get(), sameInstance(none));
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void nothingIsStartedOnceAScriptIsOver() {
        Video video;
        try (ScriptContext context = begin()) {
            video = new Video(context);
        }
        video.startImage("Runcomfy_Example_1259_1.png")
                .endImage("Runcomfy_Example_1259_2.png")
                .prompt("x");
        WanException e = assertThrows(WanException.class, () -> video.save(folder.resolve("x.mp4")));
        assertThat(e.failure().kind(), equalTo(Failure.Kind.ABORTED));
    }

    @Test
    void anInterruptEndsAScriptsRequestsAndIsLeftPending() throws Exception {
        try (Sandbox sandbox = sandbox().hold().start()) {
            Path file = Files.writeString(folder.resolve("scenes.jsh"), VIDEO + ".save(args().get(1));");
            CountDownLatch over = new CountDownLatch(1);
            boolean[] pending = new boolean[1];
            Thread embedder = new Thread(() -> {
                new ScriptRunner(System.err, environment(sandbox, folder)).run(file, List.of("x", folder + "/x.mp4"));
                pending[0] = Thread.currentThread().isInterrupted();
                over.countDown();
            });
            embedder.start();
            Awaitility.await().until(() -> sandbox.acceptedSubmits() == 1);
            embedder.interrupt();
            over.await();
            assertThat(pending[0], equalTo(true));
            assertThat(sandbox.allRequests().get(0).state(), equalTo("cancelled"));
        }
    }

    private static <T> T onAnotherThread(Supplier<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        new Thread(() -> result.complete(call.get())).start();
        return result.join();
    }
}
