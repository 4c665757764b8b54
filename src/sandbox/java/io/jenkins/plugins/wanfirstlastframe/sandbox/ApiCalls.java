package io.jenkins.plugins.wanfirstlastframe.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.InvalidInputException;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault.Type;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;

/** The calls that take a token. */
final class ApiCalls {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A file in a fault's output. */
    private static final Pattern FILE = Pattern.compile("\\$([\\w.%-]+)");

    private final Sandbox sandbox;

    ApiCalls(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    MockResponse answer(Target target, RecordedRequest request, @CheckForNull Fault fault) {
        String header = SandboxDispatcher.header(request, "Authorization");
        String token = header.regionMatches(true, 0, "Bearer ", 0, 7)
                ? header.substring(7).strip()
                : "";
        if (!sandbox.knowsToken(token)) {
            return Replies.error(401, 401001, "Invalid or missing token")
                    .newBuilder()
                    .setHeader("WWW-Authenticate", "Bearer")
                    .build();
        }
        return switch (target.route()) {
            case SUBMIT -> submit(request, target, token, fault);
            case MODEL -> model(target);
            case BALANCE -> balance();
            default -> aboutRequest(request, target, token, fault);
        };
    }

    private static boolean isTheModel(Target target) {
        List<String> path = target.path();
        return String.join("/", path.subList(2, path.size())).equals(ServiceUrl.MODEL);
    }

    private MockResponse model(Target target) {
        if (!isTheModel(target)) {
            return Replies.error(404, 404001, "No such model");
        }
        ObjectNode body = JSON.createObjectNode();
        body.put("display_name", "Wan 2.2 First/Last Frame");
        Sandbox.Prices prices = sandbox.prices();
        if (prices.usd() != null) {
            body.put("base_price_usd", prices.usd());
            body.put("price_unit", prices.unit());
        }
        if (prices.note() != null) {
            body.put("pricing_note", prices.note());
        }
        body.set("input_schema", InputSchema.json());
        return Replies.json(200, body);
    }

    private MockResponse balance() {
        ObjectNode body = JSON.createObjectNode();
        body.put("balance_usd", sandbox.prices().balance());
        body.put("currency", "USD");
        return Replies.json(200, body);
    }

    private MockResponse submit(RecordedRequest request, Target target, String token, @CheckForNull Fault fault) {
        if (!isTheModel(target)) {
            return Replies.error(400, 400001, "Invalid resource identifier");
        }
        String type = SandboxDispatcher.header(request, "Content-Type").toLowerCase(Locale.ROOT);
        if (!type.isEmpty() && !type.split(";")[0].strip().equals("application/json")) {
            return Replies.error(415, 415001, "The Content-Type must be application/json");
        }
        if (request.getBodySize() > SandboxDispatcher.MAX_BODY) {
            return Replies.error(413, 413001, "The body is too large");
        }
        ArrayNode problems = JSON.createArrayNode();
        JsonNode input = read(request, problems);
        if (problems.isEmpty()) {
            problems = InputSchema.problems(input);
        }
        if (problems.isEmpty() && is(fault, Type.NO_DATA_URIS)) {
            InlineFrames.refuse(input, problems);
        }
        if (problems.isEmpty()) {
            input = InlineFrames.hosted(input, problems, sandbox);
        }
        if (!problems.isEmpty()) {
            ObjectNode body = JSON.createObjectNode();
            body.put("error_code", 422001);
            body.put("error_message", "Validation failed");
            body.set("detail", problems);
            return Replies.json(422, body);
        }
        SandboxRequest kept = accept(token, input, failure(fault));
        ObjectNode body = JSON.createObjectNode();
        body.put("request_id", kept.id);
        return Replies.json(200, addUrls(body, kept, fault));
    }

    private static JsonNode read(RecordedRequest request, ArrayNode problems) {
        try {
            JsonNode input = JSON.readTree(
                    request.getBody() == null ? "" : request.getBody().utf8());
            if (!input.isObject()) {
                InputSchema.add(problems, null, "Input should be a valid JSON object", "model_attributes_type");
            }
            return input;
        } catch (JsonProcessingException e) {
            InputSchema.add(problems, null, "JSON decode error", "json_invalid");
            return JSON.missingNode();
        }
    }

    @CheckForNull
    private static String failure(@CheckForNull Fault fault) {
        if (is(fault, Type.FAIL)) {
            return fault.value().isEmpty() ? "a fault of the sandbox" : fault.value();
        }
        return is(fault, Type.FAIL_HOSTILE) ? Replies.HOSTILE_TEXT : null;
    }

    /** Takes the request, and has its video made in the background where that takes time. */
    private SandboxRequest accept(String token, JsonNode json, @CheckForNull String failure) {
        GenerationInput input;
        try {
            input = InputSchema.input(json);
        } catch (InvalidInputException e) {
            // right by the schema, and yet there is no such image
            return sandbox.queue().submit(token, json, failure == null ? e.getMessage() : failure, false);
        }
        var making = failure == null ? sandbox.videos().prepare(input) : Optional.<CompletableFuture<Video>>empty();
        SandboxRequest kept = sandbox.queue().submit(token, json, failure, making.isPresent());
        making.ifPresent(video ->
                video.whenComplete((made, e) -> sandbox.queue().videoMade(kept, e == null ? null : reason(e))));
        return kept;
    }

    private static String reason(Throwable e) {
        return String.valueOf(
                (e instanceof CompletionException && e.getCause() != null ? e.getCause() : e).getMessage());
    }

    private MockResponse aboutRequest(
            RecordedRequest request, Target target, String token, @CheckForNull Fault fault) {
        Optional<SandboxRequest> found = sandbox.queue().find(target.request());
        if (found.isEmpty()) {
            return Replies.error(404, 404001, "No such request");
        }
        SandboxRequest kept = found.get();
        if (!kept.token.equals(token)) {
            return Replies.error(403, 403001, "The request belongs to another user");
        }
        ObjectNode body = JSON.createObjectNode();
        body.put("request_id", is(fault, Type.OTHER_REQUEST) ? UUID.randomUUID().toString() : kept.id);
        if (is(fault, Type.OTHER_MODEL)) {
            body.put("model_id", fault.value());
        }
        if (target.route() == Route.CANCEL) {
            body.put("outcome", sandbox.queue().cancel(kept) ? "cancelled" : "not_cancellable");
        }
        Sandbox.View view = sandbox.queue().view(kept);
        body.put("status", word(view.state(), fault));
        if (target.route() == Route.STATUS) {
            if (view.queuePosition() != null) {
                body.put("queue_position", view.queuePosition());
            }
            addUrls(body, kept, fault);
        }
        if (target.route() == Route.RESULT && view.finishedAt() != null && !is(fault, Type.NOT_READY)) {
            addResult(body, kept, view, fault);
            if ("true".equals(request.getUrl().queryParameter("include_cost"))) {
                addCost(body, view, fault);
            }
        }
        return Replies.json(200, body);
    }

    private static String word(String state, @CheckForNull Fault fault) {
        if (fault == null) {
            return state;
        }
        return switch (fault.type()) {
            case WORD -> fault.value();
            case CAPITALS -> state.toUpperCase(Locale.ROOT);
            case ALIAS -> state.equals("completed") ? "succeeded" : state.equals("cancelled") ? "canceled" : state;
            case NOT_READY -> state.equals("completed") ? "in_progress" : state;
            default -> state;
        };
    }

    private void addResult(ObjectNode body, SandboxRequest kept, Sandbox.View view, @CheckForNull Fault fault) {
        body.put("created_at", view.createdAt().toString());
        body.put("finished_at", String.valueOf(view.finishedAt()));
        if (view.error() != null) {
            body.put("error", view.error());
        }
        if (!view.state().equals("completed")) {
            return;
        }
        if (is(fault, Type.OUTPUT)) {
            body.set("output", output(kept, fault.value()));
            return;
        }
        ObjectNode output = body.putObject("output");
        String url = videoUrl(kept, fault);
        if (is(fault, Type.VIDEOS)) {
            output.putArray("videos").add(url);
        } else if (is(fault, Type.OBJECT)) {
            output.putObject("video").put("url", url);
        } else if (!is(fault, Type.NO_VIDEO)) {
            output.put("video", url);
        }
    }

    private void addCost(ObjectNode body, Sandbox.View view, @CheckForNull Fault fault) {
        if (is(fault, Type.COST)) {
            body.set("cost", json(fault.value()));
        } else if (view.state().equals("completed") && !is(fault, Type.NO_COST) && sandbox.prices().cost() != null) {
            body.put("cost", sandbox.prices().cost());
        }
    }

    /** An output as a fault describes it. */
    private JsonNode output(SandboxRequest kept, String json) {
        return json(FILE.matcher(json).replaceAll(file -> '"' + fileUrl(kept, file.group(1)) + '"'));
    }

    /** A fault's value as JSON; what is none stands there as a text. */
    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JSON.getNodeFactory().textNode(text);
        }
    }

    private String videoUrl(SandboxRequest kept, @CheckForNull Fault fault) {
        if (is(fault, Type.VIDEO)) {
            return fault.value();
        }
        if (is(fault, Type.QUERY)) {
            kept.query = fault.value();
            return sandbox.baseUrl() + "/files/" + kept.id + "/video.mp4?" + fault.value();
        }
        // the dots of a path out of the folder must not be resolved here
        String name =
                is(fault, Type.FILE_NAME) ? fault.value().replace("/", "%2F").replace("\\", "%5C") : "video.mp4";
        return fileUrl(kept, name);
    }

    private String fileUrl(SandboxRequest kept, String name) {
        return sandbox.baseUrl() + "/files/" + kept.id + "/" + name + "?signature=" + kept.signature();
    }

    private ObjectNode addUrls(ObjectNode body, SandboxRequest kept, @CheckForNull Fault fault) {
        String base = (is(fault, Type.FOREIGN_URLS) ? fault.value() : sandbox.baseUrl()) + "/v1/requests/" + kept.id;
        body.put("status_url", base + "/status");
        body.put("result_url", base + "/result");
        return body.put("cancel_url", base + "/cancel");
    }

    private static boolean is(@CheckForNull Fault fault, Type type) {
        return fault != null && fault.type() == type;
    }
}
