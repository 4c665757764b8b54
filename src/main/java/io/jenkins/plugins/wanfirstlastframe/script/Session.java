package io.jenkins.plugins.wanfirstlastframe.script;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.FrameProbe;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.ModelInfo;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.client.RunComfyClient;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceException;
import io.jenkins.plugins.wanfirstlastframe.client.TokenSource.TokenException;
import io.jenkins.plugins.wanfirstlastframe.generation.AtomicFiles;
import io.jenkins.plugins.wanfirstlastframe.generation.DeliveredVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery;
import io.jenkins.plugins.wanfirstlastframe.generation.DownloadRules;
import io.jenkins.plugins.wanfirstlastframe.generation.DurationHistory;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.generation.FileDelivery;
import io.jenkins.plugins.wanfirstlastframe.generation.Generation;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationEngine;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationListener;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Outcome;
import io.jenkins.plugins.wanfirstlastframe.generation.OutputReuse;
import io.jenkins.plugins.wanfirstlastframe.generation.Patience;
import io.jenkins.plugins.wanfirstlastframe.generation.Phase;
import io.jenkins.plugins.wanfirstlastframe.generation.PollPlan;
import io.jenkins.plugins.wanfirstlastframe.generation.Preparation;
import io.jenkins.plugins.wanfirstlastframe.generation.Progress;
import io.jenkins.plugins.wanfirstlastframe.generation.RunningGeneration;
import io.jenkins.plugins.wanfirstlastframe.generation.SteadyClock;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import okhttp3.OkHttpClient;

/**
 * All that the requests of one process share, wired once for the DSL and the command line: connections, the engine, and what
 * is known of earlier requests. At most a handful of threads, however many requests there are.
 */
public final class Session implements AutoCloseable {

    private static final int CALL_THREADS = 4;
    private static final int DELIVERY_THREADS = 3;
    private static final Clock CLOCK = new SteadyClock();

    /** A file that takes no line for so long takes none at all. */
    private static final Duration NOTES_PATIENCE = Duration.ofSeconds(10);

    /** A catalogue that doesn't answer soon holds no request up. */
    private static final Duration PRICE_PATIENCE = Duration.ofSeconds(5);

    private static final Logger LOGGER = Logger.getLogger(Session.class.getName());

    private final Settings settings;
    private final String userAgent;
    private final OkHttpClient http;
    private final GenerationEngine engine;
    private final Budget budget;
    private final ScriptResults results;
    private final DurationsFile durations;
    private final DurationHistory history;
    private final OutputReuse reuse;
    private final AtomicBoolean priceTold = new AtomicBoolean();

    /** What the catalogue says of the model; null before it has answered. */
    @CheckForNull
    private volatile ModelInfo model;

    /** The requests whose ends are not noted yet, each with its outcome from then on; guarded by this. */
    private final Map<RunningGeneration, CompletableFuture<Outcome>> running = new LinkedHashMap<>();

    @CheckForNull
    private String aborted;

    /**
     * Opens the connections' pools and reads what is known of earlier requests; nothing is sent.
     *
     * @param userAgent names the program to the service
     */
    public Session(Settings settings, String userAgent) {
        this(settings, userAgent, ScriptResults.NONE);
    }

    /** @param results keeps what becomes of the requests whose videos are saved */
    Session(Settings settings, String userAgent, ScriptResults results) {
        this.results = results;
        this.engine = new GenerationEngine(
                new GenerationEngine.Limits(CALL_THREADS, DELIVERY_THREADS, DELIVERY_THREADS), settings::maxConcurrent);
        this.budget = new Budget(settings.maxUsd(), this::priceOf);
        this.settings = settings;
        this.userAgent = userAgent;
        this.http = settings.proxies().applyTo(new OkHttpClient.Builder()).build();
        this.durations = new DurationsFile(settings.durations());
        this.history = durations.load();
        this.reuse = new OutputReuse(new FrameProbe(http), settings.service(), CLOCK);
    }

    /** What this session was made with. */
    public Settings settings() {
        return settings;
    }

    /** A client for one request or one look-up. */
    public RunComfyClient client() {
        return client(RunComfyClient.CALL_TIMEOUT);
    }

    private RunComfyClient client(Duration callTimeout) {
        return new RunComfyClient(settings.service(), settings.tokens(), http, userAgent, CLOCK, callTimeout);
    }

    /** A new request's or an attached one's first state is made with this time. */
    public Clock clock() {
        return CLOCK;
    }

    /**
     * Makes sure that a request's video can be saved there, before it is paid for. One that the service has is paid for.
     *
     * @throws WanException if it can't, or the video can't come about in that way
     */
    public static void checkTarget(GenerationState state, Path file, Making how) {
        if (state.phase() != Phase.NEW) {
            if (how.dryRun() || how.onlyIfChanged()) {
                throw WanException.invalid("a request that is followed was submitted before, so it can't be a dry run,"
                        + " nor one for changes only");
            }
            return;
        }
        String name = PlainText.oneLine(file.toString(), 160);
        if (how.dryRun() && OutputReuse.isMadeVideo(file)) {
            throw WanException.invalid(
                    name + " is a video that was made before, which a dry run doesn't replace; name another file");
        }
        try {
            AtomicFiles.check(file);
        } catch (IOException e) {
            throw WanException.invalid("the video can't be written to " + name + " (" + AtomicFiles.reason(e) + ")");
        }
    }

