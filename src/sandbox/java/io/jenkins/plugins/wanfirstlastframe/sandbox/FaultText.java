package io.jenkins.plugins.wanfirstlastframe.sandbox;

import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads and writes the text form of a {@link Fault}, which is described there. */
final class FaultText {

    private static final String SPECIAL = ",*\\";

    private FaultText() {}

    static Fault parse(String text) {
        int colon = text.indexOf(':');
        Route route = find(Route.values(), colon < 0 ? "" : text.substring(0, colon), Route::text)
                .orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" names no call; a fault starts with"
                        + " one of " + names(Route.values(), Route::text) + " and a colon."));
        List<String> parts = new ArrayList<>();
        int times = split(text.substring(colon + 1), parts);
        String[] first = pair(parts.get(0));
        boolean status = first[0].matches("\\d+") && first[1].isEmpty();
        Type type = status
                ? Type.HTTP
                : find(Type.values(), first[0], Type::text)
                        .orElseThrow(() -> new IllegalArgumentException("\"" + first[0]
                                + "\" is no fault; it must be an" + " HTTP status or one of " + Fault.names() + "."));
        Map<String, String> options = new LinkedHashMap<>();
        for (String part : parts.subList(1, parts.size())) {
            String[] option = pair(part);
            options.put(option[0], option[1]);
        }
        return new Fault(route, type, status ? first[0] : first[1], options, times);
    }

    /** Splits at commas, takes the escapes away, and gives the number of times. */
    private static int split(String text, List<String> parts) {
        StringBuilder part = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                i++;
                part.append(text.charAt(i));
            } else if (c == ',') {
                parts.add(part.toString());
                part.setLength(0);
            } else if (c == '*') {
                parts.add(part.toString());
                return times(text.substring(i + 1));
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return 1;
    }

    private static int times(String text) {
        if (text.equals("*")) {
            return Fault.FOR_EVER;
        }
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw new IllegalArgumentException("\"*" + text + "\" is no number of times; a fault ends with *3 for three"
                    + " times or ** for ever, and an asterisk inside a value is written \\*.");
        }
        return Integer.parseInt(text);
    }

    private static String[] pair(String text) {
        int equals = text.indexOf('=');
        return equals < 0
                ? new String[] {text, ""}
                : new String[] {text.substring(0, equals), text.substring(equals + 1)};
    }

    private static <T> Optional<T> find(T[] values, String text, Function<T, String> name) {
        return Arrays.stream(values)
                .filter(value -> name.apply(value).equals(text))
                .findFirst();
    }

    private static <T> String names(T[] values, Function<T, String> name) {
        return Arrays.stream(values).map(name).collect(Collectors.joining(", "));
    }

    static String write(Fault fault) {
        StringBuilder text = new StringBuilder(fault.route().text()).append(':');
        if (fault.type() == Type.HTTP) {
            text.append(fault.value());
        } else {
            text.append(fault.type().text());
            text.append(fault.value().isEmpty() ? "" : "=" + escaped(fault.value()));
        }
        fault.options().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(option ->
                        text.append(',').append(option.getKey()).append('=').append(escaped(option.getValue())));
        int times = fault.times();
        return text.append(times == 1 ? "" : times == Fault.FOR_EVER ? "**" : "*" + times)
                .toString();
    }

    private static String escaped(String text) {
        return text.chars()
                .mapToObj(c -> (SPECIAL.indexOf(c) < 0 ? "" : "\\") + (char) c)
                .collect(Collectors.joining());
    }
}
