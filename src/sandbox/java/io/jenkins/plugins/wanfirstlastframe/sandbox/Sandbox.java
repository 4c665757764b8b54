package io.jenkins.plugins.wanfirstlastframe.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import mockwebserver3.MockWebServer;

/**
 * A running stand-in for the service, on the loopback address alone.
 *
 * <pre>{@code
 * try (Sandbox sandbox = Sandbox.builder().queueTime(Duration.ofSeconds(5)).timeScale(10).start()) {
 *     sandbox.inject(Fault.http(Route.STATUS, 503).times(2));
 *     ... sandbox.baseUrl(), sandbox.token() ...
 * }
 * }</pre>
 */
public final class Sandbox implements AutoCloseable {

    /** The token that every sandbox accepts unless told otherwise. */
    public static final String DEFAULT_TOKEN = "sandbox-token";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final MockWebServer server = new MockWebServer();
    private final String token;
    private final Set<String> tokens = ConcurrentHashMap.newKeySet();
    private final SandboxRequests queue;
    private final Video.Source videos;
    private final FaultQueue faults = new FaultQueue();
    private final RequestLog log = new RequestLog();
    private final HostedFrames frames = new HostedFrames();
    private volatile Prices prices = Prices.of("0");

    /**
     * A request as it came in.
     *
     * @param target path and query
     * @param authorization the header, null if there was none
     * @param body empty for a request without one; of a very long one the beginning
     * @param host the host and port that it was meant for
     */
    public record Request(
            Route route,
            String method,
            String target,
            @CheckForNull String authorization,
            String userAgent,
            String body,
            String host) {}

    /**
     * A request as it stands.
     *
     * @param state the status's word
     * @param input as it was received; in place of a frame that came within it, the address at which the sandbox has that now
     * @param queuePosition how many queued requests are before it, null if it isn't queued
     * @param startedAt null before
     * @param finishedAt when it completed, failed or was cancelled, null before
     * @param error why it failed, null if it didn't
     */
    public record View(
            String id,
            String state,
            JsonNode input,
            @CheckForNull Integer queuePosition,
            Instant createdAt,
            @CheckForNull Instant startedAt,
            @CheckForNull Instant finishedAt,
            @CheckForNull String error) {}

    /**
     * What the service says of money, each in US dollars.
     *
     * @param usd the base price, null for none
     * @param unit what it buys, such as {@code output}
     * @param note beside the price, null for none
     * @param cost what a result says that its request was charged, null for nothing
     * @param balance what is left on the account
     */
    public record Prices(
            @CheckForNull BigDecimal usd,
            String unit,
            @CheckForNull String note,
            @CheckForNull BigDecimal cost,
            BigDecimal balance) {

        /** Of a service at which a video has that price, and costs it. */
        public static Prices of(String usd) {
            return new Prices(new BigDecimal(usd), "output", null, new BigDecimal(usd), new BigDecimal("100"));
        }
    }

