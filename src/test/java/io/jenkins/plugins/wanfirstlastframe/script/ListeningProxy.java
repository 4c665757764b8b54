package io.jenkins.plugins.wanfirstlastframe.script;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy on the loopback address that keeps all that it is sent, and lets nothing through. */
final class ListeningProxy implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final String answer;

    /** @param answer the first line of its answers, such as {@code 200 OK}, after which it listens on and then hangs up */
    ListeningProxy(String answer) throws IOException {
        this.answer = "HTTP/1.1 " + answer + "\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n";
        Thread thread = new Thread(this::serve, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    /** {@code 127.0.0.1:} and its port. */
    String address() {
        return "127.0.0.1:" + port();
    }

    /** What was sent, one text for each connection, as Latin-1. */
    List<String> heard() {
        return heard;
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.setSoTimeout(500);
                listen(socket);
            } catch (IOException e) {
                // closed, or the peer has gone
            }
        }
    }

    private void listen(Socket socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        boolean answered = false;
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                all.write(b);
                if (!answered && all.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                    answered = true;
                    socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                }
            }
        } finally {
            heard.add(all.toString(StandardCharsets.ISO_8859_1));
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