    /**
     * Has a video made in one way or another, or finds that it is there. May wait for the web servers of frames and for the
     * service's catalogue, some seconds each.
     *
     * @param wanted a first state: a new request, or one that the service has
     * @param target the video's file; its folder is made where it is missing
     * @throws WanException if the process is about to end
     */
    public RunningGeneration start(
            GenerationState wanted, Path target, Making how, Duration pollInterval, GenerationListener listener) {
        if (wanted.phase() != Phase.NEW) {
            return start(wanted, target, pollInterval, listener);
        }
        GenerationInput input = wanted.input().orElseThrow();
        Duration limit = Duration.between(CLOCK.instant(), wanted.deadline());
        if (how.dryRun()) {
            tellPrice(listener);
            GenerationState preview = GenerationState.dryRun(input, CLOCK.instant(), limit);
            listener.progress(new Progress.Decided("Dry run: a preview is made, and nothing is submitted."));
            return start(
                    preview, new PreviewDelivery(http, settings.service(), target), target, pollInterval, listener);
        }
        if (!how.onlyIfChanged()) {
            tellPrice(listener);
            return start(LocalFrames.looked(wanted), target, pollInterval, listener);
        }
        OutputReuse.Decision decision = interruptible(() -> reuse.decide(input, target, how.force(), limit));
        listener.progress(new Progress.Decided(decision.line()));
        if (decision.state().phase() == Phase.NEW) {
            tellPrice(listener);
        }
        return start(decision.state(), target, pollInterval, reuse.noting(target, listener));
    }

    /** Tells what a video costs, once a session, where the catalogue says that and there is a token to ask with. */
    private void tellPrice(GenerationListener listener) {
        if (!priceTold.compareAndSet(false, true)) {
            return;
        }
        try {
            settings.tokens().token();
            interruptible(this::price).ifPresent(price -> listener.progress(new Progress.PriceKnown(price)));
        } catch (TokenException e) {
            LOGGER.log(Level.FINE, e, () -> "The price isn't asked for");
        }
    }

    private Optional<String> price() {
        return model().flatMap(ModelInfo::price);
    }

    private Optional<BigDecimal> priceOf(GenerationInput input) {
        return model().flatMap(known -> known.pricePerVideo(input));
    }

    /** The catalogue's entry; asks for it until there is an answer. */
    private Optional<ModelInfo> model() {
        ModelInfo known = model;
        if (known == null) {
            try {
                known = client(PRICE_PATIENCE).model();
                model = known;
            } catch (ServiceException e) { // a price is good to know, and no more than that
                LOGGER.log(Level.FINE, e, () -> "The price isn't known");
            }
        }
        return Optional.ofNullable(known);
    }

