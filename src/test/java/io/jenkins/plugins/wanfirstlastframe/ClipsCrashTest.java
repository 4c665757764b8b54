package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import hudson.model.Result;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** A list of many clips goes on after the controller was killed, and no clip is paid for twice. */
@Timeout(420)
class ClipsCrashTest {

    private static final int CLIPS = 200;
    private static final int MAX_CONCURRENT = 20;
    private static final String JOB = "clips";

    @RegisterExtension
    private final RealJenkinsExtension jenkins = new RealJenkinsExtension();

    private Sandbox sandbox;
    private final Set<String> finished = new HashSet<>();

    @BeforeEach
    void startSandbox() throws Exception {
        sandbox = Fixture.sandbox().hold().start();
    }

    @AfterEach
    void stopSandbox() {
        sandbox.close();
    }

    private static void configure(JenkinsRule rule, String url, String token) throws Exception {
        Fixture.configure(url, token);
        rule.createProject(WorkflowJob.class, JOB);
    }

    private static void start(JenkinsRule rule, int edited) throws Exception {
        WorkflowJob job = rule.jenkins.getItemByFullName(JOB, WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(
                ClipLists.pipeline(
                        ClipLists.of(CLIPS, edited, " at night"),
                        "def clips = wanClips(file: 'clips.yaml', maxConcurrent: " + MAX_CONCURRENT + ")\n"
                                + "echo \"made: ${clips.count { it.state == 'made' }} of ${clips.size()}\""),
                true));
        job.scheduleBuild2(0).waitForStart();
    }

    private static void succeeds(JenkinsRule rule, String said) throws Exception {
        WorkflowRun run = rule.jenkins.getItemByFullName(JOB, WorkflowJob.class).getLastBuild();
        rule.assertBuildStatus(Result.SUCCESS, rule.waitForCompletion(run));
        rule.assertLogContains(said, run);
        assertThat(run.getArtifacts().size(), is(CLIPS));
        assertThat(run.getAction(VideoAction.class).getVideos().size(), is(CLIPS));
        Path state = run.getRootDir().toPath().resolve("wan-first-last-frame/clips");
        try (Stream<Path> files = Files.list(state)) {
            List<Path> all = files.toList();
            assertThat("one list, one journal", all.size(), is(2));
            for (Path file : all) {
                assertThat(Files.size(file), lessThan(600_000L));
            }
        }
    }

    /** Lets so many requests be done in all, in the order in which they come. */
    private void finish(int count) {
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> {
            for (Sandbox.View request : sandbox.allRequests()) {
                if (finished.size() < count && finished.add(request.id())) {
                    sandbox.finishRequest(request.id());
                }
            }
            return finished.size() == count;
        });
    }

    /** Kills Jenkins while so many requests are under way, and none is just being submitted: nobody could know of that one. */
    private void kill(int underWay) throws Throwable {
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> {
            List<String> open = sandbox.allRequests().stream()
                    .map(Sandbox.View::id)
                    .filter(id -> !finished.contains(id))
                    .toList();
            return open.size() == underWay
                    && open.stream()
                            .allMatch(id -> sandbox.requests(Route.STATUS).stream()
                                    .anyMatch(request -> request.target().contains(id)));
        });
        jenkins.stopJenkinsForcibly();
        jenkins.startJenkins();
    }

    @Test
    void twoHundredClipsAndOneEditArePaidForOnceEach() throws Throwable {
        String url = sandbox.baseUrl();
        String token = sandbox.token();
        jenkins.startJenkins();
        jenkins.runRemotely(rule -> {
            configure(rule, url, token);
            start(rule, -1);
        });
        finish(40);
        kill(MAX_CONCURRENT);
        finish(120);
        kill(MAX_CONCURRENT);
        finish(CLIPS);
        jenkins.runRemotely(rule -> {
            succeeds(rule, "made: " + CLIPS + " of " + CLIPS);
            start(rule, 77);
        });
        kill(1);
        finish(CLIPS + 1);
        jenkins.runRemotely(rule -> {
            succeeds(rule, "made: 1 of " + CLIPS);
        });
        assertThat(sandbox.acceptedSubmits(), is(CLIPS + 1));
        assertThat(sandbox.count(Route.SUBMIT), is(CLIPS + 1));
    }
}
