package io.jenkins.plugins.wanfirstlastframe.cli;

import static io.jenkins.plugins.wanfirstlastframe.cli.CommandLineFixture.environment;
import static io.jenkins.plugins.wanfirstlastframe.cli.CommandLineFixture.puppy;
import static io.jenkins.plugins.wanfirstlastframe.cli.CommandLineFixture.sandbox;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.wanfirstlastframe.cli.CommandLineFixture.Run;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is in its file already is paid for once, and again only where something has changed. */
class OnlyIfChangedTest extends OnSandbox {

    private static final ObjectMapper JSON = new ObjectMapper();

    @BeforeEach
    void setPrices() {
        sandbox.setPrices(Sandbox.Prices.of("0.25"));
    }

    private Path output() {
        return folder.resolve("made/puppy.mp4");
    }

    private Path beside(String end) {
        return output().resolveSibling("puppy.mp4" + end);
    }

    private Run run(Object... further) {
        List<Object> words = new ArrayList<>(List.of("--output", output(), "--only-if-changed"));
        words.addAll(List.of(further));
        Run run = CommandLineFixture.run(environment, false, puppy("generate", words.toArray()));
        assertThat(run.out() + run.err(), not(containsString(sandbox.token())));
        return run;
    }

    private Run made(Object... further) {
        Run run = run(further);
        assertThat(run.err(), run.code(), equalTo(0));
        return run;
    }

    private void assertAnew(Run run, String why, int submits) {
        assertThat(run.err(), run.code(), equalTo(0));
        assertThat(run.err(), containsString("The video is made anew: " + why + "."));
        assertThat(sandbox.acceptedSubmits(), equalTo(submits));
    }

    @Test
    void theVideoThatIsThereIsKeptWithoutTokenAndService() throws IOException {
        assertAnew(made(), "there is no earlier video", 1);
        byte[] content = Files.readAllBytes(output());
        byte[] description = Files.readAllBytes(beside(".json"));
        assertThat("nothing is owed", Files.exists(beside(".request.json")), equalTo(false));
        environment.remove("RUNCOMFY_TOKEN");
        int asked = sandbox.requests().size();
        Run again = made("--json");
        assertThat(again.err(), containsString("Nothing has changed since 20"));
        assertThat(again.err(), containsString(output() + " is used again, and nothing is submitted."));
        assertThat(sandbox.requests().size(), equalTo(asked));
        assertThat(Files.readAllBytes(output()), equalTo(content));
        assertThat(Files.readAllBytes(beside(".json")), equalTo(description));
        JsonNode json = JSON.readTree(again.out());
        assertThat(json.path("status").asText(), equalTo("completed"));
        assertThat(json.path("reused").asBoolean(), equalTo(true));
        assertThat(json.path("dryRun").asBoolean(), equalTo(false));
        assertThat(json.path("costUsd").isNull(), equalTo(true));
        assertThat(json.path("requestId").isNull(), equalTo(true));
        assertThat(
                json.path("sha256"), equalTo(JSON.readTree(description).path("sha256")));
    }

