package io.jenkins.plugins.wanfirstlastframe.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.ContentCoding.UnknownCodingException;
import io.jenkins.plugins.wanfirstlastframe.client.TokenSource.TokenException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import okio.BufferedSource;

/**
 * RunComfy's queue API: each method is one call, made once, with a finite time-out. Nothing is retried here; {@code
 * generation} knows what may be.
 *
 * <p>The contract is RunComfy's page of the model and docs.runcomfy.com/model-apis/async-queue-endpoints.
 */
public final class RunComfyClient {

    private static final Logger LOGGER = Logger.getLogger(RunComfyClient.class.getName());

    /** How long one call may take, from connecting to the last byte of the answer. */
    public static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final long MAX_RESPONSE = 1 << 20;

    /** A submit with frames in it takes as long as they need to be sent at this rate, in bytes a second, on top. */
    private static final long SLOWEST_UPLOAD = 128 << 10;

    /** How much longer than other calls a submit may take that has both frames in it. */
    public static final Duration FRAMES_TIMEOUT =
            Duration.ofSeconds(2 * RequestJson.base64Length(FrameContent.Inline.MAX_BYTES) / SLOWEST_UPLOAD);

    private static final MediaType JSON_TYPE = MediaType.get("application/json");

    private final ServiceUrl service;
    private final TokenSource tokens;
    private final String userAgent;
    private final Clock clock;
    private final OkHttpClient http;
    private final OkHttpClient submitHttp;
    private final Duration callTimeout;
    private final Set<Call> readCalls = ConcurrentHashMap.newKeySet();
    private final Set<Call> givenUp = ConcurrentHashMap.newKeySet();
    private volatile boolean readingGivenUp;

    /**
     * A client for one request or one look-up; cheap to make.
     *
     * @param http whose connections, proxy and trusted certificates are used; redirects, cookies and time-outs are set here
     * @param userAgent names the program to the service
     * @param clock tells how far away the date in a {@code Retry-After} is
     */
    public RunComfyClient(ServiceUrl service, TokenSource tokens, OkHttpClient http, String userAgent, Clock clock) {
        this(service, tokens, http, userAgent, clock, CALL_TIMEOUT);
    }

    /**
     * A client with another limit for the time that one call may take.
     *
     * @param callTimeout from connecting to the last byte of the answer
     */
    public RunComfyClient(
            ServiceUrl service,
            TokenSource tokens,
            OkHttpClient http,
            String userAgent,
            Clock clock,
            Duration callTimeout) {
        this.service = service;
        this.tokens = tokens;
        this.userAgent = userAgent;
        this.clock = clock;
        this.callTimeout = callTimeout;
        this.http = http.newBuilder()
                .followRedirects(false)
                .followSslRedirects(false)
                .cookieJar(CookieJar.NO_COOKIES)
                .connectTimeout(CONNECT_TIMEOUT)
                .callTimeout(callTimeout)
                .readTimeout(callTimeout)
                .writeTimeout(callTimeout)
                .build();
        // Submitting is paid: never on a pooled connection, which may be dead without our knowing, and never repeated.
        this.submitHttp = this.http
                .newBuilder()
                .retryOnConnectionFailure(false)
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                .build();
    }

    /** The service this client speaks to. */
    public ServiceUrl service() {
        return service;
    }

    /**
     * Submits a request. This starts billing.
     *
     * @throws ServiceException whose {@link ServiceException#outcomeUnknown()} tells whether the request may exist nonetheless
     */
    public RequestId submit(GenerationInput input) throws ServiceException {
        return submit(input, Map.of());
    }

    /**
     * Submits a request with frames that the service can't fetch by what the input says. This starts billing.
     *
     * @param frames what the service is given in the place of such an image; for each frame that travels within the request,
     *     the call may take longer by the time that a slow network needs for it
     * @throws IllegalArgumentException if an image of the input is a file, and nothing is given in its place
     * @throws ServiceException whose {@link ServiceException#outcomeUnknown()} tells whether the request may exist nonetheless
     */
    public RequestId submit(GenerationInput input, Map<Parameter, FrameContent> frames) throws ServiceException {
        boolean inline = frames.values().stream().anyMatch(FrameContent.Inline.class::isInstance);
        ServiceExceptionFactory exceptions =
                new ServiceExceptionFactory(Endpoint.SUBMIT, null, tokens.description(), inline);
        RequestJson json = RequestJson.of(input, frames);
        Reply reply = withToken(exceptions, token -> {
            OneShotBody body = new OneShotBody(json);
            Request request = request(service.submit(), token).post(body).build();
            Call call = submitHttp.newCall(request);
            call.timeout().timeout(timeout(json).toNanos(), TimeUnit.NANOSECONDS);
            return call(call, exceptions, body);
        });
        return reply.response()
                .requestId()
                .orElseThrow(() -> exceptions.unreadable(reply.httpStatus(), "the answer has no request id"));
    }

