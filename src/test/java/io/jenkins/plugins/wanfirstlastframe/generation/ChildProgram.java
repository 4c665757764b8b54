package io.jenkins.plugins.wanfirstlastframe.generation;

import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.client.RunComfyClient;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import okhttp3.OkHttpClient;
import org.awaitility.Awaitility;

/** A JVM of its own with little memory: {@code requests URL TOKEN FOLDER COUNT} or {@code attach URL TOKEN FILE ID}. */
final class ChildProgram {

    private final OkHttpClient http = new OkHttpClient();
    private final ServiceUrl service;
    private final String token;

    private ChildProgram(String url, String token) {
        this.service = ServiceUrl.parse(url);
        this.token = token;
    }

    public static void main(String[] arguments) throws Exception {
        ChildProgram program = new ChildProgram(arguments[1], arguments[2]);
        if (arguments[0].equals("requests")) {
            program.requests(Path.of(arguments[3]), Integer.parseInt(arguments[4]));
        } else {
            program.attach(Path.of(arguments[3]), new RequestId(arguments[4]));
        }
    }

    private Generation generation(GenerationState state, Path target) {
        RunComfyClient client = new RunComfyClient(service, () -> token, http, "wan-test", Clock.systemUTC());
        PollPlan plan = new PollPlan(Rig.SERVICE, Duration.ofMillis(1500), new DurationHistory(), new Random());
        Delivery delivery =
                new FileDelivery(http, DownloadRules.of(service, List.of()), service, target, Clock.systemUTC());
        return new Generation(state, client, delivery, progress -> {}, plan, Clock.systemUTC());
    }

    private void requests(Path folder, int count) throws Exception {
        try (GenerationEngine engine = new GenerationEngine(new GenerationEngine.Limits(5, 3, 3), () -> 0)) {
            List<RunningGeneration> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                GenerationState state = GenerationState.forInput(Rig.input(), Instant.now(), Duration.ofMinutes(5));
                running.add(engine.start(generation(state, folder.resolve(i + ".mp4"))));
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> running.stream()
                            .allMatch(request -> request.state().lastStatus().isPresent()));
            System.out.println("waiting " + ourThreads());
            for (RunningGeneration request : running) {
                if (!(request.outcome().get() instanceof Outcome.Finished)) {
                    System.out.println(request.outcome().get());
                }
            }
            System.out.println("finished " + ourThreads());
        }
    }

    private static long ourThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("(wan-|OkHttp|Okio).*"))
                .count();
    }

    private void attach(Path target, RequestId id) throws Exception {
        try (GenerationEngine engine = new GenerationEngine(new GenerationEngine.Limits(2, 1, 1), () -> 0)) {
            GenerationState state = GenerationState.attachedTo(id, null, Instant.now(), Duration.ofMinutes(5));
            Outcome end = engine.start(generation(state, target)).outcome().get();
            System.out.println(
                    end instanceof Outcome.Finished finished
                            ? "bytes " + finished.video().bytes()
                            : end);
        }
    }
}
