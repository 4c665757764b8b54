package io.jenkins.plugins.wanfirstlastframe.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceException.Kind;
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
 * Tells what a bad answer or a broken connection means. The codes are those of RunComfy's error code page
 * (docs.runcomfy.com/model-apis/error-codes); where an answer has none, its HTTP status decides.
 */
final class ServiceExceptionFactory {

    private final Endpoint endpoint;

    @CheckForNull
    private final RequestId id;

    private final String tokenDescription;

    ServiceExceptionFactory(Endpoint endpoint, @CheckForNull RequestId id, String tokenDescription) {
        this.endpoint = endpoint;
        this.id = id;
        this.tokenDescription = tokenDescription;
    }

    /** The failure that an answer with an error code or a status other than 2xx stands for. */
    ServiceException refused(int httpStatus, Optional<ApiResponse> answer, Optional<Duration> retryAfter) {
        int code = answer.map(ApiResponse::errorCode).orElse(0);
        Kind kind = kind(httpStatus, code, retryAfter.isPresent());
        String said = answer.map(found -> kind == Kind.INVALID_INPUT ? String.join("; ", found.schemaProblems()) : "")
                .filter(problems -> !problems.isEmpty())
                .or(() -> answer.flatMap(ApiResponse::errorMessage))
                .orElse(httpStatus / 100 == 3 ? "the service answers with a redirect" : "");
        StringBuilder detail = new StringBuilder();
        switch (kind) {
            case TOKEN -> detail.append("the service refuses ").append(tokenDescription);
            case BALANCE -> detail.append("the account's balance is used up");
            case INVALID_INPUT -> detail.append("the service refuses the input");
            default -> detail.append(said.isEmpty() ? "no reason given" : said);
        }
        boolean named = kind == Kind.TOKEN || kind == Kind.BALANCE || kind == Kind.INVALID_INPUT;
        if (named && !said.isEmpty()) {
            detail.append(": ").append(said);
        }
        detail.append(" (HTTP ").append(httpStatus);
        if (code != 0) {
            detail.append(", error code ").append(code);
        }
        detail.append(')');
        return new ServiceException(
                kind, endpoint, id, httpStatus, code, detail.toString(), retryAfter.orElse(null), null);
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
            case 403 -> Kind.FORBIDDEN;
            case 404 -> aboutTheModel ? Kind.WRONG_MODEL : Kind.NOT_FOUND;
            case 408, 425, 429 -> Kind.SLOW_DOWN;
            case 422 -> Kind.INVALID_INPUT;
            // a gateway says 503 too when the service took the request and answered it too late; only a date to come
            // again
            // tells that the call was turned away
            case 503 -> endpoint == Endpoint.SUBMIT && !comeAgain ? Kind.SERVER : Kind.UNAVAILABLE;
            default -> status >= 500 ? Kind.SERVER : Kind.REFUSED;
        };
    }

    /** The failure of an answer that came and can't be understood. */
    ServiceException unreadable(int httpStatus, String reason) {
        return new ServiceException(
                Kind.UNREADABLE, endpoint, id, httpStatus, 0, reason + " (HTTP " + httpStatus + ")", null, null);
    }

    /**
     * The failure of a call that got no answer.
     *
     * @param sent whether the service can have seen the request
     */
    ServiceException broken(IOException e, boolean sent, boolean givenUp, String host) {
        Kind kind = givenUp ? Kind.GIVEN_UP : sent ? Kind.NO_ANSWER : Kind.UNREACHABLE;
        String reason;
        if (givenUp) {
            reason = "it was given up";
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
    ServiceException noToken(String reason) {
        return new ServiceException(Kind.TOKEN, endpoint, id, 0, 0, reason, null, null);
    }
}
