package io.jenkins.plugins.wanfirstlastframe.sandbox;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One mistake that the sandbox makes on purpose. Its text form is {@code CALL:MISTAKE[=VALUE][,OPTION=VALUE…][*TIMES]},
 * such as {@code submit:503*2}, {@code status:429,retry-after=2} or {@code download:truncate=1000}; {@code **} instead
 * of a number of times stands for ever.
 *
 * @param route the call that goes wrong
 * @param mistake what goes wrong
 * @param value the mistake's value, empty where it has none
 * @param options further values by name: {@code code}, {@code message}, {@code retry-after}
 * @param times how often, {@link #FOR_EVER} for always
 */
public record Fault(Route route, Mistake mistake, String value, Map<String, String> options, int times) {

    /** As often as the call is made. */
    public static final int FOR_EVER = Integer.MAX_VALUE;

    /** What can go wrong. */
    public enum Mistake {
        /** An HTTP status, the value, with options {@code code}, {@code message} and {@code retry-after}. */
        HTTP,
        /** HTTP 200 with an error code, the value, in the body. */
        ERROR_IN_200,
        /** A page of HTML instead of JSON. */
        HTML,
        /** JSON that breaks off. */
        CUT,
        /** No body at all. */
        EMPTY,
        /** Another status word, the value. */
        WORD,
        /** The status word in capitals. */
        CAPITALS,
        /** The other spelling of the status: succeeded, canceled. */
        ALIAS,
        /** The connection breaks; the request had no effect. */
        RESET,
        /** The connection breaks after the request took effect. */
        RESET_AFTER,
        /** No answer ever comes; the request had no effect. */
        STALL,
        /** No answer ever comes, though the request took effect. */
        STALL_AFTER,
        /** The body comes at the value's number of bytes a second. */
        TRICKLE,
        /** The body breaks off after the value's number of bytes. */
        TRUNCATE,
        /** The length that is announced is that many bytes less than the body; a negative number for more. */
        SHORT_LENGTH,
        /** The URLs of an answer lead to the value's origin. */
        FOREIGN_URLS,
        /** The video is said to be at the value's URL. */
        VIDEO,
        /** A redirect to the value's URL. */
        REDIRECT,
        /** A redirect to itself. */
        LOOP,
        /** A completed result has no video. */
        NO_VIDEO,
        /** The video stands in {@code videos}. */
        VIDEOS,
        /** The video stands in an object with a {@code url}. */
        OBJECT,
        /** The result is not there yet although the status says so. */
        NOT_READY,
        /** A page of HTML with status 200 instead of a video. */
        PAGE,
        /** A Range is answered with the whole. */
        IGNORE_RANGE,
        /** A Range is answered with another one. */
        WRONG_OFFSET,
        /** The job fails with the value's text. */
        FAIL,
        /** HTTP 500 with a long message full of control characters. */
        HOSTILE;

        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public Fault {
        options = Map.copyOf(options);
    }

    /** A mistake without a value, made once. */
    public static Fault of(Route route, Mistake mistake) {
        return new Fault(route, mistake, "", Map.of(), 1);
    }

    /** A mistake with a value, made once. */
    public static Fault of(Route route, Mistake mistake, Object value) {
        return new Fault(route, mistake, value.toString(), Map.of(), 1);
    }

    /** An HTTP status, made once. */
    public static Fault http(Route route, int status) {
        return of(route, Mistake.HTTP, status);
    }

    /** The same, that often. */
    public Fault times(int count) {
        return new Fault(route, mistake, value, options, count);
    }

    /** The same with a further value. */
    public Fault with(String name, String optionValue) {
        Map<String, String> more = new LinkedHashMap<>(options);
        more.put(name, optionValue);
        return new Fault(route, mistake, value, more, times);
    }

    Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    int number() {
        return Integer.parseInt(value);
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException with a sentence on what is wrong
     */
    public static Fault parse(String text) {
        int colon = text.indexOf(':');
        Route route = colon < 0 ? null : find(Route.values(), text.substring(0, colon), Route::text);
        if (route == null) {
            throw new IllegalArgumentException("\"" + text + "\" names no call; a fault starts with one of "
                    + Arrays.stream(Route.values()).map(Route::text).collect(Collectors.joining(", ")) + " and a colon.");
        }
        String rest = text.substring(colon + 1);
        int times = 1;
        int star = rest.lastIndexOf('*');
        if (rest.endsWith("**")) {
            times = FOR_EVER;
            rest = rest.substring(0, rest.length() - 2);
        } else if (star >= 0 && rest.substring(star + 1).matches("\\d{1,6}")) {
            times = Integer.parseInt(rest.substring(star + 1));
            rest = rest.substring(0, star);
        }
        if (times < 1) {
            throw new IllegalArgumentException("\"" + text + "\" never happens; leave it out instead.");
        }
        String[] parts = rest.split(",", -1);
        String[] first = parts[0].split("=", 2);
        boolean status = first[0].matches("[1-5]\\d\\d");
        Mistake mistake = status ? Mistake.HTTP : find(Mistake.values(), first[0], Mistake::text);
        if (mistake == null) {
            throw new IllegalArgumentException("\"" + first[0] + "\" is no fault; it must be an HTTP status or one of "
                    + Arrays.stream(Mistake.values()).map(Mistake::text).collect(Collectors.joining(", ")) + ".");
        }
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 1; i < parts.length; i++) {
            String[] option = parts[i].split("=", 2);
            options.put(option[0], option.length > 1 ? option[1] : "");
        }
        String value = status ? first[0] : first.length > 1 ? first[1] : "";
        check(mistake, value, options);
        return new Fault(route, mistake, value, options, times);
    }

    private static void check(Mistake mistake, String value, Map<String, String> options) {
        boolean wantsNumber =
                switch (mistake) {
                    case HTTP, ERROR_IN_200, TRICKLE, TRUNCATE, SHORT_LENGTH -> true;
                    case HTML -> !value.isEmpty();
                    default -> false;
                };
        if (wantsNumber && !value.matches("-?\\d{1,9}")) {
            throw new IllegalArgumentException(
                    mistake.text() + " needs a number, as in " + mistake.text() + "=200, not \"" + value + "\".");
        }
        String code = options.getOrDefault("code", "0");
        if (!code.matches("\\d{1,9}")) {
            throw new IllegalArgumentException("code must be a number, not \"" + code + "\".");
        }
    }

    private static <T> T find(T[] values, String text, Function<T, String> name) {
        return Arrays.stream(values)
                .filter(value -> name.apply(value).equals(text))
                .findFirst()
                .orElse(null);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(route.text()).append(':');
        if (mistake == Mistake.HTTP) {
            text.append(value);
        } else {
            text.append(mistake.text()).append(value.isEmpty() ? "" : "=" + value);
        }
        options.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(option -> text.append(',').append(option.getKey()).append('=').append(option.getValue()));
        return text.append(times == 1 ? "" : times == FOR_EVER ? "**" : "*" + times).toString();
    }
}
