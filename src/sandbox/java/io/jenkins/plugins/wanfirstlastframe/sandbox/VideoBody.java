package io.jenkins.plugins.wanfirstlastframe.sandbox;

import java.io.IOException;
import mockwebserver3.MockResponseBody;
import okio.BufferedSink;

/**
 * A part of a video as the body of an answer.
 *
 * @param from the first byte
 * @param to the byte after the last one
 */
record VideoBody(Video video, long from, long to) implements MockResponseBody {

    @Override
    public long getContentLength() {
        return to - from;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        HeadOfBody.write(sink, to - from, limited -> video.writeTo(limited.outputStream(), from));
    }
}
