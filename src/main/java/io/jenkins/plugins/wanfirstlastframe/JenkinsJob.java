package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.client.RunComfyClient;
import io.jenkins.plugins.wanfirstlastframe.generation.Generation;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Outcome;
import io.jenkins.plugins.wanfirstlastframe.generation.PollPlan;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Puts a job's life together for one build: its credential, console, workspace and artifacts. What the Pipeline step and
 * the freestyle build step have in common.
 */
final class JenkinsJob {

    private final Run<?, ?> run;
    private final TaskListener console;
    private final JobSettings settings;

    @CheckForNull
    private final Workspace workspace;

    /**
     * A job of a build.
     *
     * @param workspace null for a build without one
     */
    JenkinsJob(Run<?, ?> run, TaskListener console, JobSettings settings, @CheckForNull Workspace workspace) {
        this.run = run;
        this.console = console;
        this.settings = settings;
        this.workspace = workspace;
    }

    /**
     * The job's life from a state on.
     *
     * @param keeper keeps each state before the job goes on
     */
    Generation generation(GenerationState state, Consumer<GenerationState> keeper) {
        WanFirstLastFrameConfiguration configuration = WanFirstLastFrameConfiguration.get();
        RunComfyClient client = new RunComfyClient(
                settings.service(),
                new CredentialsTokenSource(run, settings.credentialsId(), settings.service()),
                HttpClients.forController(),
                HttpClients.userAgent(),
                Clock.systemUTC());
        PollPlan plan = new PollPlan(
                Duration.ofSeconds(configuration.getPollIntervalSeconds()),
                Duration.ofSeconds(configuration.getLongestPollIntervalSeconds()),
                WanEngine.history(),
                RandomGenerator.getDefault());
        return new Generation(
                state,
                client,
                new ArtifactDelivery(run, console, settings, workspace),
                new ConsoleListener(console, keeper),
                plan,
                Clock.systemUTC());
    }

    /** What the Pipeline step returns. */
    Map<String, Object> result(Outcome.Finished finished) {
        GenerationState state = finished.state();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("video", finished.video().location());
        result.put("url", finished.video().url());
        result.put("requestId", state.requestId().map(RequestId::value).orElse(null));
        result.put("seed", state.input().map(GenerationInput::seed).orElse(null));
        result.put("queuedSeconds", state.queued().map(JenkinsJob::seconds).orElse(null));
        result.put("runSeconds", state.ran().map(JenkinsJob::seconds).orElse(null));
        result.put("bytes", finished.video().bytes());
        result.put("sha256", finished.video().sha256());
        result.put("archived", settings.archive());
        return result;
    }

    private static Double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
