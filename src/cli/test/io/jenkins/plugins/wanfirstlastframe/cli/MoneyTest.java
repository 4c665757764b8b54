package io.jenkins.plugins.wanfirstlastframe.cli;

import static io.jenkins.plugins.wanfirstlastframe.cli.CommandLineFixture.puppy;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.wanfirstlastframe.cli.CommandLineFixture.Run;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Money is known before and after, and a dry run needs none. */
class MoneyTest extends OnSandbox {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PRICE = "Price by RunComfy's catalogue: 0.25 USD per output.";

    @BeforeEach
    void setPrices() {
        sandbox.setPrices(Sandbox.Prices.of("0.25"));
    }

    private Path output() {
        return folder.resolve("made/puppy.mp4");
    }

    private Path description() {
        return folder.resolve("made/puppy.mp4.json");
    }

    private Run run(String... words) {
        Run run = CommandLineFixture.run(environment, false, words);
        assertThat(run.out() + run.err(), not(containsString(sandbox.token())));
        return run;
    }

    private Run dryRun() {
        Run run = run(puppy("generate", "--output", output(), "--dry-run", "--resolution", "480x480", "--json"));
        assertThat(sandbox.count(Route.SUBMIT), equalTo(0));
        return run;
    }

    @Test
    void thePriceIsToldBeforeAndTheCostAfterwards() throws IOException {
        Run run = run(puppy("generate", "--output", output(), "--json"));
        assertThat(run.err(), run.code(), equalTo(0));
        assertThat(
                run.err().indexOf(PRICE) >= 0 && run.err().indexOf(PRICE) < run.err().indexOf("Submitting"),
                equalTo(true));
        assertThat(run.err(), containsString("It cost 0.25 USD."));
        assertThat(JSON.readTree(run.out()).path("costUsd").asText(), equalTo("0.25"));
        assertThat(JSON.readTree(description().toFile()).path("costUsd").asText(), equalTo("0.25"));
    }

