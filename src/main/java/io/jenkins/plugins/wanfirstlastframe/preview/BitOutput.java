package io.jenkins.plugins.wanfirstlastframe.preview;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Collects the bits of one NAL unit, most significant first (H.264, clauses 7.2 and 9.1). */
final class BitOutput {

    private byte[] bytes = new byte[256];
    private int size;
    private long pending;
    private int pendingBits;

    /** @param count 0 to 32 */
    void bits(int value, int count) {
        pending = pending << count | value & (1L << count) - 1;
        pendingBits += count;
        while (pendingBits >= 8) {
            pendingBits -= 8;
            append((byte) (pending >>> pendingBits));
        }
    }

    void flag(boolean value) {
        bits(value ? 1 : 0, 1);
    }

    /** Writes a code given as a text of zeros and ones. */
    void code(String code) {
        bits(Integer.parseInt(code, 2), code.length());
    }

    /** Unsigned Exp-Golomb code. */
    void unsigned(int value) {
        int length = 32 - Integer.numberOfLeadingZeros(value + 1);
        bits(0, length - 1);
        bits(value + 1, length);
    }

    /** Signed Exp-Golomb code. */
    void signed(int value) {
        unsigned(value > 0 ? 2 * value - 1 : -2 * value);
    }

    /**
     * Closes the unit with the stop bit.
     *
     * @param header the unit's first byte: its importance as a reference and its type
     * @return the unit with its emulation prevention bytes, without a start code or a length in front
     */
    byte[] toNalUnit(int header) {
        flag(true);
        bits(0, (8 - pendingBits) % 8);
        ByteArrayOutputStream unit = new ByteArrayOutputStream(size + size / 64 + 16);
        unit.write(header);
        int zeros = 0;
        for (int i = 0; i < size; i++) {
            if (zeros == 2 && (bytes[i] & 0xff) <= 3) {
                unit.write(3);
                zeros = 0;
            }
            unit.write(bytes[i]);
            zeros = bytes[i] == 0 ? zeros + 1 : 0;
        }
        return unit.toByteArray();
    }

    private void append(byte value) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * size);
        }
        bytes[size++] = value;
    }
}
