package io.jenkins.plugins.wanfirstlastframe.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.RequestStatus.State;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the JSON of an answer, forgiving in form and strict in what it passes on. */
final class ApiResponse {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The input has ten parameters: more problems than this help nobody. */
    private static final int MOST_PROBLEMS = 20;

    private final JsonNode json;

    private ApiResponse(JsonNode json) {
        this.json = json;
    }

    /** The answer, if the text is a JSON object. */
    static Optional<ApiResponse> parse(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            return json != null && json.isObject() ? Optional.of(new ApiResponse(json)) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** The service's error code, 0 if there is none. */
    int errorCode() {
        JsonNode code = json.path("error_code");
        if (code.canConvertToInt()) {
            return code.asInt();
        }
        return code.isTextual() && code.asText().matches("\\d{1,9}") ? Integer.parseInt(code.asText()) : 0;
    }

    /** What the service says of an error: the first of the places where it is known to say it. */
    Optional<String> errorMessage() {
        for (String name : List.of("error_message", "message", "error", "detail")) {
            JsonNode node = json.path(name);
            String text = text(node.isObject() ? node.path("message") : node);
            if (!text.isEmpty()) {
                return Optional.of(text);
            }
        }
        return Optional.empty();
    }

    /** The problems that the schema check found, each with the parameter's title where one is named. */
    List<String> schemaProblems() {
        List<String> problems = new ArrayList<>();
        for (JsonNode problem : json.path("detail")) {
            if (problems.size() == MOST_PROBLEMS) {
                break;
            }
            String text = text(problem.isObject() ? problem.path("msg") : problem);
            String where = "";
            for (JsonNode part : problem.path("loc")) {
                where = text(part);
            }
            String name = Parameter.ofWireName(where).map(Parameter::title).orElse(where);
            if (!text.isEmpty()) {
                problems.add(name.isEmpty() ? text : name + ": " + text);
            }
        }
        return problems;
    }

    Optional<RequestId> requestId() {
        try {
            return Optional.of(new RequestId(json.path("request_id").asText("")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The status, if the answer has one. */
    Optional<RequestStatus> status() {
        JsonNode word = json.path("status");
        if (!word.isTextual() || word.asText().isBlank()) {
            return Optional.empty();
        }
        State state = RequestStatus.stateOf(word.asText());
        JsonNode position = json.path("queue_position");
        Integer queuePosition = state == State.IN_QUEUE && position.canConvertToInt() && position.asInt() >= 0
                ? position.asInt()
                : null;
        String error = state == State.FAILED ? errorMessage().orElse(null) : null;
        return Optional.of(new RequestStatus(state, PlainText.oneLine(word.asText(), 40), queuePosition, error));
    }

    /**
     * What came of a cancel. The status counts for more than the outcome: a second cancel of a request that an earlier one
     * did cancel, but whose answer got lost, has nothing left to cancel.
     */
    CancelOutcome cancelOutcome() {
        if (status().map(RequestStatus::state).filter(State.CANCELLED::equals).isPresent()) {
            return CancelOutcome.CANCELLED;
        }
        return switch (json.path("outcome").asText("").toLowerCase(Locale.ROOT)) {
            case "cancelled", "canceled" -> CancelOutcome.CANCELLED;
            case "not_cancellable" -> CancelOutcome.NOT_CANCELLABLE;
            default -> CancelOutcome.UNKNOWN;
        };
    }

    /** All video URLs of the output, whether it names one, several, or wraps them in objects. */
    List<String> videos() {
        List<String> urls = new ArrayList<>();
        JsonNode output = json.path("output");
        collect(output.isObject() ? output.path("video") : output, urls);
        collect(output.path("videos"), urls);
        return urls.stream().distinct().toList();
    }

    private static void collect(JsonNode node, List<String> urls) {
        if (node.isTextual() && !node.asText().isBlank()) {
            urls.add(node.asText().strip());
        } else if (node.isObject()) {
            collect(node.path("url"), urls);
        } else if (node.isArray()) {
            node.forEach(element -> collect(element, urls));
        }
    }

    /** A time, if it is there and readable: ISO 8601 with an offset, or seconds since 1970. */
    @CheckForNull
    Instant time(String name) {
        JsonNode node = json.path(name);
        try {
            if (node.isNumber()) {
                return Instant.ofEpochMilli((long) (node.asDouble() * 1000));
            }
            return node.isTextual() ? OffsetDateTime.parse(node.asText()).toInstant() : null;
        } catch (DateTimeException e) {
            return null; // a decoration of the result; not worth failing for
        }
    }

    /** A text or number as cleaned text; empty if there is none. */
    String text(String name) {
        return text(json.path(name));
    }

    private static String text(JsonNode node) {
        return node.isValueNode() && !node.isNull() ? PlainText.oneLine(node.asText()) : "";
    }
}