    private Sandbox(Builder settings) throws IOException {
        token = settings.token;
        tokens.add(token);
        Clock clock = settings.clock != null ? settings.clock : new ScaledClock(settings.timeScale);
        queue = new SandboxRequests(clock, settings);
        videos = settings.videos;
        server.setBodyLimit(SandboxDispatcher.MAX_BODY);
        server.setServerSocketFactory(new ResettingSockets(this::breaksUnread));
        server.setDispatcher(new SandboxDispatcher(this));
        server.start(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), settings.port);
    }

    /** Starts to describe a sandbox. */
    public static Builder builder() {
        return new Builder();
    }

    /** The service URL, without a slash at the end. */
    public String baseUrl() {
        return "http://127.0.0.1:" + server.getPort();
    }

    /** What it says of money from now on. */
    public void setPrices(Prices value) {
        prices = value;
    }

    Prices prices() {
        return prices;
    }

    /**
     * Puts an image on its web server, where the sandbox and all others can fetch it without a token, in the place of one
     * that had this name.
     *
     * @param name without a folder
     * @return the image's address
     */
    public String host(String name, HostedFrame frame) {
        frames.put(name, frame);
        return frameUrl(name);
    }

    /** Takes an image from its web server. */
    public void unhost(String name) {
        frames.remove(name);
    }

    /**
     * How often one of the images on its web server was asked for.
     *
     * @param method {@code GET} or {@code HEAD}
     * @param name the image's, without a folder
     */
    public int countFrames(String method, String name) {
        return (int) requests(Route.FRAME).stream()
                .filter(request -> request.method().equals(method)
                        && request.target().replaceFirst("\\?.*", "").equals("/frames/" + name))
                .count();
    }

    String frameUrl(String name) {
        return baseUrl() + "/frames/" + name;
    }

    HostedFrames frames() {
        return frames;
    }

    /** The port it listens on. */
    public int port() {
        return server.getPort();
    }

    /** The token that it was started with. */
    public String token() {
        return token;
    }

    /** Makes a token worthless, as when it is revoked. */
    public void revoke(String worthless) {
        tokens.remove(worthless);
    }

    /** Accepts a further token, that of another user. */
    public void addToken(String further) {
        tokens.add(further);
    }

    /**
     * Adds faults; those of one call are made in this order.
     *
     * @throws IllegalArgumentException with a sentence, for one that would never show; none is added then
     */
    public void inject(Fault... added) {
        List.of(added).forEach(Fault::requireUse);
        faults.add(List.of(added));
    }

    /** Takes back the faults that have not been made yet. */
    public void clearFaults() {
        faults.clear();
    }

    /** The faults that have not been made yet, each with the number of times that are left. */
    public List<Fault> faultsLeft() {
        return faults.left();
    }

    /** From now on, new requests stay in the queue until {@link #startRequest} and run until {@link #finishRequest}. */
    public void hold() {
        queue.hold();
    }

    /**
     * Begins the work on a queued request.
     *
     * @throws IllegalStateException if it isn't queued
     */
    public void startRequest(String id) {
        queue.start(known(id));
    }

    /**
     * Completes a request now.
     *
     * @throws IllegalStateException if it has ended already
     */
    public void finishRequest(String id) {
        queue.finish(known(id), null);
    }

    /**
     * Makes a request fail now.
     *
     * @throws IllegalStateException if it has ended already
     */
    public void failRequest(String id, String reason) {
        queue.finish(known(id), reason);
    }

    private SandboxRequest known(String id) {
        return queue.find(id).orElseThrow(() -> new IllegalArgumentException("no request " + id));
    }

    /**
     * A request as it stands.
     *
     * @throws IllegalArgumentException if there is none of that id, or it has expired
     */
    public View view(String id) {
        return queue.view(known(id));
    }

    /** All requests that were ever accepted, in order; of more than 10,000, those that have not expired. */
    public List<View> allRequests() {
        return queue.all();
    }

    /** How many submits were accepted: what the account would be charged for, less those cancelled. */
    public int acceptedSubmits() {
        return queue.accepted();
    }

    /** The requests so far, oldest first; of very many only the latest. */
    public List<Request> requests() {
        return log.all();
    }

    /** The requests of one call so far, as {@link #requests()}. */
    public List<Request> requests(Route route) {
        return log.all().stream().filter(request -> request.route() == route).toList();
    }

    /** How often a call was made. */
    public int count(Route route) {
        return log.count(route);
    }

    /**
     * Waits until a call was made that often.
     *
     * @throws TimeoutException if it wasn't within half a minute
     */
    public void awaitCount(Route route, int atLeast) throws InterruptedException, TimeoutException {
        log.await(route, atLeast, PATIENCE);
    }

    /**
     * Waits until a call was made that often.
     *
     * @throws TimeoutException if it wasn't within that time
     */
    public void awaitCount(Route route, int atLeast, Duration atMost) throws InterruptedException, TimeoutException {
        log.await(route, atLeast, atMost);
    }

    MockWebServer server() {
        return server;
    }

    RequestLog log() {
        return log;
    }

    FaultQueue faults() {
        return faults;
    }

    SandboxRequests queue() {
        return queue;
    }

    Video.Source videos() {
        return videos;
    }

    boolean knowsToken(String given) {
        return tokens.contains(given);
    }

    private boolean breaksUnread(String method, String path) {
        Target target = Target.of(method, server.url(path));
        boolean breaks = faults.takeIf(target, Fault.Type.RESET_UNREAD);
        if (breaks) {
            log.add(new Request(target.route(), method, path, null, "", "", ""));
        }
        return breaks;
    }

    /** Stops listening and releases every request that still waits for its answer. */
    @Override
    public void close() {
        videos.close();
        server.close();
    }

    /** Describes a sandbox. */
    public static final class Builder {
        private int port;
        private String token = DEFAULT_TOKEN;
        private double timeScale = 1;
        private Video.Source videos = Videos.rendered();

        @CheckForNull
        private Clock clock;

        int workers = 4;
        Duration queueTime = Duration.ofSeconds(4);
        Function<JsonNode, Duration> runTime = RunTimes::of;
        Duration expiry = Duration.ofDays(7);
        boolean hold;

        private Builder() {}

        /** The port to listen on; 0, the default, for any that is free. */
        public Builder port(int value) {
            port = value;
            return this;
        }

        /** The token that is accepted, until another one is {@linkplain Sandbox#addToken added}. */
        public Builder token(String value) {
            token = value;
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

        /** How many requests run at once; the others wait in the queue. */
        public Builder workers(int value) {
            workers = value;
            return this;
        }

        /** How long a request is queued at least. */
        public Builder queueTime(Duration value) {
            queueTime = value;
            return this;
        }

        /** How long every request runs. */
        public Builder runTime(Duration value) {
            return runTime(input -> value);
        }

        /** How long a request runs, by its input; without this, by size, length and steps as on a real machine. */
        public Builder runTime(Function<JsonNode, Duration> value) {
            runTime = value;
            return this;
        }

        /** How long an ended request and its video are kept. */
        public Builder expiry(Duration value) {
            expiry = value;
            return this;
        }

        /** What videos are handed out. */
        public Builder videos(Video.Source value) {
            videos = value;
            return this;
        }

        /** Requests wait for {@link Sandbox#startRequest} from the beginning. */
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
