package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Items;
import hudson.model.Result;
import hudson.model.TopLevelItem;
import hudson.util.FormValidation;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.logging.Level;
import java.util.stream.Stream;
import jenkins.model.ModifiableTopLevelItemGroup;
import net.sf.json.JSONObject;
import org.htmlunit.html.HtmlForm;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.LogRecorder;

/** The jobs of a folder spend no more in a day than the folder allows. */
@Timeout(240)
class FolderSpendingLimitTest extends OnJenkins {

    private Folder media;

    @BeforeEach
    void begin() throws Exception {
        sandbox.setPrices(Sandbox.Prices.of("0.25"));
        media = jenkins.jenkins.createProject(
                Folder.class, "media-" + UUID.randomUUID().toString().substring(0, 8));
    }

    private static WorkflowRun run(ItemGroup<?> in, Result expected, String script) throws Exception {
        WorkflowJob job = (WorkflowJob) ((ModifiableTopLevelItemGroup) in)
                .createProject(
                        jenkins.jenkins.getDescriptorByType(WorkflowJob.DescriptorImpl.class),
                        "job-" + UUID.randomUUID(),
                        true);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return Pipelines.end(jenkins, expected, job.scheduleBuild2(0).waitForStart());
    }

    private static void limit(Folder folder, String usd) throws Exception {
        folder.addProperty(new FolderSpendingLimit(usd));
    }

    @Test
    void allJobsOfTheFolderShareTheLimit() throws Exception {
        limit(media, "0.50");
        Folder inner = media.createProject(Folder.class, "inner");
        run(media, Result.SUCCESS, Fixture.step(""));
        run(inner, Result.SUCCESS, Fixture.step(""));
        for (Folder folder : new Folder[] {media, inner}) {
            jenkins.assertLogContains(
                    "ERROR: Nothing was submitted: the limit of folder " + media.getFullName()
                            + " for a day is 0.50 USD; 0.50 USD of that are spent or set aside for requests under way,"
                            + " and this one costs 0.25 USD. It is not billed.",
                    run(folder, Result.FAILURE, Fixture.step("")));
        }
        assertThat(sandbox.count(Route.SUBMIT), is(2));
    }

    @Test
    void jobsElsewhereAreFree() throws Exception {
        limit(media, "0.25");
        Folder likeNamed = jenkins.jenkins.createProject(Folder.class, media.getName() + "2");
        run(likeNamed, Result.SUCCESS, Fixture.step(""));
        run(jenkins.jenkins, Result.SUCCESS, Fixture.step(""));
        run(media, Result.SUCCESS, Fixture.step(""));
        assertThat(sandbox.count(Route.SUBMIT), is(3));
    }

    @Test
    void theLimitsOfAllFoldersAroundAJobHold() throws Exception {
        Folder inner = media.createProject(Folder.class, "inner");
        limit(media, "0.50");
        limit(inner, "0.25");
        run(inner, Result.SUCCESS, Fixture.step(""));
        jenkins.assertLogContains(
                "the limit of folder " + inner.getFullName() + " for a day is 0.25 USD",
                run(inner, Result.FAILURE, Fixture.step("")));
        run(media, Result.SUCCESS, Fixture.step(""));
        jenkins.assertLogContains(
                "the limit of folder " + media.getFullName() + " for a day is 0.50 USD",
                run(media, Result.FAILURE, Fixture.step("")));
    }

    @Test
    void parallelStepsNeverSpendMoreThanTheFolderMay() throws Exception {
        limit(media, "1.10");
        run(
                media,
                Result.SUCCESS,
                "def steps = [:]\nfor (int i = 0; i < 30; i++) { int n = i\n steps[\"c$n\"] = { try { "
                        + Fixture.step(", seed: n") + " } catch (e) { echo e.message } } }\nparallel steps");
        assertThat(sandbox.acceptedSubmits(), is(4));
    }

    @Test
    void theLimitHoldsForFreestyleToo() throws Exception {
        limit(media, "0.2");
        FreeStyleProject project = media.createProject(FreeStyleProject.class, "clips");
        project.getBuildersList().add(new WanFirstLastFrameBuilder(Fixture.puppy()));
        jenkins.assertLogContains(
                "the limit of folder " + media.getFullName() + " for a day is 0.2 USD",
                jenkins.buildAndAssertStatus(Result.FAILURE, project));
        assertThat(sandbox.count(Route.SUBMIT), is(0));
    }

    private HtmlForm form() throws Exception {
        return jenkins.createWebClient()
                .getPage((TopLevelItem) media, "configure")
                .getFormByName("config");
    }

    private FolderSpendingLimit kept() {
        return media.getProperties().get(FolderSpendingLimit.class);
    }

