package io.jenkins.plugins.wanfirstlastframe.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceException.Kind;
import io.jenkins.plugins.wanfirstlastframe.client.TokenSource.TokenException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Tells what a bad response or a broken connection means. The codes are those of RunComfy's error code page
 * (docs.runcomfy.com/model-apis/error-codes); where a response has none, its HTTP status decides.
 */
final class ServiceExceptionFactory {

    /**
     * What the HTTP library says of a stream that the server refused, or that lies beyond the last one of its GOAWAY: by
     * RFC 9113, section 8.7, the request was not processed and is safe to be sent again.
     */
    private static final String TURNED_AWAY = "stream was reset: REFUSED_STREAM";

    /** The input has ten parameters, and a problem with each fits in here. */
    private static final int MAX_DETAIL = 900;

    private final Endpoint endpoint;

    @CheckForNull
    private final RequestId id;

    private final String tokenDescription;

    /** Whether a frame travels within the request. */
    private final boolean inlineFrame;

    ServiceExceptionFactory(
            Endpoint endpoint, @CheckForNull RequestId id, String tokenDescription, boolean inlineFrame) {
        this.endpoint = endpoint;
        this.id = id;
        this.tokenDescription = tokenDescription;
        this.inlineFrame = inlineFrame;
    }

    /** The failure that a response with an error code or a status other than 2xx stands for. */
    ServiceException refused(int httpStatus, ApiResponse response, Optional<Duration> retryAfter) {
        int code = response.errorCode();
        Kind kind = kind(httpStatus, code, retryAfter.isPresent());
        String problems = kind == Kind.INVALID_INPUT ? String.join("; ", response.schemaProblems()) : "";
        String said = problems.isEmpty() ? response.errorMessage().orElse("") : problems;
        return exception(kind, httpStatus, code, said(kind, said), retryAfter);
    }

    /** What may be the reason where the service says none that a person could act upon. */
    private String hint(Kind kind) {
        return inlineFrame && (kind == Kind.INVALID_INPUT || kind == Kind.REFUSED)
                ? "; a frame was sent within the request, as a data URI: if that is the reason, the frame must be published"
                        + " at an https address"
                : "";
    }

    /**
     * The failure of a response that is not JSON.
     *
     * @param webPage what it is instead, where it is a page for people
     * @param empty whether there is nothing in it
     */
    ServiceException notJson(int httpStatus, Optional<String> webPage, boolean empty, Optional<Duration> retryAfter) {
        if (httpStatus / 100 == 3) {
            return byStatus(httpStatus, "the service answers with a redirect", retryAfter);
        }
        if (webPage.isPresent()) {
            String page = webPage.get() + " in place of an answer, from a firewall, a proxy or a login";
            // the service speaks JSON, so that a page's status is not its word on the token, the request or the input
            boolean aboutTheCall =
                    switch (kind(httpStatus, 0, retryAfter.isPresent())) {
                        case SLOW_DOWN, UNAVAILABLE, SERVER -> true;
                        default -> false;
                    };
            return aboutTheCall ? byStatus(httpStatus, page, retryAfter) : unreadable(httpStatus, page);
        }
        return httpStatus / 100 == 2
                ? unreadable(httpStatus, empty ? "the answer is empty" : "the answer is not JSON")
                : byStatus(httpStatus, "", retryAfter);
    }

    /** The failure of a response whose body is in an encoding that nobody asked for and that can't be decoded. */
    ServiceException encoded(int httpStatus, String coding, Optional<Duration> retryAfter) {
        String detail = "the answer is encoded as \"" + coding + "\", which was not asked for and can't be decoded";
        return httpStatus / 100 == 2 ? unreadable(httpStatus, detail) : byStatus(httpStatus, detail, retryAfter);
    }

    private ServiceException byStatus(int httpStatus, String said, Optional<Duration> retryAfter) {
        Kind kind = kind(httpStatus, 0, retryAfter.isPresent());
        return exception(kind, httpStatus, 0, said(kind, said), retryAfter);
    }

    private String said(Kind kind, String said) {
        String fact =
                switch (kind) {
                    case TOKEN -> "the service refuses " + tokenDescription;
                    case BALANCE -> "the account's balance is used up";
                    case INVALID_INPUT -> "the service refuses the input";
                    default -> "";
                };
        if (fact.isEmpty()) {
            return said.isEmpty() ? "no reason given" : said;
        }
        return said.isEmpty() ? fact : fact + ": " + said;
    }

    private ServiceException exception(
            Kind kind, int httpStatus, int code, String detail, Optional<Duration> retryAfter) {
        String numbers = " (HTTP " + httpStatus + (code == 0 ? "" : ", error code " + code) + ")";
        return new ServiceException(
                kind,
                endpoint,
                id,
                httpStatus,
                code,
                PlainText.oneLine(detail, MAX_DETAIL) + numbers + hint(kind),
                retryAfter.orElse(null),
                null);
    }

