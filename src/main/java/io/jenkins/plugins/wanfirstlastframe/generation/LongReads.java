package io.jenkins.plugins.wanfirstlastframe.generation;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import javax.net.SocketFactory;

/**
 * Sockets for large transfers, which watch over their silence themselves and are read in large pieces. The HTTP library
 * reads 8 kB at a time, and its own time-out for reading wakes a thread up for each of them.
 */
final class LongReads extends SocketFactory {

    private static final int PIECE = 1 << 16;

    private final int silenceMillis;

    /** @param silence after which a read fails, to be used where the HTTP library sets no limit of its own */
    LongReads(Duration silence) {
        this.silenceMillis = (int) silence.toMillis();
    }

    @Override
    public Socket createSocket() {
        return new LongReadSocket();
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw new UnsupportedOperationException();
    }

    private final class LongReadSocket extends Socket {
        @CheckForNull
        private InputStream buffered;

        @Override
        public synchronized InputStream getInputStream() throws IOException {
            if (buffered == null) {
                buffered = new BufferedInputStream(super.getInputStream(), PIECE);
            }
            return buffered;
        }

        @Override
        public synchronized void setSoTimeout(int millis) throws SocketException {
            super.setSoTimeout(millis == 0 ? silenceMillis : millis);
        }
    }
}
