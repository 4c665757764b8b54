package io.jenkins.plugins.wanfirstlastframe;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import hudson.FilePath;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.StringParameterDefinition;
import hudson.slaves.WorkspaceList;
import io.jenkins.plugins.wanfirstlastframe.run.GenerationService;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javaposse.jobdsl.plugin.ExecuteDslScripts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.jvnet.hudson.test.JenkinsRule;

/** The freestyle build step that runs a script. */
@Timeout(180)
class FreestyleScriptTest extends OnJenkins {

    private static final String PUPPY = "video().startImage(\"Runcomfy_Example_1259_1.png\")"
            + ".endImage(\"Runcomfy_Example_1259_2.png\").prompt(\"Puppy\")";

    private static FreeStyleProject project(WanScriptStep step, String script) throws Exception {
        FreeStyleProject project = jenkins.createFreeStyleProject();
        project.getBuildersList().add(new WanScriptBuilder(step));
        jenkins.jenkins.getWorkspaceFor(project).child("media/scenes.jsh").write(script, "UTF-8");
        return project;
    }

    private static WanScriptStep step() {
        return new WanScriptStep("media/scenes.jsh");
    }

    private static void assertNothingLeft(FreeStyleProject project) throws Exception {
        FilePath temporary = WorkspaceList.tempDir(jenkins.jenkins.getWorkspaceFor(project));
        await().until(() -> !temporary.exists() || temporary.list("**").length == 0);
    }

    private static List<String> artifacts(Run<?, ?> build) {
        return build.getArtifacts().stream()
                .map(artifact -> artifact.relativePath)
                .sorted()
                .toList();
    }

    @Test
    void runsWithTheBuildsVariablesAndArchivesWhatItMade() throws Exception {
        WanScriptStep step = step();
        step.setArgs(List.of("${NAME}", "$BUILD_NUMBER", "c d"));
        step.setMaxUsd("${MONEY}");
        FreeStyleProject project = project(step, """
                System.out.println("token " + System.getenv("RUNCOMFY_TOKEN") + " " + args() + " " + System.getenv("NAME"));
                PUPPY.save("out/" + args().get(0) + ".mp4");
                """.replace("PUPPY", PUPPY));
        project.addProperty(new ParametersDefinitionProperty(
                new StringParameterDefinition("NAME", "puppy"), new StringParameterDefinition("MONEY", "2.50")));
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(project);
        String log = JenkinsRule.getLog(build);
        assertThat(log, containsString("token **** [puppy, 1, c d] puppy"));
        assertThat(log, not(containsString(sandbox.token())));
        assertThat(artifacts(build), contains("out/puppy.mp4"));
        VideoRecord video = build.getAction(VideoAction.class).getVideos().get(0);
        assertThat(video.getPath(), is("out/puppy.mp4"));
        assertThat(video.getRequestId(), is(Pipelines.lastId(sandbox)));
        assertThat(SecretSearch.filesWith(jenkins.jenkins.getRootDir(), sandbox.token()), empty());
        assertNothingLeft(project);
    }

    @Test
    void aScriptThatFailsFailsTheBuildAndWhatItMadeBeforeIsKept() throws Exception {
        FreeStyleProject project = project(step(), PUPPY + ".save(\"x.mp4\");\n/exit 7");
        FreeStyleBuild build = jenkins.buildAndAssertStatus(Result.FAILURE, project);
        jenkins.assertLogContains("The script media/scenes.jsh ended with exit code 7: the script's own code.", build);
        jenkins.assertLogNotContains("\tat ", build);
        assertThat(artifacts(build), contains("x.mp4"));
        assertNothingLeft(project);
    }

    @Test
    void isNotBegunWhereJenkinsCanNotWriteThatDown() throws Exception {
        Path notes = jenkins.jenkins.getRootDir().toPath().resolve("wan-first-last-frame-scripts");
        FreeStyleProject project = project(step(), PUPPY + ".save(\"x.mp4\");");
        Files.deleteIfExists(notes);
        Files.createFile(notes);
        try {
            FreeStyleBuild build = jenkins.buildAndAssertStatus(Result.FAILURE, project);
            jenkins.assertLogContains("Nothing was run: the script can't be written down in Jenkins' home", build);
            jenkins.assertLogNotContains("\tat ", build);
        } finally {
            Files.delete(notes);
        }
        assertNothingLeft(project);
    }

