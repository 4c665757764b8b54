package io.jenkins.plugins.wanfirstlastframe.generation;

import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.InvalidInputException;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.RunComfyClient;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Videos;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;

/** A sandbox, an engine and a folder, put together so that one request after the other can be run quickly. */
final class Rig implements AutoCloseable {

    static final ServiceUrl SERVICE = ServiceUrl.parse(ServiceUrl.DEFAULT);
    static final Duration INTERVAL = Duration.ofMillis(20);
    static final Duration LONG = Duration.ofMinutes(5);
    static final Duration SHORT_CALL = Duration.ofMillis(400);

    /** Shared, since it reads all trusted certificates. */
    private static final OkHttpClient BASE = new OkHttpClient();

    final Sandbox sandbox;
    final Path folder;
    final GenerationEngine engine = new GenerationEngine(new GenerationEngine.Limits(4, 2, 2), () -> 0);
    final OkHttpClient http =
            BASE.newBuilder().connectionPool(new ConnectionPool()).build();
    final List<GenerationState> saved = new CopyOnWriteArrayList<>();
    final List<String> told = new CopyOnWriteArrayList<>();
    Duration callTimeout = Duration.ofSeconds(20);
    Duration interval = INTERVAL;

    /** For how long storage and the service's outputs are given time. */
    Duration lag = Duration.ofMillis(600);

    Rig(Sandbox sandbox, Path folder) {
        this.sandbox = sandbox;
        this.folder = folder;
    }

    /** Requests are done as soon as they are asked for. */
    static Sandbox.Builder quick() {
        return Sandbox.builder()
                .videos(Videos.bytes(200_000))
                .queueTime(Duration.ZERO)
                .runTime(Duration.ZERO)
                .workers(1000);
    }

    static GenerationInput input() {
        try {
            return GenerationInput.builder()
                    .startImage(Parameter.START_IMAGE.defaultText())
                    .endImage(Parameter.END_IMAGE.defaultText())
                    .prompt(Parameter.PROMPT.defaultText())
                    .build();
        } catch (InvalidInputException e) {
            throw new IllegalStateException(e);
        }
    }

    RunComfyClient client() {
        return new RunComfyClient(
                ServiceUrl.parse(sandbox.baseUrl()), sandbox::token, http, "wan-test", Clock.systemUTC(), callTimeout);
    }

    PollPlan plan() {
        return new PollPlan(SERVICE, interval, new DurationHistory(), new Random(7));
    }

    VideoDownload download() {
        return new VideoDownload(
                http,
                DownloadRules.of(ServiceUrl.parse(sandbox.baseUrl()), List.of()),
                Duration.ofMillis(300),
                Duration.ofMillis(10));
    }

    FileDelivery delivery(Path file) {
        OutputDownload output = new OutputDownload(
                download(), beside -> FileDelivery.isTaken(beside, file), lag, Duration.ofMillis(10));
        return new FileDelivery(output, ServiceUrl.parse(sandbox.baseUrl()), file, Clock.systemUTC());
    }

    Path target() {
        return folder.resolve("clip.mp4");
    }

    static GenerationState fresh(Duration timeout) {
        return GenerationState.forInput(input(), Instant.now(), timeout);
    }

    Generation generation(GenerationState state, Delivery delivery) {
        return generation(state, Preparation.NONE, delivery);
    }

    Generation generation(GenerationState state, Preparation preparation, Delivery delivery) {
        return new Generation(
                state,
                client(),
                preparation,
                delivery,
                listener(),
                plan(),
                Clock.systemUTC(),
                new ServiceLag(lag, lag));
    }

    GenerationListener listener() {
        return new GenerationListener() {
            @Override
            public void progress(Progress progress) {
                told.add(progress.text());
            }

            @Override
            public void save(GenerationState state) {
                saved.add(state);
            }
        };
    }

    RunningGeneration start(GenerationState state) {
        return engine.start(generation(state, delivery(target())));
    }

    RunningGeneration start() {
        return start(fresh(LONG));
    }

    Outcome run(GenerationState state) throws Exception {
        return end(start(state));
    }

    /** The end, which must come within seconds. */
    static Outcome end(RunningGeneration running) throws Exception {
        return running.outcome().get(30, TimeUnit.SECONDS);
    }

    static Failure failure(RunningGeneration running) throws Exception {
        Outcome end = end(running);
        if (end instanceof Outcome.Failed failed) {
            return failed.failure();
        }
        throw new AssertionError("not failed but " + end);
    }

    /** The names in the target folder. */
    List<String> files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a restart makes of a state. */
    static GenerationState restarted(GenerationState state) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(state);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (GenerationState) in.readObject();
        }
    }

    @Override
    public void close() {
        sandbox.close();
        engine.close();
        http.connectionPool().evictAll();
    }
}
