package io.jenkins.plugins.wanfirstlastframe.sandbox;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;

/** Answers each request by the contract, or by the fault that is scripted for it. */
final class SandboxDispatcher extends Dispatcher {

    /** Of a request's body, in bytes: enough for two frames of 6 MiB as data URIs, and all else there is. */
    static final long MAX_BODY = 20 << 20;

    private final Sandbox sandbox;
    private final ApiCalls api;
    private final Downloads downloads;

    SandboxDispatcher(Sandbox sandbox) {
        this.sandbox = sandbox;
        this.api = new ApiCalls(sandbox);
        this.downloads = new Downloads(sandbox);
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
        while (sandbox.server().takeRequest(0, TimeUnit.SECONDS) != null) {
            continue; // the HTTP server keeps every request for a test to take; nobody does here
        }
        Target target = Target.of(request.getMethod(), request.getUrl());
        sandbox.log().add(seen(target.route(), request));
        Fault fault = sandbox.faults().take(target).orElse(null);
        MockResponse instead = fault == null ? null : instead(fault, request);
        MockResponse reply = instead != null ? instead : answer(target, request, fault);
        if (request.getMethod().equals("HEAD")) {
            return Replies.withoutBody(reply);
        }
        try {
            return fault == null ? reply : spoilt(fault, reply);
        } catch (IOException e) {
            return Replies.error(500, 500001, "The sandbox failed: " + e.getMessage());
        }
    }

    private static Sandbox.Request seen(Route route, RecordedRequest request) {
        return new Sandbox.Request(
                route,
                request.getMethod(),
                request.getTarget(),
                request.getHeaders().get("Authorization"),
                header(request, "User-Agent"),
                request.getBody() == null ? "" : RequestLog.limited(request.getBody()),
                header(request, "Host"));
    }

    static String header(RecordedRequest request, String name) {
        return Optional.ofNullable(request.getHeaders().get(name)).orElse("");
    }

    /** What is said in place of an answer, if anything; the request has no effect then. */
    @CheckForNull
    private static MockResponse instead(Fault fault, RecordedRequest request) {
        return switch (fault.type()) {
            case HTTP -> Replies.http(fault);
            case ERROR_IN_200 -> Replies.error(200, (int) fault.number(), "a fault of the sandbox");
            case HTML -> Replies.html(status(fault, 200));
            case EMPTY -> new MockResponse.Builder().build();
            case HOSTILE -> Replies.error(status(fault, 500), status(fault, 500) * 1000 + 1, Replies.HOSTILE_TEXT);
            case REDIRECT -> Replies.redirect(fault.value());
            case LOOP -> Replies.redirect(request.getUrl().toString());
            case RESET, RESET_UNREAD -> Replies.reset();
            case STALL -> Replies.stall();
            case PAGE -> Replies.text(200, "<html>" + "not a video ".repeat(50) + "</html>", "video/mp4");
            default -> null;
        };
    }

    private static int status(Fault fault, int otherwise) {
        return fault.value().isEmpty() ? otherwise : (int) fault.number();
    }

    /** What becomes of an answer after the request took effect. */
    private static MockResponse spoilt(Fault fault, MockResponse reply) throws IOException {
        return switch (fault.type()) {
            case RESET_AFTER -> Replies.reset();
            case STALL_AFTER -> Replies.stall();
            case STALL_AT -> Replies.stalledAt(reply, fault.number());
            case TRICKLE -> Replies.trickle(reply, fault.number());
            case TRUNCATE -> Replies.truncated(reply, fault.number());
            case CUT -> Replies.shortened(reply, (Replies.length(reply) + 1) / 2);
            case SHORT_LENGTH -> Replies.shortened(reply, fault.number());
            case EXTRA -> Replies.extended(reply, fault.number());
            case NO_LENGTH -> Replies.withoutLength(reply);
            case BOM -> Replies.withByteOrderMark(reply);
            case ENCODED -> Replies.encoded(reply, fault);
            default -> reply;
        };
    }

    private MockResponse answer(Target target, RecordedRequest request, @CheckForNull Fault fault) {
        try {
            return switch (target.route()) {
                case DOWNLOAD -> downloads.video(target, request, fault);
                case FRAME -> downloads.frame(target, request);
                case UNKNOWN -> nothingThere(target);
                default -> api.answer(target, request, fault);
            };
        } catch (IOException e) {
            return Replies.error(500, 500001, "The sandbox failed: " + e.getMessage());
        }
    }

    private static MockResponse nothingThere(Target target) {
        String allowed = target.allowed();
        return allowed.isEmpty()
                ? Replies.error(404, 404001, "No such path")
                : Replies.error(405, 405001, "Method not allowed")
                        .newBuilder()
                        .setHeader("Allow", allowed)
                        .build();
    }
}