    @Test
    void theDescriptionSaysWhatTheVideoIsMadeOfAndCost() throws IOException {
        made("--seed", 7);
        JsonNode description = JSON.readTree(beside(".json").toFile());
        assertThat(description.path("service").asText(), equalTo(sandbox.baseUrl() + "/"));
        assertThat(description.path("contentKey").asText().length(), equalTo(64));
        assertThat(description.path("costUsd").decimalValue().toPlainString(), equalTo("0.25"));
        assertThat(description.path("frames").size(), equalTo(2));
        assertThat(
                description.path("frames").path(0).path("source").asText(), equalTo("Runcomfy_Example_1259_1.png"));
        assertThat(description.has("dryRun"), equalTo(false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--seed 5 | the seed changed",
                "--seed 5 --steps 8 | the seed and the steps changed",
                "--seed 5 --steps 8 --shift 3 | 3 of its parameters changed",
                "--steps 20 | other parameters are left to the service's defaults",
            })
    void whatChangedIsSaidAndMadeAnewOnce(String change, String why) {
        made();
        assertAnew(run((Object[]) change.split(" ")), why, 2);
        made((Object[]) change.split(" "));
        assertThat("kept from then on", sandbox.acceptedSubmits(), equalTo(2));
    }

    @Test
    void anotherPromptIsAnotherVideo() {
        made();
        Run run = CommandLineFixture.run(
                environment,
                false,
                "generate",
                "--start-image",
                "Runcomfy_Example_1259_1.png",
                "--end-image",
                "Runcomfy_Example_1259_2.png",
                "--prompt",
                "Kitten",
                "--only-if-changed",
                "--output",
                output().toString());
        assertAnew(run, "the prompt changed", 2);
    }

    @Test
    void forceMakesItAllTheSame() {
        made();
        Run forced = made("--force");
        assertThat(forced.err(), containsString("The video is made anew, as the caller asks (force)."));
        assertThat(sandbox.acceptedSubmits(), equalTo(2));
        made();
        assertThat(sandbox.acceptedSubmits(), equalTo(2));
    }

    @Test
    void aFileThatIsNotWhatItWasIsMadeAnew() throws IOException {
        made();
        byte[] content = Files.readAllBytes(output());
        content[content.length / 2] ^= 1;
        Files.write(output(), content);
        assertAnew(run(), "the file puppy.mp4 is not what it was", 2);
        Files.delete(output());
        assertAnew(run(), "there is no earlier video", 3);
    }

    @ParameterizedTest
    @CsvSource({"'', x", "'not json', x", "'[]', x", "'{\"sha256\": 7, \"frames\": [null, 5]}', x", "'null', x"})
    void aDescriptionThatSaysNothingIsAsGoodAsNone(String text, String ignored) throws IOException {
        made();
        Files.writeString(beside(".json"), text);
        Files.writeString(beside(".request.json"), text);
        assertThat(run().err(), containsString("The video is made anew: nothing beside the file says"));
        assertThat(sandbox.acceptedSubmits(), equalTo(2));
    }

    @Test
    void aVideoOfAnotherServiceIsNotThisOnes() throws IOException {
        made();
        ObjectNode description = (ObjectNode) JSON.readTree(beside(".json").toFile());
        JSON.writeValue(beside(".json").toFile(), description.put("service", "https://gateway.example.com"));
        assertAnew(run(), "the earlier one is of another service", 2);
    }

    @Test
    void aRequestWhoseVideoNeverCameIsFollowed() throws IOException {
        sandbox.hold();
        Run timedOut = run("--timeout", "400ms");
        assertThat(timedOut.err(), timedOut.code(), equalTo(75));
        String id = sandbox.allRequests().get(0).id();
        assertThat("cancelled in the queue, so nothing is owed", Files.exists(beside(".request.json")), equalTo(false));
        sandbox.close();
        sandbox = sandbox().runTime(Duration.ofSeconds(2)).start();
        environment = environment(sandbox, folder);
        Run left = run("--timeout", "500ms");
        assertThat(left.err(), left.code(), equalTo(75));
        id = sandbox.allRequests().get(0).id();
        assertThat(Files.readString(beside(".request.json")), containsString(id));
        Run followed = made();
        assertThat(followed.err(), containsString("This video is paid for, by " + beside(".request.json")));
        assertThat(followed.err(), containsString("Following request " + id + "; nothing is submitted."));
        assertThat(sandbox.acceptedSubmits(), equalTo(1));
        assertThat(Files.exists(beside(".request.json")), equalTo(false));
        made();
        assertThat(sandbox.acceptedSubmits(), equalTo(1));
    }

    @Test
    void aSubmitOfWhichNobodyKnowsIsNotRepeated() throws IOException {
        sandbox.inject(Fault.parse("submit:reset-after"));
        Run unknown = run();
        assertThat(unknown.err(), unknown.code(), equalTo(69));
        Run again = run();
        assertThat(again.err(), again.code(), equalTo(69));
        assertThat(again.err(), containsString("delete " + beside(".request.json") + " and run this again."));
        assertThat(sandbox.count(Route.SUBMIT), equalTo(1));
        Files.delete(beside(".request.json"));
        made();
        assertThat(sandbox.count(Route.SUBMIT), equalTo(2));
    }

    @Test
    void aFrameGoesByItsContent() throws IOException {
        try (Frames frames = new Frames()) {
            assertAnew(withStart(frames.url()), "there is no earlier video", 1);
            Run other = withStart(frames.url() + "other");
            assertThat(other.err(), containsString("Nothing has changed since"));
            frames.tag = "\"1\"";
            assertThat(withStart(frames.url()).err(), containsString("Nothing has changed since"));
            frames.content = "another frame";
            frames.tag = "\"2\"";
            assertAnew(withStart(frames.url()), "the start image changed", 2);
            assertThat(Files.readString(beside(".json")), not(containsString("Signature")));
            frames.content = null;
            assertAnew(
                    withStart(frames.url()),
                    "whether the start image has changed can't be told, since " + frames.server.getHostName() + " answers HTTP 404",
                    3);
        }
    }

    @Test
    void aFrameFileGoesByItsContentWhereverItLies() throws IOException {
        Path first = frame("first.png", 1);
        assertAnew(withStart(first.toString()), "there is no earlier video", 1);
        Files.createDirectories(folder.resolve("moved"));
        Path moved = Files.move(first, folder.resolve("moved/other.png"));
        assertThat(withStart(moved.toString()).err(), containsString("Nothing has changed since"));
        frame("moved/other.png", 2);
        assertAnew(withStart(moved.toString()), "the start image changed", 2);
        Files.delete(moved);
        Run gone = withStart(moved.toString());
        assertThat(gone.code(), equalTo(65));
        assertThat(sandbox.acceptedSubmits(), equalTo(2));
    }

    private Path frame(String name, int colour) throws IOException {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        image.setRGB(3, 3, colour);
        Path file = folder.resolve(name);
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    private Run withStart(String url) {
        return CommandLineFixture.run(
                environment,
                false,
                "generate",
                "--start-image",
                url,
                "--end-image",
                "Runcomfy_Example_1259_2.png",
                "--prompt",
                "Puppy",
                "--only-if-changed",
                "--output",
                output().toString());
    }

    /** A web server with one frame. */
    private static final class Frames implements AutoCloseable {
        private final MockWebServer server = new MockWebServer();
        private volatile String content = "a frame";
        private volatile String tag;

        Frames() throws IOException {
            server.setDispatcher(new Dispatcher() {
                @Override
                public MockResponse dispatch(RecordedRequest request) {
                    String now = content;
                    MockResponse.Builder answer = new MockResponse.Builder();
                    if (now == null) {
                        return answer.code(404).build();
                    }
                    if (tag != null) {
                        answer.setHeader("ETag", tag);
                    }
                    return answer.body(request.getMethod().equals("HEAD") ? "" : now)
                            .build();
                }
            });
            server.start();
        }

        String url() {
            return server.url("/frame.png") + "?X-Signature=secret";
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    private Path takes(int count) throws IOException {
        String defaults = "defaults: {startImage: Runcomfy_Example_1259_1.png, endImage: Runcomfy_Example_1259_2.png,"
                + " prompt: Puppy, resolution: 480x480}\nclips:\n";
        return Files.writeString(
                folder.resolve("clips.yaml"),
                defaults
                        + IntStream.rangeClosed(1, count)
                                .mapToObj(i -> "  - {name: take %d, seed: %d}%n".formatted(i, i))
                                .collect(Collectors.joining()));
    }

    @Test
    void aBatchThatIsKilledInTheMiddleAndRunAgainSubmitsEachClipOnce() throws Exception {
        Path list = takes(200);
        String[] words = {
            "batch", list.toString(), "--output-dir", folder.resolve("made").toString(), "--only-if-changed", "--json"
        };
        try (Child child = Child.wan(folder, environment, words)) {
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> sandbox.acceptedSubmits() >= 60);
            child.kill();
        }
        int before = sandbox.acceptedSubmits();
        assertThat("killed in the middle", before < 200, equalTo(true));
        Run again = CommandLineFixture.run(environment, false, words);
        JsonNode clips = JSON.readTree(again.out()).path("clips");
        List<String> unknown = new ArrayList<>();
        int reused = 0;
        for (JsonNode clip : clips) {
            reused += clip.path("video").path("reused").asBoolean() ? 1 : 0;
            if (clip.path("error").path("kind").asText().equals("outcome_unknown")) {
                unknown.add(clip.path("name").asText());
            }
        }
        assertThat(reused > 0, equalTo(true));
        // one that was being submitted at that very moment is left to a person
        assertThat(sandbox.acceptedSubmits() <= 200, equalTo(true));
        assertThat(sandbox.acceptedSubmits() + unknown.size() >= 200, equalTo(true));
        assertThat(again.err(), again.code(), equalTo(unknown.isEmpty() ? 0 : 69));
        Run third = CommandLineFixture.run(environment, false, words);
        assertThat(third.code(), equalTo(again.code()));
        assertThat(sandbox.acceptedSubmits() <= 200, equalTo(true));
    }

    @Test
    void aBatchWithOneEditSubmitsOnce() throws IOException {
        Path list = takes(50);
        String[] words = {"batch", list.toString(), "--output-dir", folder.resolve("made").toString(), "--only-if-changed"};
        assertThat(CommandLineFixture.run(environment, false, words).code(), equalTo(0));
        Files.writeString(list, Files.readString(list).replace("seed: 17}", "seed: 17, prompt: Kitten}"));
        Run edited = CommandLineFixture.run(environment, false, words);
        assertThat(edited.err(), edited.code(), equalTo(0));
        assertThat(edited.out(), containsString("1 of 50 videos were made, 49 were used again. 0.25 USD were charged."));
        assertThat(edited.err(), containsString("take 17: The video is made anew: the prompt changed."));
        assertThat(sandbox.acceptedSubmits(), equalTo(51));
    }

    @Test
    void allVideosOfAnOutputAreKept() throws IOException {
        sandbox.inject(Fault.of(Route.RESULT, Fault.Type.OUTPUT, "{\"videos\": [$a.mp4, $b.mp4]}"));
        JsonNode made = JSON.readTree(made("--json").out());
        JsonNode kept = JSON.readTree(made("--json").out());
        assertThat(made.path("videos").size(), equalTo(2));
        assertThat(kept.path("videos"), equalTo(made.path("videos")));
        Files.delete(folder.resolve("made/puppy-2.mp4"));
        assertThat(run().err(), containsString("The video is made anew: the file "));
    }
}
