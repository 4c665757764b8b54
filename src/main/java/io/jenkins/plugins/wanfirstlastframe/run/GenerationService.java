package io.jenkins.plugins.wanfirstlastframe.run;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.XmlFile;
import hudson.init.Terminator;
import hudson.model.Job;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import io.jenkins.plugins.wanfirstlastframe.VideoAction;
import io.jenkins.plugins.wanfirstlastframe.WanFirstLastFrameConfiguration;
import io.jenkins.plugins.wanfirstlastframe.delivery.ArtifactFrames;
import io.jenkins.plugins.wanfirstlastframe.delivery.HttpClients;
import io.jenkins.plugins.wanfirstlastframe.generation.DurationHistory;
import io.jenkins.plugins.wanfirstlastframe.generation.Generation;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationEngine;
import io.jenkins.plugins.wanfirstlastframe.generation.RunningGeneration;
import io.jenkins.plugins.wanfirstlastframe.generation.SteadyClock;
import java.io.File;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import okhttp3.OkHttpClient;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * All that happens to requests in one run of this controller: the engine that drives them, the ledgers of the builds
 * under way, and how long requests took. At most twelve threads, which run as SYSTEM since they call other plugins'
 * artifact managers, credentials providers and listeners.
 */
@Extension
@Restricted(NoExternalUse.class)
public final class GenerationService {

    private static final Logger LOGGER = Logger.getLogger(GenerationService.class.getName());

    private static final int LOOK_UP_THREADS = 2;

    /** Each may have two images of 6 MiB. */
    private static final int FRAMES_IN_MEMORY = 4;

    private final Clock clock = new SteadyClock();
    private final OkHttpClient http = HttpClients.forController();
    private final DurationHistory durations = new DurationHistory();
    private final GenerationEngine engine;
    private final ThreadPoolExecutor lookUps;
    private final Map<Run<?, ?>, RequestLedger> ledgers = new HashMap<>();
    private final Map<String, List<RequestRecord>> finished = new FinishedRecords();
    private final Semaphore framesInMemory = new Semaphore(FRAMES_IN_MEMORY);
    private final ArtifactFrames artifactFrames = new ArtifactFrames(http.dns());
    private final PriceList prices = new PriceList();
    private final Spending spending = new Spending(Jenkins.get().getRootDir(), Clock.systemDefaultZone());
    private final Map<String, RunningGeneration> active = new ConcurrentHashMap<>();
    private final Map<Run<?, ?>, Set<ScriptShare>> scripts = new ConcurrentHashMap<>();
    private final PipelineStateSaver pipelineStates = new PipelineStateSaver();

    /** Those of the builds that were looked at last. */
    private static final class FinishedRecords extends LinkedHashMap<String, List<RequestRecord>> {
        private static final long serialVersionUID = 1L;

