package io.jenkins.plugins.wanfirstlastframe.script;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Puts asterisks in the place of a secret text, however what is written is divided. A line is passed on as it comes: held
 * back is nothing but what may be the beginning of the secret, until it shows whether it is. Safe for many threads.
 */
public final class MaskingStream extends OutputStream {

    private static final byte[] MASK = "****".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private final byte[] hidden;

    /** For each beginning of the secret, how long the longest end of it is that is a beginning as well. */
    private final int[] borders;

    /** How many bytes of the secret the last bytes are that were written; guarded by this. */
    private int matched;

    /**
     * A stream in front of another one.
     *
     * @param text the secret, in any characters of UTF-8; where it is blank nothing is hidden
     */
    public MaskingStream(OutputStream out, String text) {
        this.out = out;
        this.hidden = text.strip().getBytes(StandardCharsets.UTF_8);
        this.borders = borders(hidden);
    }

    private static int[] borders(byte[] text) {
        int[] borders = new int[text.length + 1];
        int border = 0;
        for (int i = 1; i < text.length; i++) {
            while (border > 0 && text[i] != text[border]) {
                border = borders[border];
            }
            border += text[i] == text[border] ? 1 : 0;
            borders[i + 1] = border;
        }
        return borders;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        if (hidden.length == 0) {
            out.write(bytes, offset, length);
            return;
        }
        byte[] shown = new byte[matched + length]; // a mask may be longer than the secret, and is then written apart
        int count = 0;
        for (int i = offset; i < offset + length; i++) {
            while (matched > 0 && bytes[i] != hidden[matched]) {
                int kept = borders[matched];
                System.arraycopy(hidden, 0, shown, count, matched - kept);
                count += matched - kept;
                matched = kept;
            }
            if (bytes[i] != hidden[matched]) {
                shown[count++] = bytes[i];
            } else if (++matched == hidden.length) {
                out.write(shown, 0, count);
                out.write(MASK);
                count = 0;
                matched = 0;
            }
        }
        out.write(shown, 0, count);
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    /** Writes what was held back, which is not the secret, and closes the other stream. */
    @Override
    public synchronized void close() throws IOException {
        try (OutputStream closing = out) {
            closing.write(Arrays.copyOf(hidden, matched));
            matched = 0;
        }
    }
}
