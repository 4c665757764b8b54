package io.jenkins.plugins.wanfirstlastframe.sandbox;

import java.io.IOException;
import mockwebserver3.MockResponseBody;
import okio.BufferedSink;

/** A video's bytes from an offset on, as the body of an answer. */
record VideoBody(Video video, long from) implements MockResponseBody {

    @Override
    public long getContentLength() {
        return video.length() - from;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        video.writeTo(sink.outputStream(), from);
        sink.flush();
    }
}
