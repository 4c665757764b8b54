package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault.Type;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What videos cost is known before and after, and limits hold. */
@Timeout(240)
class MoneyTest extends OnJenkins {

    @BeforeEach
    void price() {
        sandbox.setPrices(Sandbox.Prices.of("0.25"));
    }

    @AfterEach
    void noLimit() {
        WanFirstLastFrameConfiguration.get().setMaxUsdPerDay(null);
    }

    private static Sandbox.Prices prices(String usd, String unit, String note, String cost) {
        return new Sandbox.Prices(
                usd == null ? null : new BigDecimal(usd),
                unit,
                note,
                cost == null ? null : new BigDecimal(cost),
                BigDecimal.TEN);
    }

    /** A limit that leaves so much for the rest of the day, whatever other tests have spent. */
    private static void leave(String usd) throws Exception {
        WanFirstLastFrameConfiguration.get()
                .setMaxUsdPerDay(spentToday().add(new BigDecimal(usd)).toPlainString());
    }

    private static BigDecimal spentToday() throws Exception {
        Path folder = jenkins.jenkins.getRootDir().toPath().resolve("wan-first-last-frame-spending");
        if (!Files.isDirectory(folder)) {
            return BigDecimal.ZERO;
        }
        Map<String, BigDecimal> last = new HashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                for (String line : Files.readAllLines(file)) {
                    JsonNode json = new ObjectMapper().readTree(line);
                    last.put(
                            json.path("record").asText(),
                            new BigDecimal(json.path("usd").asText()));
                }
            }
        }
        return last.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    @Test
    void tellsThePriceBeforeAndTheCostAfterwards() throws Exception {
        sandbox.setPrices(prices("0.30", "output", "half of it at night", "0.15"));
        WorkflowRun run = Pipelines.run(
                jenkins, Result.SUCCESS, "def made = " + Fixture.step("") + "\necho \"cost: ${made.costUsd}\"");
        jenkins.assertLogContains("Price by RunComfy's catalogue: 0.3 USD per output (half of it at night).", run);
        jenkins.assertLogContains("cost: 0.15", run);
        String page = jenkins.createWebClient().getPage(run, "wan-videos").asNormalizedText();
        assertThat(page, containsString("0.15 USD"));
        String json = jenkins.createWebClient()
                .goTo(run.getUrl() + "wan-videos/api/json", "application/json")
                .getWebResponse()
                .getContentAsString();
        assertThat(json, containsString("\"costUsd\":\"0.15\""));
    }

    @Test
    void asksOnceMoreForACostThatComesLate() throws Exception {
        sandbox.inject(Fault.of(Route.RESULT, Type.NO_COST));
        WorkflowRun run = Pipelines.run(
                jenkins, Result.SUCCESS, "def made = " + Fixture.step("") + "\necho \"cost: ${made.costUsd}\"");
        jenkins.assertLogContains("cost: 0.25", run);
        assertThat(sandbox.count(Route.RESULT), is(2));
    }

    @Test
    void goesOnWithoutACostThatNeverComes() throws Exception {
        sandbox.setPrices(prices("0.25", "output", null, null));
        WorkflowRun run = Pipelines.run(
                jenkins, Result.SUCCESS, "def made = " + Fixture.step("") + "\necho \"cost: ${made.costUsd}\"");
        jenkins.assertLogContains("cost: null", run);
        assertThat(sandbox.count(Route.RESULT), is(2));
        assertThat(run.getArtifacts().size(), is(1));
    }

    private static String twice(String arguments) {
        return Fixture.step(", seed: 1" + arguments) + "\n" + Fixture.step(", seed: 2" + arguments);
    }

    @Test
    void aBuildSpendsNoMoreThanItMay() throws Exception {
        WorkflowRun run = Pipelines.run(jenkins, Result.FAILURE, twice(", maxUsd: 0.49"));
        jenkins.assertLogContains(
                "ERROR: Nothing was submitted: the limit of this build (maxUsd) is 0.49 USD; 0.25 USD of that are spent"
                        + " or set aside for requests under way, and this one costs 0.25 USD. It is not billed. Raise the"
                        + " limit if the video is worth it.",
                run);
        assertThat(sandbox.count(Route.SUBMIT), is(1));
        Pipelines.run(jenkins, Result.SUCCESS, twice(", maxUsd: 0.5"));
        assertThat("another build has a limit of its own", sandbox.count(Route.SUBMIT), is(3));
    }

    @Test
    void whatARequestReallyCostCounts() throws Exception {
        sandbox.setPrices(prices("0.25", "output", null, "0.1"));
        Pipelines.run(jenkins, Result.SUCCESS, twice(", maxUsd: '0.35'"));
        assertThat(sandbox.count(Route.SUBMIT), is(2));
    }

    @Test
    void aRequestThatWasNotBilledCountsForNothing() throws Exception {
        sandbox.inject(Fault.http(Route.SUBMIT, 422));
        Pipelines.run(
                jenkins,
                Result.SUCCESS,
                "try { " + Fixture.step(", maxUsd: 0.25") + " } catch (e) { " + Fixture.step(", maxUsd: 0.25, seed: 3")
                        + " }");
        assertThat(sandbox.acceptedSubmits(), is(1));
    }

    @Test
    void whatMayBeBilledCounts() throws Exception {
        sandbox.inject(Fault.of(Route.SUBMIT, Type.RESET_AFTER));
        WorkflowRun run = Pipelines.run(
                jenkins,
                Result.FAILURE,
                "try { " + Fixture.step(", maxUsd: 0.25") + " } catch (e) { " + Fixture.step(", maxUsd: 0.25, seed: 3")
                        + " }");
        jenkins.assertLogContains("0.25 USD of that are spent", run);
        assertThat(sandbox.acceptedSubmits(), is(1));
    }

    @Test
    void aPriceBySecondsIsThatOfTheWholeVideo() throws Exception {
        sandbox.setPrices(prices("0.1", "second", null, null));
        WorkflowRun run =
                Pipelines.run(jenkins, Result.FAILURE, Fixture.step(", maxUsd: 0.5")); // 81 frames, 16 a second
        jenkins.assertLogContains("and this one costs 0.50625 USD", run);
        assertThat(sandbox.count(Route.SUBMIT), is(0));
    }

    @Test
    void whereNoPriceIsKnownALimitRefuses() throws Exception {
        sandbox.setPrices(prices("0.1", "credit of some kind", null, null));
        WorkflowRun run = Pipelines.run(jenkins, Result.FAILURE, Fixture.step(", maxUsd: 5"));
        jenkins.assertLogContains(
                "the limit of this build (maxUsd) is 5 USD, and RunComfy's catalogue does not say what a video costs.",
                run);
        assertThat(sandbox.count(Route.SUBMIT), is(0));
        Pipelines.run(jenkins, Result.SUCCESS, Fixture.step(""));
    }

    @Test
    void twoHundredParallelStepsNeverSpendMoreThanTheDaysLimit() throws Exception {
        leave("5.10"); // for 20 of them
        String steps = "def steps = [:]\nfor (int i = 0; i < 200; i++) { int n = i\n steps[\"c$n\"] = { try { "
                + "wanFirstLastFrame(startImage: 'Runcomfy_Example_1259_1.png', endImage:"
                + " 'Runcomfy_Example_1259_2.png', prompt: \"clip $n\") } catch (e) { echo e.message } } }\nparallel steps";
        WorkflowRun run = Pipelines.run(jenkins, Result.SUCCESS, steps);
        jenkins.assertLogContains("the limit of this Jenkins for a day is ", run);
        assertThat(sandbox.acceptedSubmits(), is(20));
    }

    @Test
    void theDaysLimitHoldsForFreestyleToo() throws Exception {
        leave("0.25");
        FreeStyleProject project = jenkins.createFreeStyleProject();
        project.getBuildersList().add(new WanFirstLastFrameBuilder(Fixture.puppy()));
        jenkins.buildAndAssertSuccess(project);
        FreeStyleBuild second = jenkins.assertBuildStatus(Result.FAILURE, project.scheduleBuild2(0));
        jenkins.assertLogContains("the limit of this Jenkins for a day is ", second);
        assertThat(sandbox.count(Route.SUBMIT), is(1));
    }

    @Test
    void refusesAnAmountThatIsNone() throws Exception {
        for (String amount : new String[] {"'much'", "-1", "0", "'1e9'"}) {
            WorkflowRun run = Pipelines.run(jenkins, Result.FAILURE, Fixture.step(", maxUsd: " + amount));
            jenkins.assertLogContains("is not an amount of US dollars such as 2.50", run);
        }
        assertThat(sandbox.count(Route.SUBMIT), is(0));
    }
}
