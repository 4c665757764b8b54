package io.jenkins.plugins.wanfirstlastframe.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.RequestStatus.State;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The JSON of a response, read forgivingly in form and strictly in what is passed on. */
final class ApiResponse {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Seconds since 1970 stay below this number for 3000 years; milliseconds have been above it since that year. */
    private static final double FIRST_MILLIS = 1e11;

    private static final DateTimeFormatter DATE_TIME = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("['T'][ ]")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendPattern("[ ][XXX][XX][X]")
            .toFormatter(Locale.ROOT);

    private final JsonNode json;

    private ApiResponse(JsonNode json) {
        this.json = json;
    }

    /** The response, if the text is a JSON object; byte order marks before it count as white space. */
    static Optional<ApiResponse> parse(String text) {
        try {
            JsonNode json = JSON.readTree(ByteOrderMark.stripped(text));
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

    /** What the service says of an error, in one line. */
    Optional<String> errorMessage() {
        return ErrorText.of(json);
    }

    /** The problems that the schema check found, each with the parameter's title where one is named. */
    List<String> schemaProblems() {
        return ErrorText.details(json);
    }

    /** The id of the request that the response is about, if it names one. */
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
        boolean mayHaveFailed = state == State.FAILED || state == State.UNKNOWN;
        String error = mayHaveFailed ? errorMessage().orElse(null) : null;
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

    /**
     * The URLs of the output's videos, whether it names one, several, or wraps them in objects; those whose name says that
     * they are something else are left out. The ones under the documented names come first.
     */
    List<String> videos() {
        Set<String> urls = new LinkedHashSet<>();
        JsonNode output = json.path("output");
        List<String> documented = new ArrayList<>();
        collect(output.isObject() ? output.path("video") : output, documented);
        collect(output.path("videos"), documented);
        documented.stream()
                .filter(url -> OutputFile.of(url) != OutputFile.OTHER)
                .forEach(urls::add);
        outputFiles().stream()
                .filter(url -> OutputFile.of(url) == OutputFile.VIDEO)
                .forEach(urls::add);
        return List.copyOf(urls);
    }

    /** Every web address in the output, under whatever name. */
    List<String> outputFiles() {
        List<String> urls = new ArrayList<>();
        for (JsonNode text : json.path("output").isValueNode() ? List.of(json.path("output")) : values()) {
            if (text.isTextual() && text.asText().strip().matches("(?i)https?://\\S.*")) {
                urls.add(text.asText().strip());
            }
        }
        return urls.stream().distinct().toList();
    }

    private List<JsonNode> values() {
        List<JsonNode> found = new ArrayList<>();
        Deque<JsonNode> open = new ArrayDeque<>(List.of(json.path("output")));
        while (!open.isEmpty()) {
            for (JsonNode inner : open.remove()) {
                (inner.isContainerNode() ? open : found).add(inner);
            }
        }
        return found;
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

    /** A time, if it is there and readable: ISO 8601, in UTC where it has no offset, or seconds or milliseconds since 1970. */
    @CheckForNull
    Instant time(String name) {
        JsonNode node = json.path(name);
        try {
            if (node.isNumber()) {
                double number = node.asDouble();
                return Instant.ofEpochMilli((long) (Math.abs(number) < FIRST_MILLIS ? number * 1000 : number));
            }
            return node.isTextual() ? time(DATE_TIME.parse(node.asText().strip())) : null;
        } catch (DateTimeException e) {
            return null; // a decoration of the result; not worth failing for
        }
    }

    private static Instant time(TemporalAccessor read) {
        return read.isSupported(ChronoField.OFFSET_SECONDS)
                ? Instant.from(read)
                : LocalDateTime.from(read).toInstant(ZoneOffset.UTC);
    }

    /** What the request was charged, in US dollars, where the service says an amount that makes sense. */
    Optional<BigDecimal> costUsd() {
        JsonNode cost = json.path("cost");
        return UsdAmount.ofPrice(ErrorText.text(cost.isObject() ? cost.path("usd") : cost));
    }

    /** What is left on the account, where the service says an amount that makes sense. */
    Optional<Balance> balance() {
        return UsdAmount.of(text("balance_usd"))
                .map(amount -> new Balance(
                        amount, PlainText.oneLine(optionalText("currency").orElse("USD"), 10)));
    }

    /** A text or number as cleaned text, if there is one. */
    Optional<String> optionalText(String name) {
        return Optional.of(text(name)).filter(found -> !found.isEmpty());
    }

    /** A text or number as cleaned text; empty if there is none. */
    String text(String name) {
        return ErrorText.text(json.path(name));
    }
}