    /** How long a submit may take: a frame must not make its outcome unknown by its size alone. */
    private Duration timeout(RequestJson json) {
        return callTimeout.plusSeconds(json.length() / SLOWEST_UPLOAD);
    }

    /** Asks where a request stands. */
    public RequestStatus status(RequestId id) throws ServiceException {
        ServiceExceptionFactory exceptions = exceptions(Endpoint.STATUS, id);
        Reply reply = read(service.status(id), exceptions);
        aboutRequest(reply, id, exceptions);
        return status(reply, exceptions);
    }

    /** Asks for a request's result. While the request isn't finished, this tells just where it stands. */
    public RequestResult result(RequestId id) throws ServiceException {
        ServiceExceptionFactory exceptions = exceptions(Endpoint.RESULT, id);
        Reply reply = read(service.result(id), exceptions);
        ApiResponse response = aboutRequest(reply, id, exceptions);
        List<String> videos = response.videos();
        long otherFiles = response.outputFiles().stream()
                .filter(file -> !videos.contains(file))
                .count();
        return new RequestResult(
                status(reply, exceptions),
                videos,
                (int) otherFiles,
                response.time("created_at"),
                response.time("finished_at"),
                response.costUsd().orElse(null),
                reply.sentAt());
    }

    /** Asks the service to cancel a request. Only a queued one can be cancelled. */
    public CancelOutcome cancel(RequestId id) throws ServiceException {
        ServiceExceptionFactory exceptions = exceptions(Endpoint.CANCEL, id);
        Reply reply = withToken(exceptions, token -> {
            Request request = request(service.cancel(id), token)
                    .post(RequestBody.create(new byte[0]))
                    .build();
            return call(http.newCall(request), exceptions, null);
        });
        return aboutRequest(reply, id, exceptions).cancelOutcome();
    }

    /** Looks the model up in the service's catalogue. Costs nothing, so it serves to test a configuration. */
    public ModelInfo model() throws ServiceException {
        ServiceExceptionFactory exceptions = exceptions(Endpoint.MODEL, null);
        ApiResponse response = read(service.model(), exceptions).response();
        String name = response.optionalText("display_name")
                .or(() -> response.optionalText("name"))
                .orElse(ServiceUrl.MODEL);
        return new ModelInfo(
                name,
                response.optionalText("base_price_usd").orElse(null),
                response.optionalText("price_unit").orElse(null),
                response.optionalText("pricing_note").orElse(null));
    }

    /**
     * Asks for the account's balance. To be called only for somebody who wants to know it: RunComfy answers it at a host
     * that sees the token for nothing else.
     *
     * @return empty where the service is not RunComfy's own, so that nobody is asked
     */
    public Optional<Balance> balance() throws ServiceException {
        Optional<HttpUrl> url = service.balance();
        if (url.isEmpty()) {
            return Optional.empty();
        }
        ServiceExceptionFactory exceptions = exceptions(Endpoint.BALANCE, null);
        Reply reply = read(url.get(), exceptions);
        return Optional.of(reply.response()
                .balance()
                .orElseThrow(() -> exceptions.unreadable(reply.httpStatus(), "the answer has no balance")));
    }

    /**
     * Ends the calls that only read, those in flight and those that are yet to begin, from any thread: each fails as
     * given up. A submit or cancel goes on, since its answer matters.
     */
    public void giveUpReading() {
        readingGivenUp = true; // first, so that no call slips in between
        for (Call call : readCalls) {
            givenUp.add(call);
            call.cancel();
        }
    }

    private ServiceExceptionFactory exceptions(Endpoint endpoint, @CheckForNull RequestId id) {
        return new ServiceExceptionFactory(endpoint, id, tokens.description(), false);
    }

    /** The response, if it is about that request and this model, or doesn't say what it is about. */
    private static ApiResponse aboutRequest(Reply reply, RequestId id, ServiceExceptionFactory exceptions)
            throws ServiceException {
        String request = reply.response().text("request_id");
        if (!request.isEmpty() && !request.equalsIgnoreCase(id.value())) {
            throw exceptions.aboutAnotherRequest(reply.httpStatus(), request);
        }
        String model = reply.response().text("model_id");
        if (!model.isEmpty() && !model.equalsIgnoreCase(ServiceUrl.MODEL)) {
            throw exceptions.aboutAnotherModel(reply.httpStatus(), model);
        }
        return reply.response();
    }

    private static RequestStatus status(Reply reply, ServiceExceptionFactory exceptions) throws ServiceException {
        return reply.response()
                .status()
                .orElseThrow(() -> exceptions.unreadable(reply.httpStatus(), "the answer has no status"));
    }

