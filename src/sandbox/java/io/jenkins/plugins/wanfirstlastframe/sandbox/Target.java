package io.jenkins.plugins.wanfirstlastframe.sandbox;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import okhttp3.HttpUrl;

/**
 * What a request is about.
 *
 * @param request the id in the path, empty where the call names none
 * @param path its segments, decoded
 */
record Target(Route route, String request, List<String> path) {

    static Target of(String method, HttpUrl url) {
        List<String> path = url.pathSegments();
        Route route = Route.of(method, path);
        String request = !route.namesRequest() ? "" : route == Route.DOWNLOAD ? path.get(1) : path.get(2);
        return new Target(route, request, path);
    }

    /** The methods that the path is there for, as an {@code Allow} header lists them; empty for an unknown path. */
    String allowed() {
        return Stream.of("GET", "HEAD", "POST")
                .filter(method -> Route.of(method, path) != Route.UNKNOWN)
                .collect(Collectors.joining(", "));
    }
}
