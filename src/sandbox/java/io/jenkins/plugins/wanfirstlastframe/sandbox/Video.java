package io.jenkins.plugins.wanfirstlastframe.sandbox;

import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import java.io.IOException;
import java.io.OutputStream;

/** A video that the sandbox hands out. */
public interface Video {

    /** Its length in bytes. */
    long length();

    /** Writes its bytes from an offset on. */
    void writeTo(OutputStream out, long from) throws IOException;

    /** Makes the videos of jobs. Must be quick or remember what it made: it is asked for each download. */
    @FunctionalInterface
    interface Source {
        Video of(GenerationInput input) throws IOException;
    }
}