    @Test
    void anAbortCancelsTheRequestAndEndsTheProcess() throws Exception {
        try (Sandbox slow = Fixture.sandbox().hold().start()) {
            WanFirstLastFrameConfiguration.get().setServiceUrl(slow.baseUrl());
            FreeStyleProject project = project(
                    step(),
                    "Files.writeString(Path.of(\"pid.txt\"), \"\" + ProcessHandle.current().pid());\n" + PUPPY
                            + ".save(\"x.mp4\");");
            FreeStyleBuild build = project.scheduleBuild2(0).waitForStart();
            await().atMost(Duration.ofSeconds(60)).until(() -> slow.acceptedSubmits() == 1);
            long pid = Long.parseLong(
                    jenkins.jenkins.getWorkspaceFor(project).child("pid.txt").readToString());
            build.doStop();
            jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
            assertThat(ProcessHandle.of(pid).isPresent(), is(false));
            Pipelines.assertState(slow, Pipelines.lastId(slow), "cancelled");
            assertThat(
                    GenerationService.get().records(build).stream()
                            .allMatch(record -> record.state().isOver()),
                    is(true));
            assertNothingLeft(project);
        }
    }

    @Test
    void anAbortWhileItWaitsForItsPlacesRunsNothing() throws Exception {
        WanFirstLastFrameConfiguration.get().setMaxConcurrentRequests(1);
        try (Sandbox slow = Fixture.sandbox().hold().start()) {
            WanFirstLastFrameConfiguration.get().setServiceUrl(slow.baseUrl());
            FreeStyleProject first = project(step(), PUPPY + ".save(\"x.mp4\");");
            FreeStyleBuild running = first.scheduleBuild2(0).waitForStart();
            await().atMost(Duration.ofSeconds(60)).until(() -> slow.acceptedSubmits() == 1);
            FreeStyleProject second = project(step(), "System.out.println(\"was run\");");
            FreeStyleBuild waiting = second.scheduleBuild2(0).waitForStart();
            jenkins.waitForMessage("Waiting for 4 places", waiting);
            waiting.doStop();
            jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(waiting));
            jenkins.assertLogNotContains("was run", waiting);
            running.doStop();
            jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(running));
            assertNothingLeft(second);
            jenkins.buildAndAssertSuccess(second); // the places are free again
        } finally {
            WanFirstLastFrameConfiguration.get().setMaxConcurrentRequests(10);
        }
    }

    @Test
    void theFormKeepsEverySetting() throws Exception {
        WanScriptStep full = new WanScriptStep("media/${NAME}.jsh");
        full.setArgs(List.of("one", "two words", "${THREE}"));
        full.setCredentialsId(Fixture.CREDENTIALS_ID);
        full.setJdk("${JDK}");
        full.setMaxConcurrent(2);
        full.setMaxUsd("2.5");
        full.setArchive(false);
        jenkins.assertEqualDataBoundBeans(
                full, jenkins.configRoundtrip(new WanScriptBuilder(full)).getSettings());
        WanScriptStep other = step();
        other.setJavaHome("/opt/java");
        jenkins.assertEqualDataBoundBeans(
                other, jenkins.configRoundtrip(new WanScriptBuilder(other)).getSettings());
    }

    @Test
    void jobsAreMadeByJobDsl() throws Exception {
        FreeStyleProject seed = jenkins.createFreeStyleProject();
        ExecuteDslScripts dsl = new ExecuteDslScripts();
        dsl.setScriptText("""
                job('clips-and-script') {
                    steps {
                        wanClipsBuilder {
                            settings {
                                file('media/clips.yaml')
                                credentialsId('runcomfy')
                                maxConcurrent(8)
                                failBuild('UNSTABLE')
                            }
                        }
                        wanScriptBuilder {
                            settings {
                                file('media/scenes.jsh')
                                args(['one', 'two'])
                                maxUsd('2.50')
                            }
                        }
                    }
                }
                """);
        seed.getBuildersList().add(dsl);
        jenkins.buildAndAssertSuccess(seed);
        FreeStyleProject made = jenkins.jenkins.getItemByFullName("clips-and-script", FreeStyleProject.class);
        WanClipsStep clips = new WanClipsStep("media/clips.yaml");
        clips.setCredentialsId("runcomfy");
        clips.setMaxConcurrent(8);
        clips.setFailBuild("UNSTABLE");
        jenkins.assertEqualDataBoundBeans(
                clips, made.getBuildersList().get(WanClipsBuilder.class).getSettings());
        WanScriptStep script = step();
        script.setArgs(List.of("one", "two"));
        script.setMaxUsd("2.50");
        jenkins.assertEqualDataBoundBeans(
                script, made.getBuildersList().get(WanScriptBuilder.class).getSettings());
    }
}