    @Test
    void theFoldersFormKeepsAnAmountAndNothingElse() throws Exception {
        HtmlForm form = form();
        jenkins.submit(form);
        assertThat(kept(), nullValue());
        form = form();
        form.getInputByName("_.maxUsdPerDay").setValue(" 2.50 ");
        jenkins.submit(form);
        assertThat(kept(), notNullValue());
        assertThat(kept().getMaxUsdPerDay(), is("2.50"));
        jenkins.submit(form());
        assertThat(kept().getMaxUsdPerDay(), is("2.50"));
        HtmlForm wrong = form();
        wrong.getInputByName("_.maxUsdPerDay").setValue("much");
        assertThrows(Exception.class, () -> jenkins.submit(wrong));
        assertThat(kept().getMaxUsdPerDay(), is("2.50"));
        form = form();
        form.getInputByName("_.maxUsdPerDay").setValue("");
        jenkins.submit(form);
        assertThat(kept(), nullValue());
    }

    @Test
    void theLimitSurvivesAReload() throws Exception {
        limit(media, "2.50");
        media.doReload();
        media = (Folder) jenkins.jenkins.getItemByFullName(media.getFullName(), Item.class);
        assertThat(kept().getMaxUsdPerDay(), is("2.50"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "-1", "0", "1e9"})
    void aLimitThatWasEditedByHandToNonsenseIsToldAtOnceAndRefusesEverything(String amount) throws Exception {
        limit(media, "2.50");
        Path file = media.getConfigFile().getFile().toPath();
        Files.writeString(file, Files.readString(file).replace("2.50", amount));
        String why = "the limit of folder " + media.getFullName() + " for a day can't be read: \"" + amount
                + "\" is not an amount of US dollars such as 2.50.";
        try (LogRecorder log = new LogRecorder()
                .record(FolderSpendingLimit.class, Level.WARNING)
                .capture(10)) {
            media.doReload();
            assertThat(log.getMessages(), hasItem("No video is made until this is corrected: " + why));
        }
        media = (Folder) jenkins.jenkins.getItemByFullName(media.getFullName(), Item.class);
        jenkins.assertLogContains(
                "ERROR: Nothing was submitted: " + why
                        + " It is not billed. Until an administrator corrects it, nothing may be spent.",
                run(media, Result.FAILURE, Fixture.step("")));
        assertThat(sandbox.count(Route.SUBMIT), is(0));
    }

    @Test
    void whatWasSpentGoesWithAJobOrFolderThatIsRenamedOrMoved() throws Exception {
        limit(media, "0.50");
        WorkflowRun run = run(jenkins.jenkins, Result.SUCCESS, Fixture.step(""));
        WorkflowJob moved = Items.move(run.getParent(), media);
        moved.renameTo("renamed");
        media.renameTo(media.getName() + "-renamed");
        run(media, Result.SUCCESS, Fixture.step(""));
        jenkins.assertLogContains("0.50 USD of that are spent", run(media, Result.FAILURE, Fixture.step("")));
        assertThat(sandbox.count(Route.SUBMIT), is(2));
        JSONObject page = JSONObject.fromObject(jenkins.createWebClient()
                .goTo(moved.getUrl() + "wan-videos/api/json", "application/json")
                .getWebResponse()
                .getContentAsString());
        assertThat(page.getJSONArray("days").getJSONObject(29).getString("costUsd"), is("0.25"));
        Path spent = jenkins.jenkins.getRootDir().toPath().resolve("wan-first-last-frame-spending");
        try (Stream<Path> files = Files.list(spent)) {
            assertThat(
                    "it is written down for the next start",
                    Files.readString(files.findFirst().orElseThrow()),
                    containsString("\"" + moved.getFullName() + "\""));
        }
    }

    @Test
    void theFormSaysWhatIsNoAmount() {
        FolderSpendingLimit.DescriptorImpl descriptor =
                jenkins.jenkins.getDescriptorByType(FolderSpendingLimit.DescriptorImpl.class);
        FormValidation wrong = descriptor.doCheckMaxUsdPerDay(media, "much");
        assertThat(wrong.kind, is(FormValidation.Kind.ERROR));
        assertThat(wrong.getMessage(), containsString("is not an amount of US dollars such as 2.50"));
        assertThat(descriptor.doCheckMaxUsdPerDay(media, "2.50").kind, is(FormValidation.Kind.OK));
        assertThat(descriptor.doCheckMaxUsdPerDay(media, "").kind, is(FormValidation.Kind.OK));
        assertThrows(IllegalArgumentException.class, () -> new FolderSpendingLimit("-1"));
    }
}