    @Test
    void aCostThatComesLateIsInTheDescriptionAllTheSame() throws IOException {
        sandbox.inject(Fault.parse("result:no-cost"));
        Run run = run(puppy("generate", "--output", output(), "--json"));
        assertThat(run.err(), run.code(), equalTo(0));
        assertThat(sandbox.count(Route.RESULT), equalTo(2));
        assertThat(JSON.readTree(run.out()).path("costUsd").asText(), equalTo("0.25"));
        JsonNode description = JSON.readTree(description().toFile());
        assertThat(description.path("costUsd").asText(), equalTo("0.25"));
        assertThat(description.path("requestId").asText(), equalTo(sandbox.allRequests().get(0).id()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"model:500", "model:html", "model:401", "model:reset"})
    void aPriceThatIsNotToBeHadHoldsNothingUp(String fault) {
        sandbox.inject(Fault.parse(fault));
        Run run = run(puppy("generate", "--output", output()));
        assertThat(run.err(), run.code(), equalTo(0));
        assertThat(run.err(), not(containsString("Price")));
    }

    @Test
    void aDryRunMakesAPreviewWithoutTokenAndSubmit() throws IOException {
        environment.remove("RUNCOMFY_TOKEN");
        Run run = dryRun();
        assertThat(run.err(), run.code(), equalTo(0));
        assertThat(sandbox.requests().isEmpty(), equalTo(true));
        assertThat(Files.size(output()) > 0, equalTo(true));
        JsonNode json = JSON.readTree(run.out());
        assertThat(json.path("dryRun").asBoolean(), equalTo(true));
        assertThat(json.path("reused").asBoolean(), equalTo(false));
        assertThat(json.path("requestId").isNull(), equalTo(true));
        JsonNode description = JSON.readTree(description().toFile());
        assertThat(description.path("dryRun").asBoolean(), equalTo(true));
        assertThat(description.has("contentKey"), equalTo(false));
        assertThat(description.path("sha256"), equalTo(json.path("sha256")));
    }

    @Test
    void aDryRunTellsThePriceWhereThereIsAToken() {
        Run run = dryRun();
        assertThat(run.err(), run.code(), equalTo(0));
        assertThat(run.err(), containsString(PRICE));
        assertThat(run.err(), containsString("Dry run: a preview is made, and nothing is submitted."));
    }

    @Test
    void aPreviewIsNeverTakenForAVideo() {
        dryRun();
        Run real = run(puppy("generate", "--output", output(), "--resolution", "480x480", "--only-if-changed"));
        assertThat(real.err(), real.code(), equalTo(0));
        assertThat(real.err(), containsString("The video is made anew: the file is the preview of a dry run."));
        assertThat(sandbox.acceptedSubmits(), equalTo(1));
    }

    @Test
    void aDryRunReplacesPreviewsAndNoVideo() throws IOException {
        assertThat(dryRun().code(), equalTo(0));
        assertThat(dryRun().code(), equalTo(0));
        assertThat(run(puppy("generate", "--output", output())).code(), equalTo(0));
        byte[] paid = Files.readAllBytes(output());
        Run refused = run(puppy("generate", "--output", output(), "--dry-run"));
        assertThat(refused.code(), equalTo(65));
        assertThat(refused.err(), containsString("is a video that was made before, which a dry run doesn't replace"));
        assertThat(Files.readAllBytes(output()), equalTo(paid));
    }

    @Test
    void aDryRunTellsAFrameThatCanNotBeUsed() {
        Run run = run(
                "generate",
                "--start-image",
                sandbox.baseUrl() + "/nothing.png",
                "--end-image",
                "Runcomfy_Example_1259_2.png",
                "--prompt",
                "x",
                "--dry-run",
                "--output",
                output().toString());
        assertThat(run.code(), not(equalTo(0)));
        assertThat(run.err(), containsString("The dry run's preview could not be made: "));
        assertThat(Files.exists(output()), equalTo(false));
        assertThat(sandbox.count(Route.SUBMIT), equalTo(0));
    }

    @Test
    void aListIsRunDryAsAWhole() throws IOException {
        Path list = Files.writeString(folder.resolve("clips.json"), """
                {"defaults": {"startImage": "Runcomfy_Example_1259_1.png", "endImage": "Runcomfy_Example_1259_2.png",
                  "prompt": "x", "resolution": "480x480"}, "clips": [{"name": "a"}, {"name": "b"}]}""");
        environment.remove("RUNCOMFY_TOKEN");
        Run run = run("batch", list.toString(), "--dry-run", "--output-dir", folder.resolve("made").toString());
        assertThat(run.err(), run.code(), equalTo(0));
        assertThat(run.out(), containsString("0 of 2 videos were made, 2 are previews."));
        assertThat(sandbox.requests().isEmpty(), equalTo(true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--dry-run --detach", "--only-if-changed --detach", "--dry-run --request-id x"})
    void whatMakesNoSenseTogetherIsUsage(String options) {
        String[] words = puppy("generate", (Object[]) ("--output x.mp4 " + options).split(" "));
        assertThat(run(words).code(), equalTo(64));
    }

    @Test
    void theBalanceIsToldToPeopleAndPrograms() throws IOException {
        Run run = run("balance");
        assertThat(run.err(), run.code(), equalTo(0));
        assertThat(run.out().strip(), equalTo("100 USD"));
        JsonNode json = JSON.readTree(run("balance", "--json").out());
        assertThat(json.path("balance").decimalValue().intValueExact(), equalTo(100));
        assertThat(json.path("currency").asText(), equalTo("USD"));
    }

    @Test
    void noOtherServiceIsAskedForABalance() {
        Run run = run("balance", "--base-url", "https://gateway.example.com");
        assertThat(run.code(), equalTo(65));
        assertThat(
                run.err(),
                containsString("Only RunComfy's own service tells a balance, and requests go to"
                        + " https://gateway.example.com/."));
        assertThat(run.out(), emptyString());
    }

    @Test
    void aRefusedTokenHasNoBalance() {
        sandbox.revoke(sandbox.token());
        Run run = run("balance");
        assertThat(run.err(), run.code(), equalTo(77));
        assertThat(run.err(), not(containsString("billed")));
    }
}
