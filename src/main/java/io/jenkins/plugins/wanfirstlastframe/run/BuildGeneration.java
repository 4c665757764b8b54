package io.jenkins.plugins.wanfirstlastframe.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.WanFirstLastFrameConfiguration;
import io.jenkins.plugins.wanfirstlastframe.client.ModelInfo;
import io.jenkins.plugins.wanfirstlastframe.client.RunComfyClient;
import io.jenkins.plugins.wanfirstlastframe.client.TokenSource.TokenException;
import io.jenkins.plugins.wanfirstlastframe.credentials.CredentialsTokenSource;
import io.jenkins.plugins.wanfirstlastframe.delivery.BuildPictures;
import io.jenkins.plugins.wanfirstlastframe.delivery.EarlierVideoDelivery;
import io.jenkins.plugins.wanfirstlastframe.delivery.FrameFiles;
import io.jenkins.plugins.wanfirstlastframe.delivery.HttpClients;
import io.jenkins.plugins.wanfirstlastframe.delivery.OutputCheck;
import io.jenkins.plugins.wanfirstlastframe.delivery.VideoDelivery;
import io.jenkins.plugins.wanfirstlastframe.delivery.Workspace;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery;
import io.jenkins.plugins.wanfirstlastframe.generation.Fate;
import io.jenkins.plugins.wanfirstlastframe.generation.Generation;
import io.jenkins.plugins.wanfirstlastframe.generation.Outcome;
import io.jenkins.plugins.wanfirstlastframe.generation.PollPlan;
import io.jenkins.plugins.wanfirstlastframe.generation.Progress;
import io.jenkins.plugins.wanfirstlastframe.generation.RunningGeneration;
import java.time.Duration;
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

    /** A catalogue that doesn't answer soon holds no build up. */
    private static final Duration PRICE_PATIENCE = Duration.ofSeconds(5);

    private final GenerationService service;
    private final Run<?, ?> run;
    private final BuildConsole console;
    private final ConsoleListener listener;
    private final Claim claim;
    private final CredentialsTokenSource tokens;
    private final SubmitCheck money;
    private final FrameFiles frames;

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
            BuildConsole console,
            Claim claim,
            @CheckForNull Workspace workspace) {
        this.service = service;
        this.run = run;
        this.console = console;
        this.claim = claim;
        this.listener = new ConsoleListener(run, console, claim);
        this.workspace = workspace;
        ResolvedSettings settings = claim.record().settings();
        this.frames = new FrameFiles(
                artifacts(), console::say, service.framesInMemory(), workspace, new BuildPictures(run, claim.id()));
        this.money = new SubmitCheck(run, claim, service.spending(), this::model);
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
            boolean isFree = claim.record().state().origin().isFree();
            if (!isFree) {
                tokens.lookUp();
                tellPrice();
            }
            if (isFree || claim.record().fate() == Fate.NOT_SUBMITTED) {
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

    private Optional<ModelInfo> model() {
        RunComfyClient client = client(PRICE_PATIENCE);
        return service.prices().known(client).or(() -> service.prices().current(client));
    }

    /** Tells what the video costs, where the catalogue says that. */
    private void tellPrice() {
        if (claim.record().fate() == Fate.NOT_SUBMITTED) {
            service.prices()
                    .current(client(PRICE_PATIENCE))
                    .flatMap(ModelInfo::price)
                    .ifPresent(price -> console.sayOnce(new Progress.PriceKnown(price).text()));
        }
    }

    private RunComfyClient client(Duration callTimeout) {
        return new RunComfyClient(
                claim.record().settings().service(),
                tokens,
                service.http(),
                HttpClients.userAgent(),
                service.clock(),
                callTimeout);
    }

    /** Finds the token of a request that goes on in any case: where there is none, its next call tells. */
    void findTokenAhead() {
        try {
            tokens.lookUp();
        } catch (TokenException | RuntimeException | LinkageError e) { // of the credentials provider, another plugin
            LOGGER.log(Level.FINE, e, () -> "No token yet for a request of " + run);
        }
    }

    /** The request's life from where its record says that it stands. */
    Generation generation() {
        ResolvedSettings settings = claim.record().settings();
        WanFirstLastFrameConfiguration configuration = WanFirstLastFrameConfiguration.get();
        RunComfyClient client = client(RunComfyClient.CALL_TIMEOUT);
        PollPlan plan = new PollPlan(
                settings.service(),
                Duration.ofSeconds(configuration.getPollIntervalSeconds()),
                Duration.ofSeconds(configuration.getMaxPollIntervalSeconds()),
                service.durations(),
                RandomGenerator.getDefault());
        return new Generation(
                claim.record().state(),
                client,
                new FramesThenMoney(frames, money),
                delivery(configuration.isProxyPasswordForAgents()),
                listener,
                plan,
                service.clock());
    }

    private FrameFiles.Source artifacts() {
        ResolvedSettings settings = claim.record().settings();
        return new FrameFiles.Source(run, service.artifactFrames(), settings.artifacts(), settings.publishFrames());
    }

    private Delivery delivery(boolean proxyPassword) {
        RequestRecord record = claim.record();
        VideoDelivery.Order order = new VideoDelivery.Order(
                claim.id(),
                record.output(),
                record.settings().archive(),
                record.settings().downloadRules(),
                claim::reserved,
                proxyPassword,
                artifacts());
        VideoDelivery made = new VideoDelivery(
                run, console::say, console.listener(), service.http(), service.clock(), order, workspace);
        return record.earlier()
                .<Delivery>map(earlier -> new DeliveryByOrigin(
                        new EarlierVideoDelivery(run, earlier, console.listener(), order, workspace), made))
                .orElse(made);
    }

    /** Tells what happens from now on to another console. */
    void redirect(BuildConsole other) {
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
            frames.release();
            if (outcome != null && !(outcome instanceof Outcome.Detached)) {
                money.settle(outcome.state());
            }
            claim.release();
            end.accept(outcome, defect);
        });
        if (claim.isBuildOver()) { // the build's end may have come before the engine knew of the request
            running.abort("The build has ended");
        }
        return running;
    }
}
