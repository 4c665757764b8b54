package io.jenkins.plugins.wanfirstlastframe.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.wanfirstlastframe.WanFirstLastFrameConfiguration;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.client.RunComfyClient;
import io.jenkins.plugins.wanfirstlastframe.client.TokenSource.TokenException;
import io.jenkins.plugins.wanfirstlastframe.credentials.CredentialsTokenSource;
import io.jenkins.plugins.wanfirstlastframe.delivery.HttpClients;
import io.jenkins.plugins.wanfirstlastframe.delivery.OutputCheck;
import io.jenkins.plugins.wanfirstlastframe.delivery.VideoDelivery;
import io.jenkins.plugins.wanfirstlastframe.delivery.Workspace;
import io.jenkins.plugins.wanfirstlastframe.generation.DeliveredVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.Generation;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Outcome;
import io.jenkins.plugins.wanfirstlastframe.generation.PollPlan;
import io.jenkins.plugins.wanfirstlastframe.generation.RunningGeneration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;

/**
 * Puts one request's life together for a build: its record, credential, console, workspace and artifacts. What the
 * Pipeline step and the freestyle build step have in common.
 */
public final class BuildGeneration {

    private static final Logger LOGGER = Logger.getLogger(BuildGeneration.class.getName());

    private final GenerationService service;
    private final Run<?, ?> run;
    private final TaskListener console;
    private final ConsoleListener listener;
    private final RequestLedger.Claim claim;
    private final CredentialsTokenSource tokens;

    @CheckForNull
    private final Workspace workspace;

    /**
     * The life of a request whose record is claimed.
     *
     * @param workspace null for a build without one
     */
    BuildGeneration(
            GenerationService service,
            Run<?, ?> run,
            TaskListener console,
            RequestLedger.Claim claim,
            @CheckForNull Workspace workspace) {
        this.service = service;
        this.run = run;
        this.console = console;
        this.claim = claim;
        this.listener = new ConsoleListener(run, console, claim);
        this.workspace = workspace;
        ResolvedSettings settings = claim.record().settings();
        this.tokens = CredentialsTokenSource.of(run, settings.credentialsId(), settings.service(), service.lookUps());
    }

    /**
     * Looks for what would be found out too late: a missing token, and a name that can't be written where the video goes.
     * Gives the record back where there is such a thing. May take as long as the credentials provider and the agent do.
     *
     * @throws TokenException if there is no token
     * @throws AbortException if the video could not be written
     */
    void check() throws TokenException, AbortException, InterruptedException {
        try {
            tokens.lookUp();
            if (claim.record().fate() == Fate.NOT_SUBMITTED) {
                Optional<String> problem =
                        OutputCheck.problem(run, claim.record().output(), workspace);
                if (problem.isPresent()) {
                    throw new AbortException("Nothing was submitted: " + problem.get());
                }
            }
        } catch (TokenException
                | AbortException
                | InterruptedException
                | RuntimeException
                | Error e) { // an Error too: the provider is another plugin
            claim.withdraw();
            throw e;
        }
    }

    /** Finds the token of a request that goes on in any case: where there is none, its next call tells. */
    void findTokenAhead() {
        try {
            tokens.lookUp();
        } catch (TokenException | RuntimeException | LinkageError e) { // of the credentials provider, another plugin
            LOGGER.log(Level.FINE, e, () -> "No token yet for a request of " + run);
        }
    }

    /**
     * Checks as {@link #check} does and hands the request to the engine, for a build that waits on its own thread.
     *
     * @throws TokenException if there is no token
     * @throws AbortException if the video could not be written
     */
    RunningGeneration begin() throws TokenException, AbortException, InterruptedException {
        check();
        try {
            claim.save(claim.record().state());
        } catch (RuntimeException e) {
            claim.withdraw();
            throw e;
        }
        return start(generation(), (outcome, defect) -> {});
    }

    /** The request's life from where its record says that it stands. */
    Generation generation() {
        ResolvedSettings settings = claim.record().settings();
        WanFirstLastFrameConfiguration configuration = WanFirstLastFrameConfiguration.get();
        RunComfyClient client = new RunComfyClient(
                settings.service(), tokens, service.http(), HttpClients.userAgent(), service.clock());
        PollPlan plan = new PollPlan(
                settings.service(),
                Duration.ofSeconds(configuration.getPollIntervalSeconds()),
                Duration.ofSeconds(configuration.getMaxPollIntervalSeconds()),
                service.durations(),
                RandomGenerator.getDefault());
        VideoDelivery delivery = new VideoDelivery(
                run,
                line -> ConsoleListener.say(console, line),
                console,
                service.http(),
                service.clock(),
                new VideoDelivery.Order(
                        claim.id(),
                        claim.record().output(),
                        settings.archive(),
                        settings.downloadRules(),
                        claim::reserved,
                        configuration.isProxyPasswordForAgents()),
                workspace);
        return new Generation(claim.record().state(), client, delivery, listener, plan, service.clock());
    }

    /** Tells what happens from now on to another console. */
    void redirect(TaskListener other) {
        listener.redirect(other);
    }

    /**
     * Hands the request to the engine.
     *
     * @param end told how the request's life on this side ended, after its record was given back: a step that is run
     *     again because of it finds the record free
     */
    RunningGeneration start(Generation generation, BiConsumer<Outcome, Throwable> end) {
        RunningGeneration running = service.start(claim.id(), generation);
        running.outcome().whenComplete((outcome, defect) -> {
            claim.release();
            end.accept(outcome, defect);
        });
        if (claim.isBuildOver()) { // the build's end may have come before the engine knew of the request
            running.abort("The build has ended");
        }
        return running;
    }

    /** What the Pipeline step returns. */
    Map<String, Object> result(Outcome.Finished finished) {
        GenerationState state = finished.state();
        DeliveredVideo video = finished.video();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("video", video.location());
        result.put(
                "videos",
                new ArrayList<>(
                        finished.videos().stream().map(DeliveredVideo::location).toList()));
        result.put("url", video.url());
        result.put("requestId", state.requestId().map(RequestId::value).orElse(null));
        result.put("seed", given(state, Parameter.SEED).orElse(null));
        result.put("queuedSeconds", state.queued().map(BuildGeneration::seconds).orElse(null));
        result.put("runSeconds", state.ran().map(BuildGeneration::seconds).orElse(null));
        result.put("bytes", video.bytes());
        result.put("sha256", video.sha256());
        result.put("archived", claim.record().settings().archive());
        return result;
    }

    private static Optional<Object> given(GenerationState state, Parameter parameter) {
        return state.input().flatMap((GenerationInput input) -> input.given(parameter));
    }

    private static Double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
