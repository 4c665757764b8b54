package io.jenkins.plugins.wanfirstlastframe.sandbox;

import java.io.IOException;
import mockwebserver3.MockResponseBody;
import okio.Buffer;
import okio.BufferedSink;
import okio.ForwardingSink;
import okio.Okio;

/**
 * The first bytes of a body, under whatever length is announced. The rest is not even made.
 *
 * @param bytes how many are sent
 * @param announced how many are promised, -1 for no promise
 */
record HeadOfBody(MockResponseBody whole, long bytes, long announced) implements MockResponseBody {

    @Override
    public long getContentLength() {
        return announced;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        write(sink, bytes, whole::writeTo);
    }

    /** Something that is written to a sink. */
    @FunctionalInterface
    interface Content {
        void writeTo(BufferedSink sink) throws IOException;
    }

    /** Writes the first bytes of some content. */
    static void write(BufferedSink sink, long bytes, Content content) throws IOException {
        Limit limit = new Limit(sink, bytes);
        BufferedSink limited = Okio.buffer(limit);
        try {
            content.writeTo(limited);
            limited.flush();
        } catch (Enough e) {
            sink.flush();
        }
    }

    private static final class Limit extends ForwardingSink {
        private long left;

        Limit(BufferedSink sink, long bytes) {
            super(sink);
            this.left = bytes;
        }

        @Override
        public void write(Buffer source, long byteCount) throws IOException {
            long count = Math.min(left, byteCount);
            super.write(source, count);
            left -= count;
            if (count < byteCount) {
                throw new Enough();
            }
        }
    }

    /** Ends the writing of a body early. */
    private static final class Enough extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
