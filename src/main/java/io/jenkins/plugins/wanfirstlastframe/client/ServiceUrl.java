package io.jenkins.plugins.wanfirstlastframe.client;

import java.util.Optional;
import okhttp3.HttpUrl;

/**
 * The one origin that may see the token, and the paths of the queue API below it.
 *
 * <p>All URLs of authorized calls are built here and never taken from an answer: a {@code status_url} that points
 * elsewhere would carry the token away.
 */
public final class ServiceUrl {

    /** RunComfy's own service. */
    public static final String DEFAULT = "https://model-api.runcomfy.net";

    private static final String BALANCE = "https://api.runcomfy.net/prod/v2/balance";

    /** The model this project exists for. */
    public static final String MODEL = "community/wan-2-2/first-last-frame";

    private final HttpUrl base;

    private ServiceUrl(HttpUrl base) {
        this.base = base;
    }

    /**
     * Reads the URL of a service.
     *
     * @param text an https URL; plain http only for a loopback host, as of a sandbox
     * @throws InvalidValueException with a sentence for the person who configured it
     */
    public static ServiceUrl parse(String text) {
        HttpUrl url = HttpUrl.parse(text.strip());
        if (url == null) {
            throw new InvalidValueException(Wording.SERVICE_NO_URL.with(PlainText.oneLine(text)));
        }
        String shown = PlainText.oneLine(url.newBuilder()
                .username("")
                .password("")
                .query(null)
                .fragment(null)
                .build()
                .toString());
        if (!url.username().isEmpty() || !url.password().isEmpty() || url.query() != null || url.fragment() != null) {
            throw new InvalidValueException(Wording.SERVICE_EXTRAS.with(shown));
        }
        if (!url.isHttps() && !Hosts.isLoopback(url.host())) {
            throw new InvalidValueException(Wording.SERVICE_SCHEME.with(shown));
        }
        return new ServiceUrl(url);
    }

    /** The host that calls with the token go to. */
    public String host() {
        return base.host();
    }

    /** The host, with the port where it is not the usual one. */
    public String authority() {
        return base.host() + (base.port() == HttpUrl.defaultPort(base.scheme()) ? "" : ":" + base.port());
    }

    /** Whether the service runs on this machine, as a sandbox does. */
    public boolean loopback() {
        return Hosts.isLoopback(base.host());
    }

    HttpUrl submit() {
        return model();
    }

    HttpUrl model() {
        return base.newBuilder()
                .addPathSegments("v1/models")
                .addPathSegments(MODEL)
                .build();
    }

    /**
     * Where the account's balance is asked for. RunComfy answers that at another host than its other calls, which may see the
     * token for this call alone; a service on this machine stands for both.
     *
     * @return empty where the service is another one, of whose accounts nothing is known
     */
    Optional<HttpUrl> balance() {
        if (base.equals(HttpUrl.get(DEFAULT))) {
            return Optional.of(HttpUrl.get(BALANCE));
        }
        return loopback()
                ? Optional.of(
                        base.newBuilder().addPathSegments("prod/v2/balance").build())
                : Optional.empty();
    }

    HttpUrl status(RequestId id) {
        return request(id, "status");
    }

    HttpUrl result(RequestId id) {
        return request(id, "result")
                .newBuilder()
                .addQueryParameter("include_cost", "true")
                .build();
    }

    HttpUrl cancel(RequestId id) {
        return request(id, "cancel");
    }

    private HttpUrl request(RequestId id, String action) {
        return base.newBuilder()
                .addPathSegments("v1/requests")
                .addPathSegment(id.value())
                .addPathSegment(action)
                .build();
    }

    /** The URL as it was configured. */
    @Override
    public String toString() {
        return base.toString();
    }
}