    /**
     * Does what comes before a submit on the calling thread. OkHttp, which is written in Kotlin, throws an interrupt as it is
     * from methods that declare none.
     *
     * @throws WanException if the thread is interrupted
     */
    private static <T> T interruptible(Callable<T> work) {
        try {
            T result = work.call();
            if (!Thread.currentThread().isInterrupted()) {
                return result;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("none is declared", e);
        }
        throw WanException.before(Failure.Kind.ABORTED, "Interrupted before anything was submitted.");
    }

    private RunningGeneration start(
            GenerationState state, Path target, Duration pollInterval, GenerationListener listener) {
        DownloadRules rules = DownloadRules.of(settings.service(), settings.downloadHosts())
                .allowedBy("the environment variable " + Settings.DOWNLOAD_HOSTS + " can allow it");
        Delivery delivery = new FileDelivery(http, rules, settings.service(), target, CLOCK);
        return start(state, delivery, target, pollInterval, keeping(listener));
    }

    /**
     * Submits a request and leaves it to the service; its outcome is a {@link Outcome.Detached} with the request id then.
     *
     * @throws WanException if the process is about to end
     */
    public RunningGeneration submit(GenerationState state, GenerationListener listener) {
        tellPrice(listener);
        CompletableFuture<RunningGeneration> submitted = new CompletableFuture<>();
        RunningGeneration started =
                start(LocalFrames.looked(state), new NoDelivery(), null, settings.pollInterval(), progress -> {
                    listener.progress(progress);
                    if (progress instanceof Progress.Submitted) {
                        submitted.thenAccept(RunningGeneration::detach);
                    }
                });
        submitted.complete(started);
        return started;
    }

    /** @param target the video's file; null where there will be none */
    private RunningGeneration start(
            GenerationState state,
            Delivery delivery,
            @CheckForNull Path target,
            Duration pollInterval,
            GenerationListener listener) {
        PollPlan plan = new PollPlan(settings.service(), pollInterval, history, RandomGenerator.getDefault());
        String id = UUID.randomUUID().toString();
        LocalFrames frames = new LocalFrames(note -> listener.progress(new Progress.FramePrepared(note)));
        Generation generation = new Generation(
                state, client(), framesThenMoney(frames, id), delivery, noting(id, target, listener), plan, CLOCK);
        RunningGeneration started;
        synchronized (this) {
            if (aborted != null) {
                throw WanException.before(Failure.Kind.ABORTED, aborted + " before anything was submitted.");
            }
            started = engine.start(generation);
            running.put(started, new CompletableFuture<>());
        }
        started.outcome().whenComplete((outcome, error) -> {
            try {
                if (outcome != null && target != null) {
                    results.add(ScriptResult.ended(id, target, outcome, budget.setAside(id)));
                }
                budget.settle(id, started.state());
            } finally {
                over(started, outcome, error);
            }
        });
        return started;
    }

    /** The frames come first: until they are there, others may have the money. */
    private Preparation framesThenMoney(Preparation frames, String id) {
        return state -> {
            Preparation.Prepared prepared = frames.prepare(state);
            try {
                budget.reserve(id, state.input().orElseThrow());
                return prepared;
            } catch (Preparation.PreparationException | RuntimeException e) {
                prepared.close();
                throw e;
            }
        };
    }

    /** Keeps the states that are to be kept, before a request goes on. */
    private GenerationListener noting(String id, @CheckForNull Path target, GenerationListener listener) {
        return new GenerationListener() {
            @Override
            public void progress(Progress progress) {
                listener.progress(progress);
            }

            @Override
            public void save(GenerationState state) {
                if (target != null && !state.isOver()) {
                    results.keep(ScriptResult.underWay(id, target, state, budget.setAside(id)));
                }
                listener.save(state);
            }
        };
    }

    /** For a request that is left to the service before it could have a video. */
    private static final class NoDelivery implements Delivery {
        @Override
        public List<DeliveredVideo> deliver(List<String> urls, GenerationState state)
                throws DeliveryPostponedException {
            throw DeliveryPostponedException.notYet("Nothing is fetched.", Duration.ofMinutes(1));
        }

        @Override
        public void cancel() {
            // there is nothing to end
        }
    }

    private void over(RunningGeneration request, @CheckForNull Outcome outcome, @CheckForNull Throwable error) {
        CompletableFuture<Outcome> noted;
        synchronized (this) {
            noted = running.remove(request);
        }
        if (outcome != null) {
            noted.complete(outcome);
        } else {
            noted.completeExceptionally(error);
        }
    }

    /** Keeps the durations while the request is still under way: afterwards the process may end at any moment. */
    private GenerationListener keeping(GenerationListener listener) {
        return new GenerationListener() {
            @Override
            public void progress(Progress progress) {
                if (progress instanceof Progress.Delivered) {
                    durations.save(history);
                }
                listener.progress(progress);
            }

            @Override
            public void save(GenerationState state) {
                listener.save(state);
            }
        };
    }

    /**
     * Ends all requests early, waits for what the service says to that, within limits, and starts none from then on.
     *
     * @param reason who or what wants it, to stand before a colon
     * @return how the requests ended that did so in time
     */
    public List<Outcome> abortAll(String reason) {
        List<RunningGeneration> requests;
        List<CompletableFuture<Outcome>> noted;
        synchronized (this) {
            aborted = reason;
            requests = List.copyOf(running.keySet());
            noted = List.copyOf(running.values());
        }
        requests.forEach(request -> request.abort(reason));
        CompletableFuture<Void> all = CompletableFuture.allOf(noted.toArray(CompletableFuture<?>[]::new));
        try {
            Duration patience = requests.stream()
                    .map(request -> Patience.abort(request.state()))
                    .reduce(Patience.ABORT, (one, other) -> one.compareTo(other) > 0 ? one : other);
            all.get(patience.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // those that are through are told; the others say nothing
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (RunningGeneration request : requests) {
            if (request.outcome().isDone() && !request.outcome().isCompletedExceptionally()) {
                outcomes.add(request.outcome().join());
            }
        }
        return outcomes;
    }

    /** Waits until the ends of requests are noted whose outcomes are there: who has seen one may end the process. */
    private void awaitNotes() {
        List<CompletableFuture<Outcome>> ended;
        synchronized (this) {
            ended = running.entrySet().stream()
                    .filter(request -> request.getKey().outcome().isDone())
                    .map(Map.Entry::getValue)
                    .toList();
        }
        try {
            CompletableFuture.allOf(ended.toArray(CompletableFuture<?>[]::new))
                    .get(NOTES_PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOGGER.log(Level.FINE, e, () -> "The ends of requests are not noted");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets the threads and connections go. Requests still under way go on at the service. */
    @Override
    public void close() {
        awaitNotes();
        engine.close();
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
