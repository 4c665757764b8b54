package io.jenkins.plugins.wanfirstlastframe.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A server that answers with just the bytes a test wants, and keeps each request's header as it came. */
public final class RawServer implements AutoCloseable {

    private final ServerSocket server;
    private final Function<String, byte[]> answers;
    private final List<String> requests = new CopyOnWriteArrayList<>();

    /** @param answers gives the bytes for a request's header, whose characters are its bytes */
    public RawServer(Function<String, byte[]> answers) throws IOException {
        this.answers = answers;
        server = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        Thread thread = new Thread(this::accept, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** An answer with a body. */
    public static byte[] answer(int status, byte[] body, String... headers) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        String head = "HTTP/1.1 " + status + " Some Reason\r\nContent-Length: " + body.length
                + "\r\nConnection: close\r\n"
                + String.join(
                        "", List.of(headers).stream().map(line -> line + "\r\n").toList()) + "\r\n";
        answer.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        answer.writeBytes(body);
        return answer.toByteArray();
    }

    /** An answer with a text. */
    public static byte[] answer(int status, String body, String... headers) {
        return answer(status, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** Its address, without a slash at the end. */
    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** The headers of the requests so far. */
    public List<String> requests() {
        return requests;
    }

    /** The targets of the requests so far. */
    public List<String> targets() {
        return requests.stream()
                .map(request -> request.substring(request.indexOf(' ') + 1, request.indexOf(" HTTP/1.1")))
                .toList();
    }

    private void accept() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                answer(socket);
            } catch (SocketException e) {
                // closed, by this side or the other
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void answer(Socket socket) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        String header = header(in);
        if (header.isEmpty()) {
            return;
        }
        requests.add(header);
        int body = header.replaceAll("(?is).*content-length: (\\d+).*", "$1").matches("\\d+")
                ? Integer.parseInt(header.replaceAll("(?is).*content-length: (\\d+).*", "$1"))
                : 0;
        in.readNBytes(body);
        socket.getOutputStream().write(answers.apply(header));
        socket.getOutputStream().flush();
    }

    private static String header(InputStream in) throws IOException {
        StringBuilder header = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            header.append((char) c);
            if (header.toString().endsWith("\r\n\r\n")) {
                return header.toString();
            }
        }
        return "";
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
