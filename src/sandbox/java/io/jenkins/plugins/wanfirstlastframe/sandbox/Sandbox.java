package io.jenkins.plugins.wanfirstlastframe.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameLimits;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameLoader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javax.imageio.ImageIO;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import okio.Buffer;

/**
 * A running stand-in for the service, on the loopback address alone.
 *
 * <pre>{@code
 * try (Sandbox sandbox = Sandbox.builder().queueTime(Duration.ofSeconds(5)).timeScale(10).start()) {
 *     sandbox.script(Fault.http(Route.STATUS, 503).times(2));
 *     ... sandbox.baseUrl(), sandbox.token() ...
 * }
 * }</pre>
 */
public final class Sandbox implements AutoCloseable {

    /** The token that every sandbox accepts unless told otherwise. */
    public static final String DEFAULT_TOKEN = "sandbox-token";

    private static final int REMEMBERED_REQUESTS = 20_000;

    private final MockWebServer server = new MockWebServer();
    private final Set<String> tokens = ConcurrentHashMap.newKeySet();
    private final Clock clock;
    private final SandboxJobs jobs;
    private final Video.Source videos;
    private final Duration expiry;
    private final Map<Route, Deque<Fault>> faults = new EnumMap<>(Route.class);
    private final Map<Route, Integer> counts = new EnumMap<>(Route.class);
    private final Deque<Request> requests = new ArrayDeque<>();

    /**
     * A request as it came in.
     *
     * @param authorization the header, null if there was none
     * @param body empty for a request without one
     */
    public record Request(
            Route route, String method, String target, @CheckForNull String authorization, String userAgent, String body) {}

    /**
     * A job as it stands.
     *
     * @param state the status's word
     * @param input as it was received
     */
    public record Job(String id, String state, JsonNode input) {}

    private Sandbox(Builder builder) throws IOException {
        tokens.addAll(builder.tokens);
        clock = builder.clock != null ? builder.clock : new ScaledClock(builder.timeScale);
        jobs = new SandboxJobs(clock, builder.workers, builder.queueTime, builder.runTime);
        jobs.hold(builder.hold);
        videos = builder.videos;
        expiry = builder.expiry;
        server.setServerSocketFactory(new PromptSockets());
        server.setDispatcher(new SandboxDispatcher(this));
        server.start(InetAddress.getLoopbackAddress(), builder.port);
    }

    /** Starts to describe a sandbox. */
    public static Builder builder() {
        return new Builder();
    }

    /** The service URL, without a slash at the end. */
    public String baseUrl() {
        return "http://127.0.0.1:" + server.getPort();
    }

    /** The port it listens on. */
    public int port() {
        return server.getPort();
    }

    /** A token that it accepts. */
    public String token() {
        return tokens.iterator().next();
    }

    /** Makes a token worthless, as when it is revoked. */
    public void revoke(String token) {
        tokens.remove(token);
    }

    /** Accepts a further token, that of another user. */
    public void addToken(String token) {
        tokens.add(token);
    }

    /** Adds mistakes; those of one call are made in this order. */
    public void script(Fault... added) {
        synchronized (faults) {
            for (Fault fault : added) {
                faults.computeIfAbsent(fault.route(), route -> new ArrayDeque<>()).add(fault);
            }
        }
    }

    /** Takes back the mistakes that have not been made yet. */
    public void forgive() {
        synchronized (faults) {
            faults.clear();
        }
    }

    /** From now on, jobs stay in the queue until {@link #startJob} and run until {@link #finishJob}. */
    public void hold() {
        jobs.hold(true);
    }

    /** Begins the work on a held job. */
    public void startJob(String id) {
        jobs.start(known(id));
    }

    /** Completes a job now. */
    public void finishJob(String id) {
        jobs.finish(known(id), null);
    }

    /** Makes a job fail now. */
    public void failJob(String id, String reason) {
        jobs.finish(known(id), reason);
    }

    private SandboxJob known(String id) {
        return Optional.ofNullable(jobs.find(id)).orElseThrow(() -> new IllegalArgumentException("no job " + id));
    }

    /** All jobs that were ever accepted, in order. */
    public List<Job> allJobs() {
        return jobs.all().stream()
                .map(job -> new Job(job.id, jobs.state(job), job.input))
                .toList();
    }

    /** How many submits were accepted: what the account would be charged for, less those cancelled. */
    public int acceptedSubmits() {
        return jobs.all().size();
    }

    /** The requests so far, oldest first; of very many only the latest. */
    public List<Request> requests() {
        synchronized (counts) {
            return List.copyOf(requests);
        }
    }

    /** How often a call was made. */
    public int count(Route route) {
        synchronized (counts) {
            return counts.getOrDefault(route, 0);
        }
    }

