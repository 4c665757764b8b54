package io.jenkins.plugins.wanfirstlastframe.cli;

import static io.jenkins.plugins.wanfirstlastframe.cli.CommandLineFixture.environment;
import static io.jenkins.plugins.wanfirstlastframe.cli.CommandLineFixture.puppy;
import static io.jenkins.plugins.wanfirstlastframe.cli.CommandLineFixture.sandbox;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What only a process of its own shows: exit codes, signals, and what stands on which of its outputs. */
@DisabledOnOs(OS.WINDOWS)
class ProcessTest {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    @TempDir
    private Path folder;

    private Sandbox sandbox;

    @BeforeEach
    void start() throws IOException {
        sandbox = sandbox().hold().start();
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private Child wan(String... words) throws IOException {
        return Child.wan(folder, environment(sandbox, folder), words);
    }

    private String state() {
        return sandbox.allRequests().get(0).state();
    }

    private void awaitErr(Child child, String text) {
        Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> child.err().contains(text));
    }

    private static void assertInterrupted(Child wan, String billing) throws Exception {
        wan.interrupt();
        assertThat(wan.err(), wan.exitCode(), equalTo(130));
        JsonNode error = JSON.readTree(wan.out()).path("error");
        assertThat(error.path("kind").asText(), equalTo("aborted"));
        assertThat(error.path("billing").asText(), equalTo(billing));
        assertThat(wan.out() + wan.err(), not(containsString(Sandbox.DEFAULT_TOKEN)));
    }

    @Test
    void ctrlCCancelsAQueuedRequestAndSaysThatItIsNotBilled() throws Exception {
        try (Child wan = wan(puppy("generate", "--output", "x.mp4", "--json"))) {
            awaitErr(wan, "In queue");
            assertInterrupted(wan, "not_billed");
            assertThat(state(), equalTo("cancelled"));
            assertThat(wan.err(), containsString("It is not billed."));
        }
    }

    @Test
    void ctrlCOnARunningRequestSaysThatItIsBilled() throws Exception {
        try (Child wan = wan(puppy("generate", "--output", "x.mp4", "--json"))) {
            awaitErr(wan, "In queue");
            sandbox.startRequest(sandbox.allRequests().get(0).id());
            awaitErr(wan, "In progress");
            assertInterrupted(wan, "billed");
            assertThat(wan.err(), containsString("It is billed."));
        }
    }

    @Test
    void ctrlCDuringTheSubmitWaitsForItsAnswerAndCancelsTheRequest() throws Exception {
        sandbox.inject(Fault.parse("submit:trickle=80"));
        try (Child wan = wan(puppy("generate", "--output", "x.mp4", "--json"))) {
            Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> sandbox.acceptedSubmits() == 1);
            assertInterrupted(wan, "not_billed");
            assertThat(state(), equalTo("cancelled"));
        }
    }

    @Test
    void ctrlCInAScriptCancelsAllItsRequests() throws Exception {
        Path script = Files.writeString(folder.resolve("three.jsh"), """
                var batch = batch().atMost(2);
                for (int i = 0; i < 3; i++) {
                    batch.add(video().startImage("Runcomfy_Example_1259_1.png").
                        endImage("Runcomfy_Example_1259_2.png").prompt("x"), i + ".mp4");
                }
                batch.run().printTable();
                video().startImage("Runcomfy_Example_1259_1.png").
                    endImage("Runcomfy_Example_1259_2.png").prompt("x").save("late.mp4");
                """);
        try (Child wan = wan("run", script.toString())) {
            Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> sandbox.acceptedSubmits() == 2);
            wan.interrupt();
            assertThat(wan.err(), wan.exitCode(), equalTo(130));
            assertThat(sandbox.acceptedSubmits(), equalTo(2));
            sandbox.allRequests().forEach(request -> assertThat(request.state(), equalTo("cancelled")));
            for (Sandbox.View request : sandbox.allRequests()) {
                assertThat(wan.err(), containsString("Request " + request.id() + " is cancelled; it is not billed."));
            }
        }
    }

    @Test
    void ctrlCInAClipListCancelsItsRequestsAndListsEveryClip() throws Exception {
        Path list = Files.writeString(folder.resolve("clips.csv"), """
                name,startImage,endImage,prompt
                one,Runcomfy_Example_1259_1.png,Runcomfy_Example_1259_2.png,x
                two,Runcomfy_Example_1259_1.png,Runcomfy_Example_1259_2.png,y
                three,Runcomfy_Example_1259_1.png,Runcomfy_Example_1259_2.png,z
                """);
        Path report = folder.resolve("report.xml");
        try (Child wan = wan(
                "batch",
                list.toString(),
                "--max-concurrent",
                "2",
                "--retries",
                "3",
                "--json",
                "--junit",
                report.toString())) {
            Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> sandbox.acceptedSubmits() == 2);
            awaitErr(wan, "two: In queue");
            wan.interrupt();
            assertThat(wan.err(), wan.exitCode(), equalTo(130));
            assertThat(sandbox.acceptedSubmits(), equalTo(2));
            sandbox.allRequests().forEach(request -> assertThat(request.state(), equalTo("cancelled")));
            JsonNode clips = JSON.readTree(wan.out()).path("clips");
            assertThat(clips.path(0).path("state").asText(), equalTo("failed"));
            assertThat(clips.path(1).path("error").path("billing").asText(), equalTo("not_billed"));
            assertThat(clips.path(2).path("state").asText(), equalTo("not_submitted"));
            assertThat(wan.err(), containsString("one: Interrupted; the request was cancelled before it ran."));
            assertThat(Files.readString(report), containsString("failures=\"2\" errors=\"0\" skipped=\"1\""));
        }
    }

    @Test
    void theExitCodeOfTheProcessIsThatOfTheCommand() throws Exception {
        try (Child wan = wan("status", "nobody-knows")) {
            assertThat(wan.exitCode(), equalTo(65));
        }
    }

    @Test
    void aScriptsOwnExitIsHonoured() throws Exception {
        Path script = Files.writeString(folder.resolve("exit.jsh"), "System.out.println(args());\nSystem.exit(7);");
        try (Child wan = wan("run", script.toString(), "a", "--b")) {
            assertThat(wan.exitCode(), equalTo(7));
            assertThat(wan.out().strip(), equalTo("[a, --b]"));
        }
    }

    @Test
    void theSandboxSaysHowToReachItAndServesACommandLine() throws Exception {
        try (Child box = wan("sandbox", "--time-scale", "1000", "status:503*2")) {
            awaitErr(box, "ready");
            String url = box.out().lines().findFirst().orElseThrow().replaceFirst(".*=", "");
            assertThat(url, startsWith("http://127.0.0.1:"));
            try (Child wan =
                    wan(puppy("generate", "--resolution", "480x480", "--base-url", url, "--output", "x.mp4"))) {
                assertThat(wan.err(), wan.exitCode(), equalTo(0));
                assertThat(wan.err(), containsString("The service answers again."));
            }
            box.interrupt();
            assertThat(box.exitCode(), equalTo(130));
        }
        assertThat(sandbox.count(Route.SUBMIT), equalTo(0));
    }
}
