package io.jenkins.plugins.wanfirstlastframe.sandbox;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ServerSocketFactory;

/**
 * Sockets that are reset, before the HTTP server has seen anything of a request, where its method and path say so. The
 * server itself can break a connection only at its very beginning, or after it has read the request.
 */
final class ResettingSockets extends ServerSocketFactory {

    private static final Pattern REQUEST = Pattern.compile("(GET|HEAD|POST) (/\\S*) HTTP/1\\.1\r\n");
    private static final int MAX_LINE = 512;

    private final BiPredicate<String, String> resets;

    /** @param resets tells by method and path whether a request is to be reset; asked once for each request */
    ResettingSockets(BiPredicate<String, String> resets) {
        this.resets = resets;
    }

    @Override
    public ServerSocket createServerSocket() throws IOException {
        return new ServerSocket() {
            @Override
            public Socket accept() throws IOException {
                Socket socket = new Watched();
                implAccept(socket);
                socket.setTcpNoDelay(true); // or each answer to a POST is 40 ms late
                return socket;
            }
        };
    }

    @Override
    public ServerSocket createServerSocket(int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address) {
        throw new UnsupportedOperationException();
    }

    private final class Watched extends Socket {
        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    int count = super.read(bytes, offset, length);
                    if (count > 0) {
                        look(new String(bytes, offset, Math.min(count, MAX_LINE), StandardCharsets.ISO_8859_1));
                    }
                    return count;
                }
            };
        }

        /** Clients write a request's first line at once and at the beginning of a block. */
        private void look(String begin) throws IOException {
            Matcher request = REQUEST.matcher(begin);
            if (request.lookingAt() && resets.test(request.group(1), request.group(2))) {
                setSoLinger(true, 0); // closed with a reset rather than in order
                close();
                throw new SocketException("reset by the sandbox");
            }
        }
    }
}
