package io.jenkins.plugins.wanfirstlastframe.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The reason in an error response. The service's pages show several forms, and what checks a request before or behind the
 * service has its own: a text, a list of problems, or an object, under one of several names.
 */
final class ErrorText {

    /** Where the reason of a whole response stands, the most telling place first. */
    private static final List<String> PLACES = List.of("error_message", "message", "error", "detail", "reason");

    /** Where the text of one problem stands. */
    private static final List<String> TEXTS = List.of(
            "msg", "message", "error_message", "reason", "description", "detail", "error", "errors", "title", "text");

    /** The input has ten parameters: more problems than this help nobody. */
    private static final int MAX_PROBLEMS = 20;

    private static final int MAX_DEPTH = 8;

    /** A data URI in a message is a frame that was sent within the request: its bytes are for nobody's console. */
    private static final Pattern DATA_URI = Pattern.compile("(base64,)[\\w+/=-]{8,}", Pattern.CASE_INSENSITIVE);

    private ErrorText() {}

    /** What a response says of an error, in one line; empty where it says nothing. */
    static Optional<String> of(JsonNode response) {
        return PLACES.stream()
                .map(place -> String.join("; ", problems(response.path(place))))
                .filter(text -> !text.isEmpty())
                .findFirst();
    }

    /** The problems in a response's {@code detail}, each with the parameter's title where one is named. */
    static List<String> details(JsonNode response) {
        return problems(response.path("detail"));
    }

    private static List<String> problems(JsonNode node) {
        List<String> problems = new ArrayList<>();
        collect(node, problems, 0);
        return problems;
    }

    private static void collect(JsonNode node, List<String> problems, int depth) {
        if (problems.size() == MAX_PROBLEMS || depth == MAX_DEPTH) {
            return;
        }
        if (node.isArray()) {
            node.forEach(element -> collect(element, problems, depth + 1));
        } else if (node.isObject()) {
            collectObject(node, problems, depth);
        } else {
            String text = text(node);
            if (!text.isEmpty()) {
                problems.add(text);
            }
        }
    }

    private static void collectObject(JsonNode node, List<String> problems, int depth) {
        for (String name : TEXTS) {
            List<String> inner = new ArrayList<>();
            collect(node.path(name), inner, depth + 1);
            if (!inner.isEmpty()) {
                String where = where(node);
                inner.stream()
                        .limit(MAX_PROBLEMS - problems.size())
                        .map(text -> where.isEmpty() ? text : where + ": " + text)
                        .forEach(problems::add);
                return;
            }
        }
        // no name that is known for texts: all there is, such as {"code": "content_policy"}
        node.properties().forEach(field -> {
            List<String> inner = new ArrayList<>();
            collect(field.getValue(), inner, depth + 1);
            if (!inner.isEmpty() && problems.size() < MAX_PROBLEMS) {
                problems.add(PlainText.oneLine(field.getKey(), 40) + ": " + String.join("; ", inner));
            }
        });
    }

    /** The parameter that a problem is about, as FastAPI names it: the last part of {@code loc}. */
    private static String where(JsonNode problem) {
        String where = "";
        for (JsonNode part : problem.path("loc")) {
            where = text(part);
        }
        return Parameter.ofWireName(where).map(Parameter::title).orElse(where);
    }

    /** A text or number, cleaned, without frames that were sent and queries of addresses, which may be signatures; empty for anything else. */
    static String text(JsonNode node) {
        if (!node.isTextual() && !node.isNumber()) {
            return "";
        }
        String text = DATA_URI.matcher(node.asText()).replaceAll("$1…");
        return PlainText.oneLine(PlainText.withoutQueries(text));
    }
}
