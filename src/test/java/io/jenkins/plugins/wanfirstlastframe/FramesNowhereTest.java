package io.jenkins.plugins.wanfirstlastframe;

import static io.jenkins.plugins.wanfirstlastframe.TestFrames.png;
import static io.jenkins.plugins.wanfirstlastframe.TestFrames.put;
import static io.jenkins.plugins.wanfirstlastframe.TestFrames.step;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.either;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault.Type;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** Neither the bytes of frames, nor the signatures of their addresses, nor the token are kept or told, whatever happens. */
@Timeout(240)
class FramesNowhereTest {

    private static final String TOKEN = "a-token-that-stands-nowhere-else-1414213562";

    /** What a service may say of an address that it can't fetch from. */
    private static final String ECHO =
            "can't fetch https://bucket.invalid/frame.png?X-Amz-Date=20990101T000000Z&" + PublishingArchive.SIGNATURE;

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    /** What {@link FrameServer} has at the end of its addresses. */
    private static final String WEB_SIGNATURE = "X-Signature=secret";

    private final byte[] frame;
    private final String raw;

    /** What stands nowhere at any time. */
    private final List<String> secrets;

    FramesNowhereTest() throws IOException {
        frame = png(120, 80, 1);
        byte[] begin = Arrays.copyOf(frame, 30);
        byte[] middle = Arrays.copyOfRange(frame, 300, 330);
        raw = new String(middle, StandardCharsets.ISO_8859_1);
        Base64.Encoder base64 = Base64.getEncoder();
        secrets = List.of(
                TOKEN,
                PublishingArchive.SIGNATURE,
                base64.encodeToString(begin),
                base64.encodeToString(middle),
                HexFormat.of().formatHex(middle));
    }

    private void assertNowhere(File home) throws IOException {
        for (String secret : secrets) {
            assertThat(secret, SecretSearch.filesWith(home, secret), empty());
        }
        List<String> frames = SecretSearch.filesWith(home, raw);
        assertThat(
                "it is where somebody has put it",
                frames,
                everyItem(either(containsString("/archive/")).or(containsString("/workspace/"))));
    }

    private WorkflowRun build(WorkflowJob job, DumbSlave agent) throws Exception {
        put(agent.getWorkspaceFor(job).child("frame.png"), frame);
        return job.scheduleBuild2(0).waitForStart();
    }

    private static WorkflowJob job(JenkinsRule jenkins, String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }

    private void run(JenkinsRule jenkins, Result expected, WorkflowJob job, DumbSlave agent) throws Exception {
        Pipelines.end(jenkins, expected, build(job, agent));
    }

