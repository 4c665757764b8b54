package io.jenkins.plugins.wanfirstlastframe.bench;

import com.sun.management.OperatingSystemMXBean;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.client.RequestStatus;
import io.jenkins.plugins.wanfirstlastframe.client.RunComfyClient;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import io.jenkins.plugins.wanfirstlastframe.generation.DownloadRules;
import io.jenkins.plugins.wanfirstlastframe.generation.DurationHistory;
import io.jenkins.plugins.wanfirstlastframe.generation.FileDelivery;
import io.jenkins.plugins.wanfirstlastframe.generation.Generation;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationEngine;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Outcome;
import io.jenkins.plugins.wanfirstlastframe.generation.PollPlan;
import io.jenkins.plugins.wanfirstlastframe.generation.RunningGeneration;
import io.jenkins.plugins.wanfirstlastframe.generation.VideoDownload;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;

/** The Java that {@link ManyRequests} measures; it tells its own figures. */
final class ManyRequestsChild {

    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration QUICK_INTERVAL = INTERVAL.dividedBy(ManyRequests.HASTE);
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    /** The same as of the command line. */
    private static final int CALL_THREADS = 4;

    private static final int DELIVERY_THREADS = 3;

    /** By then all requests are submitted and none is done. */
    private static final Duration ALL_UNDER_WAY = Duration.ofSeconds(15);

    /** After so many rounds Java's compilers are through with their work. */
    private static final int WARM_UPS = 16;

    private final OkHttpClient http = new OkHttpClient();
    private final ServiceUrl service;
    private final DownloadRules rules;
    private final String token;
    private final Path folder;

    private ManyRequestsChild(String url, String token, Path folder) {
        this.service = ServiceUrl.parse(url);
        this.rules = DownloadRules.of(service, List.of());
        this.token = token;
        this.folder = folder;
    }

    /**
     * Takes how the requests are followed, a folder for the videos, the service's token, its URL, and that of a service whose
     * requests are quick: rounds of those, followed by the engine, come first, and their processor time does not count.
     */
    public static void main(String[] arguments) throws Exception {
        int own = ManagementFactory.getThreadMXBean().getThreadCount(); // Java's own threads, and this one
        Path folder = Path.of(arguments[1]);
        for (int i = 0; i < WARM_UPS; i++) {
            Path quick = folder.resolve("quick-" + i);
            new ManyRequestsChild(arguments[4], arguments[2], quick).engine(QUICK_INTERVAL, Duration.ZERO);
        }
        ManagementFactory.getThreadMXBean().resetPeakThreadCount();
        long cpu = cpu();
        ManyRequestsChild child = new ManyRequestsChild(arguments[3], arguments[2], folder);
        long heap =
                arguments[0].equals("engine") ? child.engine(INTERVAL, ALL_UNDER_WAY) : child.threads(ALL_UNDER_WAY);
        cpu = cpu() - cpu;
        int threads = ManagementFactory.getThreadMXBean().getPeakThreadCount() - own;
        System.out.println("threads=" + threads + " heap=" + heap + " cpu=" + cpu);
    }

    private static long cpu() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    /** Follows all requests to their end; gives the heap in use after that time. */
    private long engine(Duration interval, Duration underWay) throws Exception {
        DurationHistory history = new DurationHistory();
        try (GenerationEngine engine = new GenerationEngine(
                new GenerationEngine.Limits(CALL_THREADS, DELIVERY_THREADS, DELIVERY_THREADS), () -> 0)) {
            List<RunningGeneration> running = new ArrayList<>();
            for (int i = 0; i < ManyRequests.JOBS; i++) {
                GenerationState state = GenerationState.forInput(Inputs.usual(), Instant.now(), TIMEOUT);
                PollPlan plan = new PollPlan(Inputs.SERVICE, interval, history, new Random());
                running.add(engine.start(new Generation(
                        state,
                        client(),
                        new FileDelivery(http, rules, Inputs.SERVICE, target(i), Clock.systemUTC()),
                        progress -> {},
                        plan,
                        Clock.systemUTC())));
            }
            long heap = heapAfter(underWay);
            for (RunningGeneration request : running) {
                if (!(request.outcome().get() instanceof Outcome.Finished)) {
                    throw new IllegalStateException(request.outcome().get().toString());
                }
            }
            return heap;
        } finally {
            http.connectionPool().evictAll();
        }
    }

    /** A thread for each request that submits, then asks and sleeps in turns. */
    private long threads(Duration underWay) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(ManyRequests.JOBS, task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true); // a request that fails ends the program
            return thread;
        });
        List<Future<?>> requests = new ArrayList<>();
        for (int i = 0; i < ManyRequests.JOBS; i++) {
            Path target = target(i);
            requests.add(pool.submit(() -> {
                RunComfyClient client = client();
                RequestId id = client.submit(Inputs.usual());
                do {
                    TimeUnit.NANOSECONDS.sleep(INTERVAL.toNanos());
                } while (client.status(id).state() != RequestStatus.State.COMPLETED);
                String url = client.result(id).videos().get(0);
                return new VideoDownload(http, rules).fetch(url, target, TIMEOUT);
            }));
        }
        long heap = heapAfter(underWay);
        for (Future<?> request : requests) {
            request.get();
        }
        pool.shutdown();
        return heap;
    }

    /** What the requests take of the heap while they wait, garbage left out. */
    private static long heapAfter(Duration underWay) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(underWay.toNanos());
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private RunComfyClient client() {
        return new RunComfyClient(service, () -> token, http, "wan-bench", Clock.systemUTC());
    }

    private Path target(int request) {
        return folder.resolve(request + ".mp4");
    }
}
