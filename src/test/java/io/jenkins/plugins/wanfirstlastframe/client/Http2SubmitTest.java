package io.jenkins.plugins.wanfirstlastframe.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.wanfirstlastframe.client.ServiceException.Kind;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Submits over HTTP/2 that a server or a gateway turns away unread, and others of which nobody knows. */
@Timeout(60)
class Http2SubmitTest {

    private static final int REFUSED_STREAM = 7;

    private static final OkHttpClient HTTP = new OkHttpClient.Builder()
            .protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE))
            .build();

    private static RunComfyClient client(String url) {
        return new RunComfyClient(ServiceUrl.parse(url), () -> "token", HTTP, "wan-test", Clock.systemUTC());
    }

    private static GenerationInput input() throws InvalidInputException {
        return GenerationInput.builder()
                .startImage("Runcomfy_Example_1259_1.png")
                .endImage("Runcomfy_Example_1259_2.png")
                .prompt("Puppy")
                .build();
    }

    /** A server that takes one connection, waits for a request on it, and sends frames. */
    private static ServiceException submittedTo(byte[]... frames) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> serve(server, frames));
            String url = "http://127.0.0.1:" + server.getLocalPort();
            ServiceException e =
                    assertThrows(ServiceException.class, () -> client(url).submit(input()));
            served.get();
            return e;
        }
    }

    private static void serve(ServerSocket server, byte[]... frames) {
        try (Socket socket = server.accept()) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            in.readNBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".length());
            out.write(frame(4, 0, new byte[0])); // SETTINGS
            for (int type = -1; type != 0; ) { // until the request's DATA
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                type = in.readUnsignedByte();
                in.readNBytes(5 + length);
            }
            for (byte[] frame : frames) {
                out.write(frame);
            }
            out.flush();
            in.readAllBytes(); // until the client has had enough
        } catch (IOException e) {
            // the client broke the connection
        }
    }

    private static byte[] frame(int type, int stream, byte[] content) {
        return ByteBuffer.allocate(9 + content.length)
                .put((byte) 0)
                .putShort((short) content.length)
                .put((byte) type)
                .put((byte) 0)
                .putInt(stream)
                .put(content)
                .array();
    }

    private static byte[] goAway(int lastStream, int error) {
        byte[] reason = "restarting".getBytes(StandardCharsets.US_ASCII);
        return frame(
                7,
                0,
                ByteBuffer.allocate(8 + reason.length)
                        .putInt(lastStream)
                        .putInt(error)
                        .put(reason)
                        .array());
    }

    private static byte[] reset(int error) {
        return frame(3, 3, ByteBuffer.allocate(4).putInt(error).array());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 11}) // no error, internal error, enhance your calm
    void aStreamBeyondTheLastOfAGoAwayWasNotTaken(int error) throws Exception {
        ServiceException e = submittedTo(goAway(0, error));
        assertThat(e.getMessage(), e.kind(), is(Kind.UNREACHABLE));
        assertThat(e.outcomeUnknown(), is(false));
    }

    @Test
    void aRefusedStreamWasNotTaken() throws Exception {
        ServiceException e = submittedTo(reset(REFUSED_STREAM));
        assertThat(e.getMessage(), e.kind(), is(Kind.UNREACHABLE));
        assertThat(e.getMessage(), containsString("turned it away unread"));
        assertThat(e.outcomeUnknown(), is(false));
        assertThat(e.kind().retryable(), is(true));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8, 11}) // internal error, cancel, enhance your calm
    void aStreamThatIsResetOtherwiseMayHaveBeenTaken(int error) throws Exception {
        ServiceException e = submittedTo(reset(error));
        assertThat(e.getMessage(), e.kind(), is(Kind.NO_ANSWER));
        assertThat(e.outcomeUnknown(), is(true));
    }
}