    /** A call that is made with a token. */
    private interface TokenCall {
        Reply make(String token) throws ServiceException;
    }

    /** Makes a call; once more where its token was refused and another one is to be had by now. */
    private Reply withToken(ServiceExceptionFactory exceptions, TokenCall call) throws ServiceException {
        String token = token(exceptions);
        try {
            return call.make(token);
        } catch (ServiceException e) {
            if (e.kind() != ServiceException.Kind.TOKEN) {
                throw e;
            }
            tokens.refused(token);
            String other = token(exceptions);
            if (other.equals(token)) {
                throw e;
            }
            return call.make(other);
        }
    }

    private String token(ServiceExceptionFactory exceptions) throws ServiceException {
        try {
            // checked here, since a header that the HTTP library refuses could end up in the text of its exception
            return TokenText.check(tokens.description(), tokens.token());
        } catch (TokenException e) {
            throw exceptions.noToken(e);
        }
    }

    private Request.Builder request(HttpUrl url, String token) {
        return new Request.Builder()
                .url(url)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json")
                .header("User-Agent", userAgent);
    }

    private Reply read(HttpUrl url, ServiceExceptionFactory exceptions) throws ServiceException {
        return withToken(exceptions, token -> read(request(url, token).get().build(), exceptions));
    }

    private Reply read(Request request, ServiceExceptionFactory exceptions) throws ServiceException {
        Call call = http.newCall(request);
        readCalls.add(call);
        if (readingGivenUp) {
            givenUp.add(call);
            call.cancel();
        }
        try {
            return call(call, exceptions, null);
        } finally {
            readCalls.remove(call);
            givenUp.remove(call);
        }
    }

    private Reply call(Call call, ServiceExceptionFactory exceptions, @CheckForNull OneShotBody body)
            throws ServiceException {
        int httpStatus = 0;
        long begin = System.nanoTime();
        try (Response received = call.execute()) {
            httpStatus = received.code();
            log(call.request(), String.valueOf(httpStatus), begin);
            return reply(received, exceptions);
        } catch (IOException e) {
            log(call.request(), e.getClass().getSimpleName(), begin);
            boolean sent =
                    httpStatus != 0 || (body != null ? body.started : !ServiceExceptionFactory.neverConnected(e));
            throw exceptions.broken(
                    e, sent, givenUp.contains(call), call.request().url().host());
        }
    }

    private Reply reply(Response received, ServiceExceptionFactory exceptions) throws IOException, ServiceException {
        Optional<Duration> retryAfter = RetryAfter.of(received.headers(), clock.instant());
        String text;
        try {
            text = text(received);
        } catch (UnknownCodingException e) {
            throw exceptions.encoded(received.code(), e.coding(), retryAfter);
        }
        Optional<ApiResponse> parsed = ApiResponse.parse(text);
        if (parsed.isEmpty()) {
            Optional<String> page = WebPage.describe(text, received.header("Content-Type"));
            throw exceptions.notJson(received.code(), page, text.isBlank(), retryAfter);
        }
        ApiResponse response = parsed.get();
        if (!received.isSuccessful() || response.errorCode() != 0) {
            throw exceptions.refused(received.code(), response, retryAfter);
        }
        return new Reply(received.code(), response, received.headers().getInstant("Date"));
    }

    /** Neither the query nor a header: what is logged may be read by many. */
    private static void log(Request request, String end, long begin) {
        LOGGER.fine(() -> request.method() + " " + request.url().encodedPath() + ": " + end + " after "
                + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin) + " ms");
    }

    /** The response's text, or nothing where it is longer than any of this API. */
    private static String text(Response received) throws IOException {
        BufferedSource content = ContentCoding.decoded(received.body().source(), received.headers());
        if (content.request(MAX_RESPONSE + 1)) {
            return "";
        }
        byte[] bytes = content.readByteArray();
        MediaType type = received.body().contentType();
        Charset declared = type == null ? StandardCharsets.UTF_8 : type.charset(StandardCharsets.UTF_8);
        return new String(bytes, ByteOrderMark.charset(bytes, declared));
    }

    /**
     * A response that the service means as an answer.
     *
     * @param sentAt by the service's clock, null where it didn't say
     */
    private record Reply(
            int httpStatus,
            ApiResponse response,
            @CheckForNull Instant sentAt) {}

    /** A body that is sent at most once and knows whether sending has begun. */
    private static final class OneShotBody extends RequestBody {
        private final RequestJson json;
        private volatile boolean started;

        OneShotBody(RequestJson json) {
            this.json = json;
        }

        @Override
        public MediaType contentType() {
            return JSON_TYPE;
        }

        @Override
        public long contentLength() {
            return json.length();
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            started = true;
            json.writeTo(sink);
        }
    }
}