        FinishedRecords() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<RequestRecord>> eldest) {
            return size() > EarlierVideos.MAX_BUILDS;
        }
    }

    public GenerationService() {
        engine = new GenerationEngine(
                new GenerationEngine.Limits(
                        OperatorProperties.callThreads(),
                        OperatorProperties.deliveryThreads(),
                        OperatorProperties.deliveryThreadsPerNode()),
                () -> WanFirstLastFrameConfiguration.get().getMaxConcurrentRequests(),
                GenerationService::threads);
        lookUps = new ThreadPoolExecutor(
                LOOK_UP_THREADS,
                LOOK_UP_THREADS,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                threads("wan-look-up"));
        lookUps.allowCoreThreadTimeOut(true);
        restoreDurations();
    }

    /** The one of this Jenkins. */
    public static GenerationService get() {
        return ExtensionList.lookupSingleton(GenerationService.class);
    }

    private static ThreadFactory threads(String name) {
        ThreadFactory named = new NamingThreadFactory(new DaemonThreadFactory(), name);
        return task -> named.newThread(() -> {
            try (ACLContext system = ACL.as2(ACL.SYSTEM2)) {
                task.run();
            }
        });
    }

    /** The clock of all requests: a step of the system's clock doesn't touch it. */
    Clock clock() {
        return clock;
    }

    /** The HTTP client of all requests and of the configuration's connection test. */
    public OkHttpClient http() {
        return http;
    }

    /** Where slow look-ups of credentials are made. */
    Executor lookUps() {
        return lookUps;
    }

    PipelineStateSaver pipelineStates() {
        return pipelineStates;
    }

    /**
     * Saves the state of a build's Pipeline.
     *
     * @param context of a step of the build
     * @param then run when it is saved, on any thread
     * @param otherwise told why it can't be saved
     */
    public void savePipeline(Run<?, ?> run, StepContext context, Runnable then, Consumer<Throwable> otherwise) {
        pipelineStates.save(run, context, then, otherwise);
    }

    /** A permit for each request whose frames may be in memory at once. */
    Semaphore framesInMemory() {
        return framesInMemory;
    }

    /** Reads frames that are artifacts. */
    ArtifactFrames artifactFrames() {
        return artifactFrames;
    }

    PriceList prices() {
        return prices;
    }

    Spending spending() {
        return spending;
    }

    /** The shares of the scripts that run, by their builds. */
    Map<Run<?, ?>, Set<ScriptShare>> scripts() {
        return scripts;
    }

    DurationHistory durations() {
        return durations;
    }

    /**
     * Opens a record for what a step of a build asks for, as {@link RequestLedger#open} does, and gives the build its page.
     * Writes files.
     */
    Optional<Claim> open(Run<?, ?> run, ResolvedSettings settings, EarlierVideos.Found found) throws IOException {
        Optional<Claim> claim = ledger(run).open(settings, found, clock);
        if (claim.isPresent()) {
            try {
                VideoAction.addTo(run);
            } catch (IOException | RuntimeException e) {
                claim.get().withdraw();
                throw e;
            }
        }
        return claim;
    }

    /**
     * Keeps what became of requests that a script of a build has driven, and gives the build its page.
     *
     * @throws IOException if that can't be written
     */
    void keep(Run<?, ?> run, List<RequestRecord> records) throws IOException {
        RequestLedger ledger = ledger(run);
        for (RequestRecord record : records) {
            ledger.keep(record);
        }
        if (!records.isEmpty()) {
            VideoAction.addTo(run);
            synchronized (finished) {
                finished.remove(run.getExternalizableId());
            }
        }
        if (!run.isBuilding()) { // whose end has come and gone: its ledger would stay in memory
            forget(run);
        }
    }

    /** Sets places among the requests of this Jenkins aside, when their turn comes. */
    GenerationEngine.Places reserve(int places) {
        return engine.reserve(places);
    }

    /** Sets places aside at once, for what went on while this Jenkins was away. */
    GenerationEngine.Places resume(int places) {
        return engine.resume(places);
    }

    /** A build's ledger; the same one for all steps of the build. */
    public RequestLedger ledger(Run<?, ?> run) {
        synchronized (ledgers) {
            return ledgers.computeIfAbsent(run, RequestLedger::new);
        }
    }

    /**
     * A build's records, for its pages.
     *
     * @return in the order in which they were opened
     */
    public List<RequestRecord> records(Run<?, ?> run) {
        RequestLedger ledger;
        synchronized (ledgers) {
            ledger = ledgers.get(run);
        }
        return ledger != null ? ledger.records() : RecordFiles.read(run);
    }

    /**
     * A build's records, for those who look through many builds: those of a build that is over are kept in memory for a
     * while.
     */
    List<RequestRecord> finishedRecords(Run<?, ?> run) {
        RequestLedger ledger;
        synchronized (ledgers) {
            ledger = ledgers.get(run);
        }
        if (ledger != null || run.isBuilding()) {
            return records(run);
        }
        synchronized (finished) {
            return finished.computeIfAbsent(run.getExternalizableId(), id -> RecordFiles.read(run));
        }
    }

    /** What a job's builds have made and spent lately, for its page. Reads files. */
    public JobHistory history(Job<?, ?> job) {
        return JobHistory.of(job, this);
    }

    /** Whether one of the newest builds of a job has a video. Reads files, few where there are videos. */
    public boolean hasVideos(Job<?, ?> job) {
        return JobHistory.hasVideos(job, this);
    }

    /** A build is over: its ledger is on disk, and what is still under way holds it. */
    void forget(Run<?, ?> run) {
        synchronized (ledgers) {
            ledgers.remove(run);
        }
        pipelineStates.forget(run);
    }

    /** Drives a request under the id of its record until its life on this side is over. */
    RunningGeneration start(String recordId, Generation generation) {
        RunningGeneration running = engine.start(generation);
        active.put(recordId, running);
        running.outcome().whenComplete((outcome, defect) -> {
            active.remove(recordId, running);
            if (outcome != null && outcome.state().ran().isPresent()) {
                saveDurations();
            }
        });
        return running;
    }

    /**
     * Ends a request early.
     *
     * @return whether it is under way
     */
    boolean abort(String recordId, String reason) {
        RunningGeneration running = active.get(recordId);
        if (running != null) {
            running.abort(reason);
        }
        return running != null;
    }

    /** Whether Jenkins is shutting down: a Pipeline hears of its requests' ends when Jenkins is back. */
    boolean isShuttingDown() {
        return engine.isClosed();
    }

    /** To be called when the configuration may allow more requests at once. */
    public void limitChanged() {
        engine.startWaiting();
    }

    /** Requests go on at the service while Jenkins is down, and are taken up again when it is back. */
    @Terminator
    public static void shutDown() {
        get().close();
    }

    private void close() {
        engine.close(); // what asks to be started from now on is left to the next Jenkins
        lookUps.shutdownNow();
        saveDurations();
    }

    // ---- durations of earlier requests

    private static XmlFile durationsFile() {
        return new XmlFile(new File(Jenkins.get().getRootDir(), "wan-first-last-frame-durations.xml"));
    }

    @SuppressWarnings("unchecked") // what isn't of these types is caught, or left out by the history
    private void restoreDurations() {
        XmlFile file = durationsFile();
        try {
            if (file.exists()) {
                durations.restore((Map<String, List<Long>>) file.read());
            }
        } catch (IOException | RuntimeException e) { // an estimate is not worth a failing start
            LOGGER.log(Level.WARNING, e, () -> "Durations of earlier requests can't be read: " + file);
        }
    }

    private synchronized void saveDurations() {
        XmlFile file = durationsFile();
        try {
            Map<String, List<Long>> plain = new LinkedHashMap<>();
            durations.snapshot().forEach((kind, millis) -> plain.put(kind, new ArrayList<>(millis)));
            file.write(plain); // of classes of the JDK that any Jenkins reads
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "Durations of earlier requests can't be saved: " + file);
        }
    }
}