    /**
     * Waits until a call was made that often.
     *
     * @throws TimeoutException if it wasn't within half a minute
     */
    public void awaitCount(Route route, int atLeast) throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        synchronized (counts) {
            while (count(route) < atLeast) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new TimeoutException(route + " was called " + count(route) + " times, not " + atLeast);
                }
                TimeUnit.NANOSECONDS.timedWait(counts, left);
            }
        }
    }

    /** Notes a request and gives the mistake that is to be made, if any. */
    Optional<Fault> seen(Route route, RecordedRequest request) {
        drainRecordings();
        synchronized (counts) {
            requests.add(new Request(
                    route,
                    request.getMethod(),
                    request.getTarget(),
                    request.getHeaders().get("Authorization"),
                    String.valueOf(request.getHeaders().get("User-Agent")),
                    request.getBody() == null ? "" : request.getBody().utf8()));
            if (requests.size() > REMEMBERED_REQUESTS) {
                requests.remove();
            }
            counts.merge(route, 1, Integer::sum);
            counts.notifyAll();
        }
        synchronized (faults) {
            Deque<Fault> scripted = faults.get(route);
            if (scripted == null || scripted.isEmpty()) {
                return Optional.empty();
            }
            Fault fault = scripted.remove();
            if (fault.times() == Fault.FOR_EVER) {
                scripted.addFirst(fault);
            } else if (fault.times() > 1) {
                scripted.addFirst(fault.times(fault.times() - 1));
            }
            return Optional.of(fault);
        }
    }

    /** The HTTP server keeps every request for a test to take; nobody does here. */
    private void drainRecordings() {
        try {
            while (server.takeRequest(0, TimeUnit.SECONDS) != null) {
                continue;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean knowsToken(String token) {
        return tokens.contains(token);
    }

    SandboxJobs jobs() {
        return jobs;
    }

    SandboxJob accept(String token, JsonNode input, @CheckForNull String failure) {
        return jobs.submit(token, input, failure);
    }

    boolean expired(SandboxJob job) {
        Instant finished = jobs.finishedAt(job);
        return finished.isBefore(Instant.MAX) && finished.plus(expiry).isBefore(clock.instant());
    }

    Video video(GenerationInput input) throws IOException {
        return videos.of(input);
    }

    /** One of RunComfy's example images, drawn, as a file on this server: {@code /frames/<example name>}. */
    MockResponse frame(List<String> path) throws IOException {
        try {
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            ImageIO.write(
                    new FrameLoader(new OkHttpClient(), FrameLimits.DEFAULT).load(path.get(path.size() - 1)), "png", png);
            return new MockResponse.Builder()
                    .setHeader("Content-Type", "image/png")
                    .body(new Buffer().write(png.toByteArray()))
                    .build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Stops listening and releases every request that still waits for its answer. */
    @Override
    public void close() {
        server.close();
    }

    /** Describes a sandbox. */
    public static final class Builder {
        private final List<String> tokens = new ArrayList<>(List.of(DEFAULT_TOKEN));
        private int port;
        private double timeScale = 1;
        private int workers = 4;
        private Duration queueTime = Duration.ofSeconds(4);
        private Function<JsonNode, Duration> runTime = RunTimes::of;
        private Duration expiry = Duration.ofDays(7);
        private Video.Source videos = Videos.rendered();
        private boolean hold;

        @CheckForNull
        private Clock clock;

        private Builder() {}

        /** The port to listen on; 0, the default, for any that is free. */
        public Builder port(int value) {
            port = value;
            return this;
        }

        /** The only token that is accepted. */
        public Builder token(String value) {
            tokens.clear();
            tokens.add(value);
            return this;
        }

        /** How much faster than the wall's its clock runs. */
        public Builder timeScale(double value) {
            timeScale = value;
            return this;
        }

        /** Its clock, in place of one that runs with the wall's. */
        public Builder clock(Clock value) {
            clock = value;
            return this;
        }

        /** How many jobs run at once; the others wait in the queue. */
        public Builder workers(int value) {
            workers = value;
            return this;
        }

        /** How long a job is queued at least. */
        public Builder queueTime(Duration value) {
            queueTime = value;
            return this;
        }

        /** How long every job runs. */
        public Builder runTime(Duration value) {
            runTime = input -> value;
            return this;
        }

        /** How long a finished job and its video are kept. */
        public Builder expiry(Duration value) {
            expiry = value;
            return this;
        }

        /** What videos are handed out. */
        public Builder videos(Video.Source value) {
            videos = value;
            return this;
        }

        /** Jobs wait for {@link Sandbox#startJob} from the beginning. */
        public Builder hold() {
            hold = true;
            return this;
        }

        /** Starts it. */
        public Sandbox start() throws IOException {
            return new Sandbox(this);
        }
    }
}
