package io.jenkins.plugins.wanfirstlastframe;

import com.sun.net.httpserver.HttpServer;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A web server with one image, whatever the path. */
public final class FrameServer implements AutoCloseable {

    private final HttpServer server;
    private final AtomicInteger reads = new AtomicInteger();
    private volatile byte[] content = "a frame".getBytes(StandardCharsets.UTF_8);

    @CheckForNull
    private volatile String tag;

    private volatile int status = 200;

    public FrameServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> {
            boolean head = exchange.getRequestMethod().equals("HEAD");
            byte[] now = content;
            String tagNow = tag;
            if (tagNow != null) {
                exchange.getResponseHeaders().set("ETag", tagNow);
            }
            if (head || status != 200) {
                exchange.sendResponseHeaders(status, -1);
            } else {
                reads.incrementAndGet();
                exchange.sendResponseHeaders(200, now.length);
                exchange.getResponseBody().write(now);
            }
            exchange.close();
        });
        server.start();
    }

    /** The address of the image, with what may be a signature. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/frame.png?X-Signature=secret"
                + System.nanoTime();
    }

    public void content(String text) {
        content = text.getBytes(StandardCharsets.UTF_8);
    }

    public void tag(@CheckForNull String value) {
        tag = value;
    }

    public void status(int value) {
        status = value;
    }

    /** How often the image was read whole. */
    public int reads() {
        return reads.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
