package io.jenkins.plugins.wanfirstlastframe.sandbox;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One fault that the sandbox makes on purpose. Its text form is
 * {@code CALL:TYPE[=VALUE][,OPTION=VALUE…][*TIMES]}:
 *
 * <pre>
 * submit:503*2                            HTTP 503 for the next two submits
 * status:429,retry-after=2                with a Retry-After of two seconds (retry-date=2: the same as a date)
 * submit:400,code=400002,message=Top up   with an error code and a message
 * submit:reset-after                      the request is accepted, the answer is lost
 * download:truncate=1000                  the connection breaks after 1000 bytes
 * result:not-ready**                      for ever
 * status:404,request=ID                       for that request alone
 * </pre>
 *
 * An HTTP status stands for {@link Type#HTTP}; the other faults are {@link Type}'s constants in lower case with
 * hyphens. In a value, {@code \} before a comma, an asterisk or a {@code \} takes its meaning away.
 *
 * @param route the call that goes wrong
 * @param type what goes wrong
 * @param value its value, empty where it has none
 * @param options further values by name: of an HTTP status {@code code}, {@code message}, {@code detail} ({@code text},
 *     {@code list} or {@code object}: the form in which a reason stands in the body), {@code retry-after}, {@code
 *     retry-date} and {@code clock-ahead} (by how many seconds the server's clock is wrong); of {@code encoded}, {@code
 *     truncate}; of every call about a request, {@code request}
 * @param times how often, {@link #FOR_EVER} for always
 */
public record Fault(Route route, Type type, String value, Map<String, String> options, int times) {

    /** The number of times of a fault that is made as often as its call is. */
    public static final int FOR_EVER = Integer.MAX_VALUE;

    private static final Set<String> HTTP_OPTIONS =
            Set.of("code", "message", "detail", "retry-after", "retry-date", "clock-ahead");
    private static final Set<String> NUMBER_OPTIONS = Set.of("code", "retry-date", "truncate");
    private static final Set<String> SIGNED_OPTIONS = Set.of("clock-ahead");

    /** Whether a fault has a value, and of what kind. */
    enum Kind {
        NOTHING,
        TEXT,
        TEXT_OR_NOTHING,
        NUMBER,
        SIGNED,
        STATUS,
        STATUS_OR_NOTHING
    }

    /** What can go wrong. */
    public enum Type {
        /** An HTTP status, the value, with options {@code code}, {@code message}, {@code retry-after}. No effect. */
        HTTP(Kind.STATUS),
        /** HTTP 200 with an error code, the value, in the body; the request had no effect. */
        ERROR_IN_200(Kind.NUMBER),
        /** A page of HTML instead of JSON, with HTTP 200 or the value; the request had no effect. */
        HTML(Kind.STATUS_OR_NOTHING),
        /** No body at all; the request had no effect. */
        EMPTY(Kind.NOTHING),
        /** An error of HTTP 500 or the value, with 1 MB of control characters for a message; no effect. */
        HOSTILE(Kind.STATUS_OR_NOTHING),
        /** A redirect to the value's URL; the request had no effect. */
        REDIRECT(Kind.TEXT),
        /** A redirect to itself; the request had no effect. */
        LOOP(Kind.NOTHING),
        /** The connection is reset at the first byte of the request, which had no effect. */
        RESET_UNREAD(Kind.NOTHING),
        /** The connection breaks after the request was read; it had no effect. */
        RESET(Kind.NOTHING),
        /** The connection breaks after the request took effect. */
        RESET_AFTER(Kind.NOTHING),
        /** No answer ever comes; the request had no effect. */
        STALL(Kind.NOTHING),
        /** No answer ever comes, though the request took effect. */
        STALL_AFTER(Kind.NOTHING),
        /** The body stops after the value's number of bytes, and the connection stays open. */
        STALL_AT(Kind.NUMBER),
        /** The body comes at the value's number of bytes a second. */
        TRICKLE(Kind.NUMBER),
        /** The connection breaks after the value's number of bytes of the body. */
        TRUNCATE(Kind.NUMBER),
        /** The body ends in the middle, and its announced length agrees with that: JSON that breaks off. */
        CUT(Kind.NOTHING),
        /**
         * The body and its announced length lack the value's number of bytes at the end; with a negative number, so
         * many bytes more are announced than sent.
         */
        SHORT_LENGTH(Kind.SIGNED),
        /** The value's number of bytes follow after the length that was announced. */
        EXTRA(Kind.NUMBER),
        /** No length is announced; the body ends with the connection. */
        NO_LENGTH(Kind.NOTHING),
        /** A byte order mark stands before the body. */
        BOM(Kind.NOTHING),
        /**
         * The body comes in the content encoding of the value, {@code gzip} or {@code deflate}, whatever was asked for;
         * {@code raw-deflate} is the form of {@code deflate} that the standard doesn't mean, {@code not-gzip} an unencoded
         * body that is labelled {@code gzip}, and any other value just a label. With the option {@code truncate}, the
         * connection breaks after so many bytes of the encoded body.
         */
        ENCODED(Kind.TEXT),
        /** The request fails, with the value as its error. */
        FAIL(Kind.TEXT_OR_NOTHING, Route.SUBMIT),
        /** The request fails, with 1 MB of control characters as its error. */
        FAIL_HOSTILE(Kind.NOTHING, Route.SUBMIT),
        /** A request in which a frame comes as a data URI is refused; it has no effect then. */
        NO_DATA_URIS(Kind.NOTHING, Route.SUBMIT),
        /** The URLs of an answer lead to the value's origin. */
        FOREIGN_URLS(Kind.TEXT, Route.SUBMIT, Route.STATUS),
        /** Another status word, the value. */
        WORD(Kind.TEXT, Route.STATUS, Route.RESULT, Route.CANCEL),
        /** The status word in capitals. */
        CAPITALS(Kind.NOTHING, Route.STATUS, Route.RESULT, Route.CANCEL),
        /** The other spelling of the status: succeeded, canceled. */
        ALIAS(Kind.NOTHING, Route.STATUS, Route.RESULT, Route.CANCEL),
        /** A request that is completed is said to be still running. */
        NOT_READY(Kind.NOTHING, Route.STATUS, Route.RESULT),
        /** The video is said to be at the value's URL. */
        VIDEO(Kind.TEXT, Route.RESULT),
        /** The video's file name is the value, such as {@code ../../evil.mp4}; it can be downloaded. */
        FILE_NAME(Kind.TEXT, Route.RESULT),
        /** The answer is about another request than the one asked for. */
        OTHER_REQUEST(Kind.NOTHING, Route.STATUS, Route.RESULT, Route.CANCEL),
        /** The answer is about a request of another model, the value. */
        OTHER_MODEL(Kind.TEXT, Route.STATUS, Route.RESULT, Route.CANCEL),
        /**
         * The output of a completed result is the value, as JSON; {@code $clip.mp4} in it stands for the address of a file
         * of that name. One whose name begins with {@code poster} is an image, and one that ends in {@code .bin} comes
         * without a telling content type; all others are the video.
         */
        OUTPUT(Kind.TEXT, Route.RESULT),
        /** The video's address has the value as its query, and is good just as it stands there. */
        QUERY(Kind.TEXT, Route.RESULT),
        /** A completed result has no video. */
        NO_VIDEO(Kind.NOTHING, Route.RESULT),
        /** A result does not say what its request has cost. */
        NO_COST(Kind.NOTHING, Route.RESULT),
        /** A result says that its request has cost the value, as JSON. */
        COST(Kind.TEXT, Route.RESULT),
        /** The video stands in {@code videos}. */
        VIDEOS(Kind.NOTHING, Route.RESULT),
        /** The video stands in an object with a {@code url}. */
        OBJECT(Kind.NOTHING, Route.RESULT),
        /** A page of HTML, said to be a video, with status 200. */
        PAGE(Kind.NOTHING, Route.DOWNLOAD),
        /** The address is refused from now on, with HTTP 403 or the value; a result that is asked for later has a new one. */
        EXPIRED(Kind.STATUS_OR_NOTHING, Route.DOWNLOAD),
        /** The file has no {@code moov} box yet. */
        NO_MOOV(Kind.NOTHING, Route.DOWNLOAD),
        /** The file begins with an empty box. */
        FREE_FIRST(Kind.NOTHING, Route.DOWNLOAD),
        /** The file has the value's number of zero bytes behind its last box. */
        TRAILING(Kind.NUMBER, Route.DOWNLOAD),
        /** The file's {@code moov} box claims to be as long as the value. */
        BOX_LENGTH(Kind.NUMBER, Route.DOWNLOAD),
        /** A Range is answered with the whole. */
        IGNORE_RANGE(Kind.NOTHING, Route.DOWNLOAD),
        /** A Range is answered with another one, which begins a byte earlier. */
        WRONG_OFFSET(Kind.NOTHING, Route.DOWNLOAD),
        /** The file has changed: its ETag is another one than before. */
        NEW_ETAG(Kind.NOTHING, Route.DOWNLOAD);

        final Kind kind;
        final List<Route> routes;

        /** A type of fault; without routes, one of every call. */
        Type(Kind kind, Route... routes) {
            this.kind = kind;
            this.routes = List.of(routes);
        }

        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** @throws IllegalArgumentException with a sentence on what does not fit */
    public Fault {
        options = Map.copyOf(options);
        String problem = problem(type.kind, value);
        if (problem != null) {
            throw new IllegalArgumentException("\"" + type.text() + "\" " + problem);
        }
        for (Map.Entry<String, String> option : options.entrySet()) {
            checkOption(route, type, option.getKey(), option.getValue());
        }
        if (times < 1) {
            throw new IllegalArgumentException("A fault is made at least once, not " + times + " times.");
        }
    }

    private static String problem(Kind kind, String value) {
        boolean number = value.matches("\\d{1,18}");
        boolean status = value.matches("[2-5]\\d\\d");
        return switch (kind) {
            case TEXT -> value.isEmpty() ? "needs a value." : null;
            case NOTHING, TEXT_OR_NOTHING -> null;
            case SIGNED -> value.matches("-?\\d{1,18}") ? null : "needs a number as its value, such as 5 or -5.";
            case NUMBER -> number ? null : "needs a number as its value, such as 1000.";
            case STATUS -> status ? null : "needs an HTTP status from 200 to 599 as its value.";
            case STATUS_OR_NOTHING ->
                value.isEmpty() || status ? null : "takes an HTTP status from 200 to 599 as its value, or none.";
        };
    }

    private static void checkOption(Route route, Type type, String name, String value) {
        boolean fits = name.equals("request") && route.namesRequest()
                || type == Type.HTTP && HTTP_OPTIONS.contains(name)
                || type == Type.ENCODED && name.equals("truncate");
        if (!fits) {
            throw new IllegalArgumentException("\"" + name + "\" is no option of " + route.text() + ":" + type.text()
                    + "; an HTTP status takes " + String.join(", ", new TreeSet<>(HTTP_OPTIONS))
                    + ", encoded takes truncate, and a call about a request, request.");
        }
        boolean number = SIGNED_OPTIONS.contains(name) ? value.matches("-?\\d{1,9}") : value.matches("\\d{1,9}");
        if ((NUMBER_OPTIONS.contains(name) || SIGNED_OPTIONS.contains(name)) && !number) {
            throw new IllegalArgumentException("The option \"" + name + "\" needs a number, not \"" + value + "\".");
        }
    }

    /** @throws IllegalArgumentException with a sentence, for a fault that would never show in this call */
    void requireUse() {
        if (!type.routes.isEmpty() && !type.routes.contains(route)) {
            throw new IllegalArgumentException("\"" + type.text() + "\" is no fault of " + route.text() + " but of "
                    + type.routes.stream().map(Route::text).collect(Collectors.joining(", ")) + ".");
        }
        if (type.kind == Kind.NOTHING && !value.isEmpty()) {
            throw new IllegalArgumentException("\"" + type.text() + "\" takes no value.");
        }
    }

    /** A fault without a value, made once. */
    public static Fault of(Route route, Type type) {
        return of(route, type, "");
    }

    /** A fault with a value, made once. */
    public static Fault of(Route route, Type type, Object value) {
        return new Fault(route, type, value.toString(), Map.of(), 1);
    }

    /** An HTTP status, made once. */
    public static Fault http(Route route, int status) {
        return of(route, Type.HTTP, status);
    }

    /** This fault, made that often. */
    public Fault times(int count) {
        return new Fault(route, type, value, options, count);
    }

    /** This fault with a further value. */
    public Fault with(String name, Object optionValue) {
        Map<String, String> more = new LinkedHashMap<>(options);
        more.put(name, optionValue.toString());
        return new Fault(route, type, value, more, times);
    }

    /** This fault for calls about that request alone. */
    public Fault forRequest(String id) {
        return with("request", id);
    }

    Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    long number() {
        return Long.parseLong(value);
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException with a sentence on what is wrong
     */
    public static Fault parse(String text) {
        return FaultText.parse(text);
    }

    /** The text form, which {@link #parse} reads. */
    @Override
    public String toString() {
        return FaultText.write(this);
    }

    /** The names that a fault can have in a text. */
    static String names() {
        return Arrays.stream(Type.values())
                .filter(type -> type != Type.HTTP)
                .map(Type::text)
                .collect(Collectors.joining(", "));
    }
}
