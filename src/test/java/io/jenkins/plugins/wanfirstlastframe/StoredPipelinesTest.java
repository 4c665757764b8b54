package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import hudson.model.Result;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.InputKey;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.RunComfyClient;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import io.jenkins.plugins.wanfirstlastframe.client.TokenSource;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/**
 * Pipelines that waited when Jenkins was stopped with the first version of the plugin go on with every later one.
 *
 * <p>What that version wrote names a service, requests and a workspace that there are no more. Before Jenkins reads the
 * files, this puts the test's own in their place, always of the same length: some of the files are binary.
 */
@Timeout(120)
class StoredPipelinesTest {

    private static final String STORED_SERVICE = "127.0.0.1:54321";
    private static final String STORED_UNSTORED_REQUEST = "00000000-0000-4000-8000-000000000002";
    private static final String STORED_WAITING_REQUEST = "00000000-0000-4000-8000-000000000003";
    /** Of the first request's input, at the stored service. */
    private static final String STORED_KEY = "fc9d08129831cc1e9941838e0092bf6d4f6a6a7e00eed72f888b281730591d9a";

    private static final String STORED_WORKSPACE = "/" + "w".repeat(199);

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private Sandbox sandbox;

    @BeforeEach
    void startSandbox() throws Exception {
        sandbox = Fixture.sandbox().start();
    }

    @AfterEach
    void stopSandbox() {
        sandbox.close();
    }

    private static byte[] replaced(byte[] content, Map<String, String> replacements) {
        String text = new String(content, StandardCharsets.ISO_8859_1); // keeps every byte as it is
        for (Map.Entry<String, String> each : replacements.entrySet()) {
            byte[] replacement = each.getValue().getBytes(StandardCharsets.UTF_8);
            assertThat(each.getValue(), replacement.length, is(each.getKey().length()));
            text = text.replace(each.getKey(), new String(replacement, StandardCharsets.ISO_8859_1));
        }
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private void fillHome(Map<String, String> replacements) throws Exception {
        Path stored = Path.of(StoredPipelinesTest.class
                .getResource(StoredPipelinesTest.class.getSimpleName())
                .toURI());
        Path home = sessions.getHome().toPath();
        try (Stream<Path> files = Files.walk(stored)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = home.resolve(stored.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.write(copy, replaced(Files.readAllBytes(file), replacements));
            }
        }
    }

    private String workspace() throws IOException {
        String home = sessions.getHome().getCanonicalPath().replace('\\', '/') + "/";
        int length = home.getBytes(StandardCharsets.UTF_8).length;
        return home + "w".repeat(STORED_WORKSPACE.length() - length);
    }

    private static GenerationInput input(String seed) throws Exception {
        return GenerationInput.builder()
                .set(Parameter.START_IMAGE, "Runcomfy_Example_1259_1.png")
                .set(Parameter.END_IMAGE, "Runcomfy_Example_1259_2.png")
                .set(Parameter.PROMPT, "Puppy, playing")
                .set(Parameter.SEED, seed)
                .build();
    }

    /** A request that the service has had since before. */
    private String submitted(String seed) throws Exception {
        TokenSource tokens = new TokenSource() {
            @Override
            public String token() {
                return Sandbox.DEFAULT_TOKEN;
            }

            @Override
            public String description() {
                return "the sandbox's token";
            }
        };
        RunComfyClient client = new RunComfyClient(
                ServiceUrl.parse(sandbox.baseUrl()), tokens, new OkHttpClient(), "test", Clock.systemUTC());
        return client.submit(input(seed)).value();
    }

    private static WorkflowRun build(JenkinsRule jenkins, String name) {
        return jenkins.jenkins.getItemByFullName(name, WorkflowJob.class).getBuildByNumber(1);
    }

    @Test
    void aWaitingStepFinishesAndTheNextTakesUpWhatAnEarlierOneHadPaidFor() throws Throwable {
        String unstored = submitted("1");
        String waiting = submitted("2");
        Map<String, String> own = new LinkedHashMap<>();
        own.put(STORED_SERVICE, "127.0.0.1:" + sandbox.port());
        own.put(STORED_KEY, InputKey.of(ServiceUrl.parse(sandbox.baseUrl()), input("1")));
        own.put(STORED_UNSTORED_REQUEST, unstored);
        own.put(STORED_WAITING_REQUEST, waiting);
        own.put(STORED_WORKSPACE, workspace());
        fillHome(own);
        sessions.then(jenkins -> {
            WorkflowRun run = Pipelines.end(jenkins, Result.SUCCESS, build(jenkins, "waiting"));
            List<VideoRecord> videos = run.getAction(VideoAction.class).getVideos();
            assertThat(videos.stream().map(VideoRecord::getRequestId).toList(), containsInAnyOrder(waiting, unstored));
            assertThat(
                    videos.stream()
                            .map(video -> video.getParameters().get("seed"))
                            .toList(),
                    containsInAnyOrder("1", "2"));
            assertThat(Pipelines.told(run), hasItem("Following request " + unstored + "; nothing is submitted."));
            assertThat(Files.size(Path.of(workspace(), "second.mp4")), greaterThan(0L));
            assertThat(run.getArtifacts().size(), is(2));
        });
        assertThat(sandbox.count(Route.SUBMIT), is(2));
    }

    @Test
    void aStepWhoseServiceDoesNotKnowTheRequestFailsWithItsId() throws Throwable {
        fillHome(Map.of(STORED_SERVICE, "127.0.0.1:" + sandbox.port(), STORED_WORKSPACE, workspace()));
        sessions.then(jenkins -> {
            WorkflowRun run = build(jenkins, "waiting");
            jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
            jenkins.assertLogContains("Request id: " + STORED_WAITING_REQUEST + ". It may be billed.", run);
        });
        assertThat(sandbox.count(Route.SUBMIT), is(0));
    }

    @Test
    void theEndOfARequestThatThePipelineHadNotHeardOfIsToldToIt() throws Throwable {
        fillHome(Map.of(STORED_SERVICE, "127.0.0.1:" + sandbox.port(), STORED_WORKSPACE, workspace()));
        sessions.then(jenkins -> {
            WorkflowRun run = Pipelines.end(jenkins, Result.FAILURE, build(jenkins, "ended"));
            jenkins.assertLogContains(
                    "ERROR: The request failed at RunComfy: no luck. Request id: 00000000-0000-4000-8000-000000000001."
                            + " It may be billed.",
                    run);
        });
        assertThat(sandbox.count(Route.SUBMIT), is(0));
    }
}
