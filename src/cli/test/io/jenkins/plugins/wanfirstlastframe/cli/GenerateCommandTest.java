package io.jenkins.plugins.wanfirstlastframe.cli;

import static io.jenkins.plugins.wanfirstlastframe.cli.CommandLineFixture.puppy;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.wanfirstlastframe.cli.CommandLineFixture.Run;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GenerateCommandTest extends OnSandbox {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Run run(String... words) {
        Run run = CommandLineFixture.run(environment, false, words);
        assertThat(run.out() + run.err(), not(containsString(sandbox.token())));
        return run;
    }

    private Path output() {
        return folder.resolve("new/folder/puppy.mp4");
    }

    @Test
    void aVideoIsMadeAndItsPathPrinted() throws IOException {
        Run run = run(puppy("generate", "--output", output()));
        assertThat(run.err(), run.code(), equalTo(0));
        assertThat(run.out().strip(), equalTo(output().toString()));
        assertThat(Files.size(output()) > 0, equalTo(true));
        assertThat(run.err(), allOf(containsString("Submitted: request id "), containsString("Saved ")));
    }

    @Test
    void jsonIsOneObjectWithAllThereIsToKnow() throws IOException {
        JsonNode json = JSON.readTree(run(puppy("generate", "--output", output(), "--seed", 7, "--json"))
                .out());
        assertThat(json.path("status").asText(), equalTo("completed"));
        assertThat(json.path("video").asText(), equalTo(output().toString()));
        assertThat(json.path("videos").path(0).asText(), equalTo(output().toString()));
        assertThat(
                json.path("requestId").asText(),
                equalTo(sandbox.allRequests().get(0).id()));
        assertThat(json.path("seed").asLong(), equalTo(7L));
        assertThat(json.path("bytes").asLong(), equalTo(Files.size(output())));
        assertThat(json.path("sha256").asText().length(), equalTo(64));
        JsonNode description =
                JSON.readTree(Files.readString(Path.of(json.path("video").asText() + ".json")));
        for (String fact : List.of("width", "height", "numberOfFrames", "framesPerSecond", "durationSeconds")) {
            assertThat(fact, json.path(fact).isNumber(), equalTo(true));
            assertThat(fact, json.path(fact), equalTo(description.path(fact)));
        }
        for (String name : new String[] {"url", "queuedSeconds", "runSeconds"}) {
            assertThat(name, json.has(name), equalTo(true));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1280x720", "1280x720 (16:9)"})
    void aResolutionMayLeaveItsRatioOut(String resolution) {
        run(puppy("generate", "--output", output(), "--resolution", resolution));
        assertThat(
                sandbox.allRequests().get(0).input().path("71_widthx71_height").asText(), equalTo("1280x720 (16:9)"));
    }

    @Test
    void everythingWrongWithTheInputIsToldAtOnceAndNothingIsSubmitted() throws IOException {
        Run run = run(
                "generate",
                "--output",
                output().toString(),
                "--json",
                "--end-image",
                "ftp://x",
                "--prompt",
                "x",
                "--steps",
                "99",
                "--resolution",
                "1x1");
        assertThat(run.code(), equalTo(65));
        JsonNode error = JSON.readTree(run.out()).path("error");
        assertThat(error.path("kind").asText(), equalTo("input"));
        assertThat(error.path("billing").asText(), equalTo("not_billed"));
        assertThat(
                run.err(),
                allOf(
                        containsString("Start Image is missing"),
                        containsString("End Image must"),
                        containsString("Steps must"),
                        containsString("Resolution (W:H) must")));
        assertThat(sandbox.requests().isEmpty(), equalTo(true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "folder | it is a folder",
                "file/puppy.mp4 | is not a folder",
                "file/deep/below/puppy.mp4 | is not a folder",
            })
    void aVideoThatCouldNotBeSavedIsNotPaidFor(String output, String reason) throws IOException {
        Files.createDirectory(folder.resolve("folder"));
        Files.createFile(folder.resolve("file"));
        Run run = run(puppy("generate", "--output", folder.resolve(output)));
        assertThat(run.err(), run.code(), equalTo(65));
        assertThat(run.err(), allOf(containsString("Nothing was submitted"), containsString(reason)));
        assertThat(sandbox.requests().isEmpty(), equalTo(true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "submit:401** | 77 | token",
                "submit:422** | 65 | input",
                "submit:404** | 69 | service",
                "submit:reset-after | 69 | outcome_unknown",
                "submit:fail=out of memory | 69 | job",
                "result:422** | 69 | job",
                "download:page** | 69 | delivery",
            })
    void theExitCodeAndTheErrorsKindTellWhatFailed(String fault, int code, String kind) throws IOException {
        sandbox.inject(Fault.parse(fault));
        Run run = run(puppy("generate", "--output", output(), "--json"));
        assertThat(run.err(), run.code(), equalTo(code));
        JsonNode json = JSON.readTree(run.out());
        assertThat(json.path("status").asText(), equalTo("failed"));
        assertThat(json.path("error").path("kind").asText(), equalTo(kind));
        assertThat(Files.exists(output()), equalTo(false));
    }

    @Test
    void aTimeOutIsToTryAgain() throws IOException {
        sandbox.hold();
        Run run = run(puppy("generate", "--output", output(), "--timeout", "200ms", "--json"));
        assertThat(run.code(), equalTo(75));
        assertThat(JSON.readTree(run.out()).path("error").path("billing").asText(), equalTo("not_billed"));
    }

    @Test
    void detachPrintsTheRequestIdAndAttachFetchesTheVideo() throws IOException {
        sandbox.hold();
        Run submitted = run(puppy("generate", "--detach"));
        String id = submitted.out().strip();
        assertThat(submitted.code(), equalTo(0));
        assertThat(id, equalTo(sandbox.allRequests().get(0).id()));
        assertThat(sandbox.allRequests().get(0).state(), equalTo("in_queue"));
        sandbox.startRequest(id);
        sandbox.finishRequest(id);
        Run fetched = run("generate", "--request-id", id, "--output", output().toString());
        assertThat(fetched.err(), fetched.code(), equalTo(0));
        assertThat(sandbox.count(Route.SUBMIT), equalTo(1));
        assertThat(Files.size(output()) > 0, equalTo(true));
    }

    @Test
    void aDetachedRequestIsNeitherFollowedNorFetchedHoweverQuickItIs() {
        environment.put("RUNCOMFY_POLL_INTERVAL", "1ms");
        Run run = run(puppy("generate", "--detach"));
        assertThat(run.err(), run.code(), equalTo(0));
        assertThat(run.out().strip(), equalTo(sandbox.allRequests().get(0).id()));
        assertThat(run(puppy("generate", "--detach", "--output", output())).code(), equalTo(0));
        for (Route route : List.of(Route.STATUS, Route.RESULT, Route.DOWNLOAD, Route.CANCEL)) {
            assertThat(sandbox.count(route), equalTo(0));
        }
        assertThat(Files.exists(Path.of("unused")), equalTo(false));
        assertThat(Files.exists(output()), equalTo(false));
    }

    @Test
    void aDetachedSubmitThatIsTurnedAwayForNowIsRepeatedLikeAnyOther() {
        sandbox.inject(Fault.parse("submit:429,retry-after=0*2"));
        assertThat(run(puppy("generate", "--detach")).code(), equalTo(0));
        assertThat(sandbox.acceptedSubmits(), equalTo(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"@secret", "@", "@@secret", "@/etc/passwd", "a @secret", "@argfile @secret"})
    void anAtSignInAPromptIsText(String prompt) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "--seed 7");
        String text = prompt.replace("secret", secret.toString());
        assertThat(
                run(puppy("generate", "--prompt", text, "--output", output())).code(), equalTo(64)); // given twice
        Run run = run(
                "generate",
                "--start-image",
                "Runcomfy_Example_1259_1.png",
                "--end-image",
                "Runcomfy_Example_1259_2.png",
                "--output",
                output().toString(),
                "--prompt",
                text);
        assertThat(run.err(), run.code(), equalTo(0));
        assertThat(sandbox.allRequests().get(0).input().path("6_text").asText(), equalTo(text));
        assertThat(sandbox.allRequests().get(0).input().has("57_noise_seed"), equalTo(false));
    }

    @Test
    void whatWasWrittenDownIsSentAlsoWhereItEqualsTheDefault() throws IOException {
        JsonNode json = JSON.readTree(
                run(puppy("generate", "--output", output(), "--seed", "96860978", "--steps", 20, "--json"))
                        .out());
        JsonNode input = sandbox.allRequests().get(0).input();
        assertThat(input.path("57_noise_seed").asLong(), equalTo(96860978L));
        assertThat(input.path("57_steps").asInt(), equalTo(20));
        assertThat(input.has("57_cfg"), equalTo(false));
        assertThat(json.path("seed").asLong(), equalTo(96860978L));
        assertThat(json.path("serviceDefaults").has("seed"), equalTo(false));
        assertThat(json.path("serviceDefaults").path("guidanceScale").asText(), equalTo("4"));
    }

    @Test
    void aSeedThatWasLeftOutIsTheServicesToChoose() throws IOException {
        JsonNode json = JSON.readTree(
                run(puppy("generate", "--output", output(), "--json")).out());
        assertThat(json.path("seed").isNull(), equalTo(true));
        assertThat(json.path("serviceDefaults").path("seed").asText(), equalTo("96860978"));
        assertThat(sandbox.allRequests().get(0).input().has("57_noise_seed"), equalTo(false));
    }

    @Test
    void theTokenMayComeFromAFileAndTheServiceFromAnOption() throws IOException {
        environment = new HashMap<>(Map.of("XDG_CACHE_HOME", folder.toString()));
        Path token = Files.writeString(folder.resolve("token"), sandbox.token() + "\n");
        Run run = run(puppy(
                "generate",
                "--output",
                output(),
                "--base-url",
                sandbox.baseUrl(),
                "--token-file",
                token,
                "--poll-interval",
                "20ms"));
        assertThat(run.err(), run.code(), equalTo(0));
    }

    @Test
    void aMissingTokenIsToldBeforeAnythingIsSent() {
        environment.remove("RUNCOMFY_TOKEN");
        Run run = run(puppy("generate", "--output", output()));
        assertThat(run.code(), equalTo(77));
        assertThat(run.err(), containsString("RUNCOMFY_TOKEN"));
        assertThat(sandbox.requests().isEmpty(), equalTo(true));
    }

    @Test
    void onATerminalTheLineIsWrittenOver() {
        Run run = CommandLineFixture.run(environment, true, puppy("generate", "--output", output()));
        assertThat(run.code(), equalTo(0));
        assertThat(run.err(), allOf(containsString("\r\u001b[K"), containsString("Submitted: request id ")));
    }

    @Test
    void awayFromATerminalNothingIsWrittenOver() {
        assertThat(run(puppy("generate", "--output", output())).err(), not(containsString("\r\u001b")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "generate --prompt x | --output",
                "generate --output x.mp4 --timeout never | such as 500ms",
                "generate --token abc --output x.mp4 | --token",
                "generate --detach --request-id x | --detach",
                "status | ID",
                "nonsense | nonsense",
                "sandbox --time-scale 0 | --time-scale",
                "sandbox nonsense | fault",
            })
    void aWrongCommandLineIsUsage(String words, String told) {
        Run run = run(words.split(" "));
        assertThat(run.code(), equalTo(64));
        assertThat(run.err(), containsString(told));
        assertThat(run.out(), emptyString());
    }
}