    private Kind kind(int httpStatus, int code, boolean comeAgain) {
        boolean aboutTheModel = endpoint == Endpoint.SUBMIT || endpoint == Endpoint.MODEL;
        Kind byCode =
                switch (code) {
                    case 400001 -> aboutTheModel ? Kind.WRONG_MODEL : Kind.NOT_FOUND;
                    case 400002 -> Kind.BALANCE;
                    case 400004 -> Kind.TOKEN;
                    default -> null;
                };
        if (byCode != null) {
            return byCode;
        }
        // the codes start with the HTTP status they belong to, also where they come with HTTP 200
        int status = code >= 100_000 && code <= 599_999 ? code / 1000 : httpStatus;
        return switch (status) {
            case 401 -> Kind.TOKEN;
            case 402 -> Kind.BALANCE;
            case 403 -> endpoint == Endpoint.BALANCE ? Kind.REFUSED : Kind.FORBIDDEN;
            case 404 -> aboutTheModel ? Kind.WRONG_MODEL : endpoint == Endpoint.BALANCE ? Kind.REFUSED : Kind.NOT_FOUND;
            case 408, 425, 429 -> Kind.SLOW_DOWN;
            case 422 -> Kind.INVALID_INPUT;
            // a gateway says 503 too when the service took the request and answered it too late; only a date to come
            // again
            // tells that the call was turned away
            case 503 -> endpoint == Endpoint.SUBMIT && !comeAgain ? Kind.SERVER : Kind.UNAVAILABLE;
            default -> status >= 500 ? Kind.SERVER : Kind.REFUSED;
        };
    }

    /** The failure of a response that came and can't be understood. */
    ServiceException unreadable(int httpStatus, String reason) {
        return exception(Kind.UNREADABLE, httpStatus, 0, reason, Optional.empty());
    }

    /** The failure of a response about another request. */
    ServiceException aboutAnotherRequest(int httpStatus, String other) {
        String detail = "the answer is about another request, " + PlainText.oneLine(other, 128);
        return exception(Kind.ANOTHER_REQUEST, httpStatus, 0, detail, Optional.empty());
    }

    /** The failure of a response about a request of another model. */
    ServiceException aboutAnotherModel(int httpStatus, String other) {
        String detail =
                "the request is one of the model " + PlainText.oneLine(other, 128) + ", not of " + ServiceUrl.MODEL;
        return exception(Kind.ANOTHER_MODEL, httpStatus, 0, detail, Optional.empty());
    }

    /**
     * The failure of a call that got no answer.
     *
     * @param sent whether the service can have seen the request
     */
    ServiceException broken(IOException e, boolean sent, boolean givenUp, String host) {
        boolean turnedAway = TURNED_AWAY.equals(e.getMessage());
        Kind kind = givenUp ? Kind.GIVEN_UP : sent && !turnedAway ? Kind.NO_ANSWER : Kind.UNREACHABLE;
        String reason;
        if (givenUp) {
            reason = "it was given up";
        } else if (turnedAway) {
            reason = host + " turned it away unread";
        } else if (e instanceof UnknownHostException) {
            reason = "the host " + host + " is unknown";
        } else if (e instanceof SocketTimeoutException || "timeout".equals(e.getMessage())) {
            reason = host + (sent ? " sent no answer in time" : " can't be reached in time");
        } else if (e instanceof ConnectException || e instanceof NoRouteToHostException || noSocksProxy(e)) {
            reason = "no connection to " + host;
        } else if (e instanceof SSLHandshakeException || e instanceof SSLPeerUnverifiedException) {
            reason = "no trusted TLS connection to " + host + " (" + PlainText.oneLine(e.getMessage(), 120) + ")";
        } else if (isRefusalOfProxy(e)) {
            reason = "the proxy refuses a connection to " + host + " (" + PlainText.oneLine(e.getMessage(), 120) + ")";
        } else {
            reason = "the connection to " + host + " broke";
        }
        return new ServiceException(kind, endpoint, id, 0, 0, reason, null, e);
    }

    /** Whether a connection failed before anything could be sent on it. */
    static boolean neverConnected(IOException e) {
        return e instanceof UnknownHostException
                || e instanceof ConnectException
                || e instanceof NoRouteToHostException
                || e instanceof SSLHandshakeException
                || e instanceof SSLPeerUnverifiedException
                || isRefusalOfProxy(e)
                || noSocksProxy(e);
    }

    /** Java says it without a class of its own where a SOCKS proxy can't be reached. */
    private static boolean noSocksProxy(IOException e) {
        return String.valueOf(e.getMessage()).startsWith("Connection refused");
    }

    /** What OkHttp says when a proxy doesn't open the way to the service. */
    private static boolean isRefusalOfProxy(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith("Unexpected response code for CONNECT")
                || message.startsWith("Failed to authenticate with proxy")
                || message.startsWith("SOCKS");
    }

    /** The failure of a call that wasn't made, for want of a token. */
    ServiceException noToken(TokenException e) {
        Kind kind = e.isPending() ? Kind.UNAVAILABLE : Kind.TOKEN;
        return new ServiceException(kind, endpoint, id, 0, 0, e.getMessage(), null, null);
    }
}
