package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;

/** An HTTP proxy on the loopback address that writes down what it is asked for, and passes on what is for a sandbox. */
public final class RecordingProxy implements AutoCloseable {

    private final MockWebServer server = new MockWebServer();
    private final OkHttpClient onward = new OkHttpClient();
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @CheckForNull
    private final String authorization;

    /** A proxy; it turns away requests without that value of Proxy-Authorization, unless it is null. */
    public RecordingProxy(@CheckForNull String authorization) throws IOException {
        this.authorization = authorization;
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return answer(request);
            }
        });
        server.start(InetAddress.getLoopbackAddress(), 0);
    }

    public int port() {
        return server.getPort();
    }

    /** The method and target of each request that wasn't turned away. */
    public List<String> seen() {
        return seen;
    }

    private MockResponse answer(RecordedRequest request) {
        if (authorization != null && !authorization.equals(request.getHeaders().get("Proxy-Authorization"))) {
            return new MockResponse.Builder()
                    .code(407)
                    .setHeader("Proxy-Authenticate", "Basic realm=\"test\"")
                    .build();
        }
        String target = request.getTarget();
        seen.add(request.getMethod() + " " + target);
        if (!target.startsWith("http://127.0.0.1:")) {
            return new MockResponse.Builder().code(200).body("from the proxy").build();
        }
        Request.Builder onwardRequest = new Request.Builder()
                .url(target)
                .headers(request.getHeaders())
                .method(
                        request.getMethod(),
                        request.getBody() == null || request.getMethod().equals("GET")
                                ? null
                                : RequestBody.create(request.getBody().toByteArray()));
        try (Response response = onward.newCall(onwardRequest.build()).execute()) {
            return new MockResponse.Builder()
                    .code(response.code())
                    .headers(response.headers())
                    .body(new Buffer().write(response.body().bytes()))
                    .build();
        } catch (IOException e) {
            return new MockResponse.Builder().code(502).body(e.toString()).build();
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