    @Test
    void inFilesPagesAndLogs() throws Throwable {
        try (Sandbox sandbox = Fixture.sandbox().token(TOKEN).start();
                FrameServer web = new FrameServer();
                SecretSearch.JavaLog log = new SecretSearch.JavaLog()) {
            sessions.then(jenkins -> {
                Fixture.configure(sandbox);
                DumbSlave agent = jenkins.createOnlineSlave();
                String onAgent = "node('" + agent.getNodeName() + "') {\n";
                String inline = onAgent + step("frame.png", ", onlyIfChanged: true, output: 'a.mp4'") + "\n}";
                String archived = onAgent + "archiveArtifacts 'frame.png'\n}\n" + step("frame.png", "");

                WorkflowJob reusing = job(jenkins, inline);
                run(jenkins, Result.SUCCESS, reusing, agent);
                run(jenkins, Result.SUCCESS, reusing, agent);
                assertThat("the second one is used again", sandbox.acceptedSubmits(), is(1));
                run(jenkins, Result.SUCCESS, job(jenkins, archived), agent); // by Jenkins' own archive
                run(
                        jenkins,
                        Result.SUCCESS,
                        job(jenkins, onAgent + step("frame.png", ", dryRun: true, resolution: '480x480 (1:1)'") + "}"),
                        agent);
                FreeStyleProject freestyle = jenkins.createFreeStyleProject();
                freestyle.setAssignedNode(agent);
                WanFirstLastFrameStep settings = Fixture.puppy();
                settings.setStartImage("frame.png");
                freestyle.getBuildersList().add(new WanFirstLastFrameBuilder(settings));
                put(agent.getWorkspaceFor(freestyle).child("frame.png"), frame);
                jenkins.buildAndAssertSuccess(freestyle);
                sandbox.inject(Fault.http(Route.SUBMIT, 422)
                        .with("message", "no image: data:image/png;base64," + base64(frame))); // says what it refuses
                jenkins.buildAndAssertStatus(Result.FAILURE, freestyle);
                sandbox.inject(Fault.of(Route.SUBMIT, Type.RESET_AFTER));
                jenkins.buildAndAssertStatus(Result.FAILURE, freestyle);

                WorkflowJob listed = job(jenkins, onAgent + "wanClips(file: 'clips.yaml', junit: 'clips.xml')\n}");
                int before = sandbox.acceptedSubmits();
                putList(listed, agent, web.url(), "one");
                run(jenkins, Result.SUCCESS, listed, agent);
                run(jenkins, Result.SUCCESS, listed, agent);
                assertThat("both are used again", sandbox.acceptedSubmits() - before, is(2));
                putList(listed, agent, web.url(), "two");
                sandbox.inject(Fault.http(Route.SUBMIT, 422).with("message", "can't fetch " + web.url()));
                run(jenkins, Result.FAILURE, listed, agent);
                putList(listed, agent, web.url(), "three");

                PublishingArchive.install("https://bucket.invalid/");
                WorkflowJob publishing = job(jenkins, archived);
                run(jenkins, Result.SUCCESS, publishing, agent);
                sandbox.inject(Fault.http(Route.SUBMIT, 422).with("message", ECHO));
                run(jenkins, Result.FAILURE, publishing, agent);
                sandbox.inject(Fault.of(Route.SUBMIT, Type.FAIL, ECHO));
                run(jenkins, Result.FAILURE, publishing, agent);
                sandbox.hold();
                for (WorkflowJob held :
                        List.of(publishing, listed, job(jenkins, onAgent + step("frame.png", "") + "}"))) {
                    WorkflowRun aborted = build(held, agent);
                    jenkins.waitForMessage("In queue", aborted);
                    assertNowhere(sessions.getHome());
                    aborted.doStop();
                    Pipelines.end(jenkins, Result.ABORTED, aborted);
                }
                assertThat(
                        "they were sent",
                        sandbox.allRequests().stream()
                                .map(request -> request.input().path("68_image").asText())
                                .toList(),
                        hasItem(containsString(PublishingArchive.SIGNATURE)));
                SecretSearch.assertNotTold(
                        jenkins,
                        Stream.concat(secrets.stream(), Stream.of(WEB_SIGNATURE, raw))
                                .toArray(String[]::new));
                assertNowhere(sessions.getHome());
            });
            assertNowhere(sessions.getHome());
            assertThat(
                    "the list alone has it",
                    SecretSearch.filesWith(sessions.getHome(), WEB_SIGNATURE),
                    everyItem(endsWith("/clips.yaml")));
            assertThat("the search finds bytes", SecretSearch.filesWith(sessions.getHome(), raw), not(empty()));
            for (String secret : secrets) {
                assertThat(log.text(), not(containsString(secret)));
            }
            assertThat(log.text(), not(containsString(WEB_SIGNATURE)));
            assertThat(log.text(), not(containsString(raw)));
        }
    }

    private static String base64(byte[] content) {
        return Base64.getEncoder().encodeToString(content);
    }

    /** Two clips in a list of the workspace. */
    private static void putList(WorkflowJob job, DumbSlave agent, String end, String prompt) throws Exception {
        String list = "defaults:\n  startImage: frame.png\n  endImage: " + end + "\nclips:\n  - name: one\n    prompt: "
                + prompt + "\n  - name: two\n    prompt: another\n";
        put(agent.getWorkspaceFor(job).child("clips.yaml"), list.getBytes(StandardCharsets.UTF_8));
    }
}
