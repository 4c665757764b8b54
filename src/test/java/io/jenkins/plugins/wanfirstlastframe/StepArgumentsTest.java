package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import hudson.model.Result;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An argument that the step doesn't know ends it before anything is submitted. */
@Timeout(120)
class StepArgumentsTest extends OnJenkins {

    private static final String IMAGES =
            "startImage: 'Runcomfy_Example_1259_1.png', endImage: 'Runcomfy_Example_1259_2.png'";

    @ParameterizedTest
    @CsvSource({
        "promt, prompt",
        "startimage, startImage",
        "number_of_frames, numberOfFrames",
        "timeOutMinutes, timeoutMinutes",
        "credentialId, credentialsId"
    })
    void isToldWithTheNearestName(String wrong, String nearest) throws Exception {
        WorkflowRun run = Pipelines.run(
                jenkins, Result.FAILURE, "wanFirstLastFrame(" + IMAGES + ", prompt: 'x', " + wrong + ": 'x')");
        jenkins.assertLogContains(
                "ERROR: Nothing was submitted: There is no parameter \"" + wrong + "\"; did you mean \"" + nearest
                        + "\"?",
                run);
        assertThat(sandbox.count(Route.SUBMIT), is(0));
    }

    @Test
    void isToldTogetherWithAllOtherProblems() throws Exception {
        WorkflowRun run = Pipelines.run(
                jenkins,
                Result.FAILURE,
                "wanFirstLastFrame(startImage: '../nonsense', promt: 'x', steps: 100000, output: '../x.mp4',"
                        + " requestIdd: 'x', timeoutMinutes: 0)");
        String log = Pipelines.log(run);
        String error = log.lines()
                .filter(line -> line.startsWith("ERROR: Nothing was submitted: "))
                .findFirst()
                .orElseThrow(() -> new AssertionError(log));
        for (String problem : new String[] {
            "did you mean \"prompt\"?",
            "did you mean \"requestId\"?",
            "Output must be",
            "Start image",
            "End image",
            "Prompt",
            "Steps",
            "time-out"
        }) {
            assertThat(
                    error.toLowerCase(java.util.Locale.ROOT),
                    containsString(problem.toLowerCase(java.util.Locale.ROOT)));
        }
        assertThat(sandbox.count(Route.SUBMIT), is(0));
    }

    @Test
    void isToldInDeclarativePipelines() throws Exception {
        WorkflowRun run = Pipelines.start(
                jenkins,
                "pipeline { agent none; stages { stage('Video') { steps { wanFirstLastFrame(" + IMAGES
                        + ", promt: 'x') } } } }");
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run)); // Declarative's own check
        jenkins.assertLogContains("Invalid parameter \"promt\", did you mean \"prompt\"?", run);
        assertThat(sandbox.count(Route.SUBMIT), is(0));
    }

    @Test
    void isToldWhereArgumentsAreOfTheWrongKind() throws Exception {
        WorkflowRun run = Pipelines.run(
                jenkins,
                Result.FAILURE,
                "wanFirstLastFrame(" + IMAGES + ", promt: 'x', archive: 'perhaps', seed: [1])");
        jenkins.assertLogContains("did you mean \"prompt\"?", run);
        assertThat(sandbox.count(Route.SUBMIT), is(0));
    }
}
