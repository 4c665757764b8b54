package io.jenkins.plugins.wanfirstlastframe.script;

import static io.jenkins.plugins.wanfirstlastframe.script.ScriptFixture.environment;
import static io.jenkins.plugins.wanfirstlastframe.script.ScriptFixture.puppy;
import static io.jenkins.plugins.wanfirstlastframe.script.ScriptFixture.sandbox;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VideoTest {

    @TempDir
    private Path folder;

    private Sandbox sandbox;
    private ScriptContext context;

    @BeforeEach
    void start() throws IOException {
        sandbox = sandbox().start();
        context = ScriptContext.begin(List.of(), environment(sandbox, folder), System.err);
    }

    @AfterEach
    void stop() {
        context.close();
        sandbox.close();
    }

    @Test
    void aSavedVideoIsDescribed() throws IOException {
        FinishedVideo video = puppy().seed(7).save(folder.resolve("new/puppy.mp4"));
        assertThat(Files.size(video.file()), equalTo(video.bytes()));
        assertThat(video.seed(), equalTo(7L));
        assertThat(video.requestId(), equalTo(sandbox.allRequests().get(0).id()));
        assertThat(video.sha256().length(), equalTo(64));
    }

    private static Path image(Path file, int colour) throws IOException {
        BufferedImage image = new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB);
        image.setRGB(1, 1, colour);
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    @Test
    void anImageFileThatChangesBeforeItIsSentIsRefused() throws Exception {
        Path start = image(folder.resolve("start.png"), 1);
        sandbox.inject(Fault.http(Route.SUBMIT, 429));
        FutureTask<FinishedVideo> making =
                new FutureTask<>(() -> puppy().startImage(start.toString()).save(folder.resolve("a.mp4")));
        new Thread(making).start(); // one that begins now knows the script's context
        sandbox.awaitCount(Route.SUBMIT, 1);
        image(start, 2);
        Throwable failure = assertThrows(ExecutionException.class, making::get).getCause();
        assertThat(failure.getMessage(), containsString("has changed since it was looked at. It is not billed."));
        assertThat(sandbox.acceptedSubmits(), equalTo(0));
        puppy().startImage(start.toString()).save(folder.resolve("a.mp4"));
        assertThat(Files.readString(folder.resolve("a.mp4.json")), containsString("\"bytes\" : " + Files.size(start)));
    }

    @Test
    void whatIsWrittenDownIsSentAlsoWhereItEqualsTheDefault() {
        FinishedVideo video = puppy().seed(96860978L)
                .steps(20)
                .resolution("720x720")
                .guidanceScale(4)
                .save(folder.resolve("a.mp4"));
        var input = sandbox.allRequests().get(0).input();
        for (String name : List.of("57_noise_seed", "57_steps", "71_widthx71_height", "57_cfg")) {
            assertThat(name, input.has(name), equalTo(true));
        }
        assertThat(video.seed(), equalTo(96860978L));
        assertThat(
                video.serviceDefaults(),
                equalTo(Map.of("numberOfFrames", "81", "framesPerSecond", "16", "shift", "8")));
    }

    @Test
    void whatIsLeftOutIsTheServicesToChoose() {
        FinishedVideo video = puppy().save(folder.resolve("a.mp4"));
        assertThat(sandbox.allRequests().get(0).input().size(), equalTo(3));
        assertThat(video.seed(), nullValue());
        assertThat(video.serviceDefaults().get("seed"), equalTo("96860978"));
        FinishedVideo attached = new Video(context).requestId(video.requestId()).save(folder.resolve("b.mp4"));
        assertThat(attached.seed(), nullValue());
        assertThat(attached.serviceDefaults(), equalTo(Map.of()));
    }

    @Test
    void aVideoThatCouldNotBeSavedIsNotPaidFor() {
        WanException e = assertThrows(WanException.class, () -> puppy().save(folder));
        assertThat(e.failure().kind(), equalTo(Failure.Kind.INPUT));
        assertThat(e.getMessage(), containsString("it is a folder"));
        assertThat(sandbox.acceptedSubmits(), equalTo(0));
    }

    @Test
    void aFailureCarriesItsKindAndRequestId() {
        sandbox.inject(Fault.parse("submit:fail=out of memory"));
        WanException e = assertThrows(WanException.class, () -> puppy().save(folder.resolve("x.mp4")));
        assertThat(e.failure().kind(), equalTo(Failure.Kind.JOB));
        assertThat(
                e.failure().requestId().value(),
                equalTo(sandbox.allRequests().get(0).id()));
        assertThat(e.toString(), equalTo(e.getMessage()));
    }

    @Test
    void aKnownRequestIsFetchedWithoutASecondSubmit() {
        String id = puppy().save(folder.resolve("a.mp4")).requestId();
        FinishedVideo again = Wan.video().requestId(id).save(folder.resolve("b.mp4"));
        assertThat(again.bytes(), greaterThan(0L));
        assertThat(sandbox.acceptedSubmits(), equalTo(1));
    }

    @Test
    void aWrongRequestIdIsBadInput() {
        Video video = Wan.video().requestId("no id");
        WanException e = assertThrows(WanException.class, () -> video.save(folder.resolve("x.mp4")));
        assertThat(e.failure().kind(), equalTo(Failure.Kind.INPUT));
    }

    @Test
    void theTimeOutEndsTheWait() {
        sandbox.hold();
        Video video = puppy().timeout(Duration.ofMillis(200));
        WanException e = assertThrows(WanException.class, () -> video.save(folder.resolve("x.mp4")));
        assertThat(e.failure().kind(), equalTo(Failure.Kind.TIME_OUT));
        assertThat(sandbox.allRequests().get(0).state(), equalTo("cancelled"));
    }

    @Test
    void aPreviewNeedsNoService() {
        Path file = puppy().resolution("480x480")
                .preview(folder.resolve("new/preview.mp4").toString());
        assertThat(Files.isRegularFile(file), equalTo(true));
        assertThat(sandbox.requests().isEmpty(), equalTo(true));
    }

    @ParameterizedTest
    @EnumSource
    void everyParameterHasAMethodOfItsName(Parameter parameter) {
        assertThat(
                Arrays.stream(Video.class.getMethods())
                        .map(Method::getName)
                        .toList()
                        .contains(parameter.propertyName()),
                equalTo(true));
    }

    @Test
    void theTokenIsReadAnewForEachCallAndNeverShown() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "wrong-secret\n");
        context.close();
        context = ScriptContext.begin(
                List.of(),
                Map.of(
                        "RUNCOMFY_BASE_URL", sandbox.baseUrl(),
                        "RUNCOMFY_TOKEN_FILE", file.toString(),
                        "XDG_CACHE_HOME", folder.toString()),
                System.err);
        WanException e = assertThrows(WanException.class, () -> puppy().save(folder.resolve("x.mp4")));
        assertThat(e.failure().kind(), equalTo(Failure.Kind.TOKEN));
        assertThat(e.getMessage(), not(containsString("wrong-secret")));
        Files.writeString(file, sandbox.token() + "\n");
        puppy().save(folder.resolve("x.mp4"));
        assertThat(sandbox.count(Route.SUBMIT), equalTo(2));
    }

    @Test
    void aVideoIsKeptWhereNothingHasChanged() {
        sandbox.setPrices(Sandbox.Prices.of("0.25"));
        FinishedVideo made = puppy().onlyIfChanged().save(folder.resolve("a.mp4"));
        assertThat(made.costUsd().toPlainString(), equalTo("0.25"));
        FinishedVideo kept = puppy().onlyIfChanged().save(folder.resolve("a.mp4"));
        assertThat(List.of(made.reused(), kept.reused()), equalTo(List.of(false, true)));
        assertThat(kept.sha256(), equalTo(made.sha256()));
        assertThat(kept.costUsd(), nullValue());
        assertThat(sandbox.acceptedSubmits(), equalTo(1));
        puppy().onlyIfChanged().force().save(folder.resolve("a.mp4"));
        assertThat(sandbox.acceptedSubmits(), equalTo(2));
    }

    @Test
    void aDryRunSavesAPreview() {
        FinishedVideo preview = puppy().resolution("480x480").dryRun().save(folder.resolve("a.mp4"));
        assertThat(preview.dryRun(), equalTo(true));
        assertThat(preview.requestId(), equalTo(""));
        assertThat(sandbox.count(Route.SUBMIT), equalTo(0));
    }

    @Test
    void aRequestThatIsFollowedIsNoDryRun() {
        Video video =
                Wan.video().requestId("0c3e5d1c-9f0e-4d8e-8a1b-2f1f6f0f8a11").dryRun();
        WanException e = assertThrows(WanException.class, () -> video.save(folder.resolve("x.mp4")));
        assertThat(e.failure().kind(), equalTo(Failure.Kind.INPUT));
        assertThat(sandbox.requests().isEmpty(), equalTo(true));
    }

    @Test
    void aDryRunThatIsInterruptedLeavesNothing() {
        Thread.currentThread().interrupt();
        Video video = puppy().dryRun();
        WanException e = assertThrows(WanException.class, () -> video.save(folder.resolve("a.mp4")));
        assertThat(Thread.interrupted(), equalTo(true));
        assertThat(e.failure().kind(), equalTo(Failure.Kind.ABORTED));
        assertThat(Files.exists(folder.resolve("a.mp4")), equalTo(false));
    }
}
