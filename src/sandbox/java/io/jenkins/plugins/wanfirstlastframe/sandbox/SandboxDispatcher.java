package io.jenkins.plugins.wanfirstlastframe.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.InvalidInputException;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault.Mistake;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;

/** Answers each request by the contract, or by the fault that is scripted for it. */
final class SandboxDispatcher extends Dispatcher {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})-");

    private final Sandbox sandbox;

    SandboxDispatcher(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        List<String> path = request.getUrl().pathSegments();
        Route route = route(request, path);
        Optional<Fault> fault = sandbox.seen(route, request);
        try {
            Optional<MockResponse> instead = fault.flatMap(found -> instead(found, request));
            if (instead.isPresent()) {
                return instead.get();
            }
            MockResponse reply = answer(route, request, path, fault.orElse(null));
            return fault.isPresent() ? spoil(fault.get(), reply) : reply;
        } catch (IOException | IllegalStateException e) {
            return Replies.error(500, 500001, String.valueOf(e.getMessage()));
        }
    }

    private static Route route(RecordedRequest request, List<String> path) {
        boolean post = request.getMethod().equals("POST");
        String joined = String.join("/", path);
        if (joined.startsWith("v1/models/")) {
            return post ? Route.SUBMIT : Route.MODEL;
        }
        if (path.size() == 4 && joined.startsWith("v1/requests/")) {
            return switch (path.get(3)) {
                case "status" -> Route.STATUS;
                case "result" -> Route.RESULT;
                case "cancel" -> post ? Route.CANCEL : Route.UNKNOWN;
                default -> Route.UNKNOWN;
            };
        }
        return switch (path.get(0)) {
            case "files" -> Route.DOWNLOAD;
            case "frames" -> Route.FRAME;
            default -> Route.UNKNOWN;
        };
    }

    /** What is said in place of an answer; the request has no effect then. */
    private Optional<MockResponse> instead(Fault fault, RecordedRequest request) {
        return Optional.ofNullable(
                switch (fault.mistake()) {
                    case HTTP -> Replies.http(fault);
                    case ERROR_IN_200 -> Replies.error(200, fault.number(), "a fault of the sandbox");
                    case HTML -> Replies.html(fault.value().isEmpty() ? 200 : fault.number());
                    case EMPTY -> new MockResponse.Builder().build();
                    case RESET -> Replies.reset();
                    case STALL -> Replies.stall();
                    case REDIRECT -> Replies.redirect(fault.value());
                    case LOOP -> Replies.redirect(request.getUrl().toString());
                    case PAGE -> Replies.text(200, "<html>" + "not a video ".repeat(50) + "</html>", "video/mp4");
                    case HOSTILE -> Replies.hostile();
                    default -> null;
                });
    }

    /** What becomes of an answer after the request took effect. */
    private static MockResponse spoil(Fault fault, MockResponse reply) throws IOException {
        return switch (fault.mistake()) {
            case CUT -> Replies.cutJson(reply);
            case RESET_AFTER -> Replies.reset();
            case STALL_AFTER -> Replies.stall();
            case TRICKLE -> Replies.trickle(reply, fault.number());
            case TRUNCATE -> Replies.truncated(reply, fault.number());
            case SHORT_LENGTH -> Replies.shortened(reply, fault.number());
            default -> reply;
        };
    }

    private MockResponse answer(Route route, RecordedRequest request, List<String> path, Fault fault)
            throws IOException {
        if (route == Route.DOWNLOAD) {
            return download(request, path, fault);
        }
        if (route == Route.FRAME) {
            return sandbox.frame(path);
        }
        String token = Optional.ofNullable(request.getHeaders().get("Authorization"))
                .filter(header -> header.startsWith("Bearer "))
                .map(header -> header.substring("Bearer ".length()))
                .orElse("");
        if (!sandbox.knowsToken(token)) {
            return Replies.error(401, 401001, "Invalid or missing token");
        }
        return switch (route) {
            case SUBMIT -> submit(request, path, token, fault);
            case MODEL -> model(path);
            case STATUS, RESULT, CANCEL -> aboutJob(route, path.get(2), token, fault);
            default -> Replies.error(404, 404001, "No such path");
        };
    }

    private static boolean isTheModel(List<String> path) {
        return String.join("/", path.subList(2, path.size())).equals(ServiceUrl.MODEL);
    }

    private static MockResponse model(List<String> path) {
        if (!isTheModel(path)) {
            return Replies.error(404, 404001, "No such model");
        }
        ObjectNode body = JSON.createObjectNode();
        body.put("name", "Wan 2.2 First/Last Frame");
        body.put("base_price_usd", 0.0);
        body.put("price_unit", "per video of the sandbox");
        body.set("input_schema", SchemaCheck.schema());
        return Replies.json(200, body);
    }

    private MockResponse submit(RecordedRequest request, List<String> path, String token, Fault fault)
            throws IOException {
        if (!isTheModel(path)) {
            return Replies.error(400, 400001, "Invalid resource identifier");
        }
        JsonNode input = request.getBody() == null ? null : json(request.getBody().utf8());
        if (input == null || !input.isObject()) {
            return Replies.error(422, 422001, "The body must be a JSON object");
        }
        ArrayNode problems = SchemaCheck.problems(input);
        if (!problems.isEmpty()) {
            ObjectNode body = JSON.createObjectNode();
            body.put("error_code", 422001);
            body.put("error_message", "Validation failed");
            body.set("detail", problems);
            return Replies.json(422, body);
        }
        boolean fails = fault != null && fault.mistake() == Mistake.FAIL;
        SandboxJob job = sandbox.accept(token, input, fails ? fault.value() : null);
        ObjectNode body = JSON.createObjectNode();
        body.put("request_id", job.id);
        return Replies.json(200, addUrls(body, job, fault));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private MockResponse aboutJob(Route route, String id, String token, Fault fault) {
        SandboxJob job = sandbox.jobs().find(id);
        if (job == null || sandbox.expired(job)) {
            return Replies.error(404, 404001, "No such request");
        }
        if (!job.token.equals(token)) {
            return Replies.error(403, 403001, "The request belongs to another user");
        }
        ObjectNode body = JSON.createObjectNode();
        body.put("request_id", job.id);
        if (route == Route.CANCEL) {
            boolean done = sandbox.jobs().cancel(job);
            body.put("outcome", done ? "cancelled" : "not_cancellable");
        }
        String state = sandbox.jobs().state(job);
        body.put("status", word(state, fault));
        if (route == Route.STATUS) {
            if (state.equals("in_queue")) {
                body.put("queue_position", sandbox.jobs().position(job));
            }
            addUrls(body, job, fault);
        }
        if (route == Route.RESULT) {
            result(body, job, state, fault);
        }
        return Replies.json(200, body);
    }

    private static String word(String state, Fault fault) {
        if (fault == null) {
            return state;
        }
        return switch (fault.mistake()) {
            case WORD -> fault.value();
            case CAPITALS -> state.toUpperCase(Locale.ROOT);
            case ALIAS -> state.equals("completed") ? "succeeded" : state.equals("cancelled") ? "canceled" : state;
            case NOT_READY -> "in_progress";
            default -> state;
        };
    }

    private void result(ObjectNode body, SandboxJob job, String state, Fault fault) {
        Mistake mistake = fault == null ? null : fault.mistake();
        if (state.equals("failed")) {
            body.put("error", job.failure);
        }
        if (!state.equals("completed") || mistake == Mistake.NOT_READY) {
            return;
        }
        body.put("created_at", job.createdAt.toString());
        body.put("finished_at", sandbox.jobs().finishedAt(job).toString());
        String url = mistake == Mistake.VIDEO
                ? fault.value()
                : sandbox.baseUrl() + "/files/" + job.id + "/video.mp4?signature=of-the-sandbox";
        ObjectNode output = body.putObject("output");
        if (mistake == Mistake.VIDEOS) {
            output.putArray("videos").add(url);
        } else if (mistake == Mistake.OBJECT) {
            output.putObject("video").put("url", url);
        } else if (mistake != Mistake.NO_VIDEO) {
            output.put("video", url);
        }
    }

    private ObjectNode addUrls(ObjectNode body, SandboxJob job, Fault fault) {
        boolean foreign = fault != null && fault.mistake() == Mistake.FOREIGN_URLS;
        String base = (foreign ? fault.value() : sandbox.baseUrl()) + "/v1/requests/" + job.id;
        body.put("status_url", base + "/status");
        body.put("result_url", base + "/result");
        return body.put("cancel_url", base + "/cancel");
    }

    private MockResponse download(RecordedRequest request, List<String> path, Fault fault) throws IOException {
        SandboxJob job = path.size() == 3 ? sandbox.jobs().find(path.get(1)) : null;
        if (job == null || sandbox.expired(job) || !sandbox.jobs().state(job).equals("completed")) {
            return Replies.text(404, "gone", "text/plain");
        }
        Video video = sandbox.video(input(job.input));
        Mistake mistake = fault == null ? null : fault.mistake();
        Matcher range = RANGE.matcher(Optional.ofNullable(request.getHeaders().get("Range")).orElse(""));
        boolean partial = range.matches() && mistake != Mistake.IGNORE_RANGE;
        long from = partial ? Long.parseLong(range.group(1)) : 0;
        if (from >= video.length()) {
            return Replies.text(416, "", "text/plain").newBuilder()
                    .setHeader("Content-Range", "bytes */" + video.length())
                    .build();
        }
        if (mistake == Mistake.WRONG_OFFSET) {
            from = Math.max(0, from - 1);
        }
        MockResponse.Builder reply = new MockResponse.Builder()
                .code(partial ? 206 : 200)
                .setHeader("Content-Type", "video/mp4")
                .setHeader("Accept-Ranges", "bytes")
                .setHeader("ETag", "\"" + job.id + "\"")
                .setHeader("Content-Length", video.length() - from)
                .body(new VideoBody(video, from));
        if (partial) {
            reply.setHeader("Content-Range", "bytes " + from + "-" + (video.length() - 1) + "/" + video.length());
        }
        return reply.build();
    }

    private static GenerationInput input(JsonNode json) {
        GenerationInput.Builder input = GenerationInput.builder();
        for (Parameter parameter : Parameter.values()) {
            JsonNode value = json.get(parameter.wireName());
            input.set(parameter, value == null ? null : value.asText());
        }
        try {
            return input.build();
        } catch (InvalidInputException e) {
            throw new IllegalStateException("checked when it was submitted", e);
        }
    }
}
