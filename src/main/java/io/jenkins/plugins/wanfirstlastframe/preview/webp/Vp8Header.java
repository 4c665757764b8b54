package io.jenkins.plugins.wanfirstlastframe.preview.webp;

import java.awt.Rectangle;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jcodec.codecs.vpx.VPXBooleanDecoder;
import org.jcodec.codecs.vpx.VPXConst;

/** What the head of a VP8 key frame says of the whole frame (RFC 6386, sections 9 and 19.2). */
final class Vp8Header {

    static final int SEGMENTS = 4;

    private static final int START_CODE = 0x2a019d;
    private static final int FIRST_PARTITION = 10;
    private static final int SIDE_MASK = 0x3fff;
    /** A decoder may read a little past the end of its data; what it finds there makes no difference. */
    private static final int READ_AHEAD = 16;

    final int width;
    final int height;
    /** Decodes the rest of the first partition: the modes of the macroblocks. */
    final VPXBooleanDecoder modes;
    /** Each decodes the coefficients of every so-many-th row of macroblocks. */
    final VPXBooleanDecoder[] coefficients;

    final boolean segmentMap;
    final int[] segmentTree = {255, 255, 255};
    final Vp8Quantizer[] quantizers = new Vp8Quantizer[SEGMENTS];
    /** Strength of the loop filter by segment, for macroblocks predicted as a whole and for those in pieces. */
    final int[][] filterLevels = new int[SEGMENTS][2];

    final boolean filtered;
    final boolean simpleFilter;
    final int sharpness;
    final int[][][][] probabilities = new int[4][8][3][];
    final boolean maySkip;
    final int skipProbability;

    private boolean absoluteSegments;
    private final int[] segmentQuantizers = new int[SEGMENTS];
    private final int[] segmentFilters = new int[SEGMENTS];

    /** The size that a frame's first bytes give. */
    static Rectangle size(byte[] data) throws IOException {
        if (data.length < FIRST_PARTITION) {
            throw new EOFException("the frame is cut off");
        }
        ByteBuffer head = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        if ((head.getInt(3) & 0xffffff) != START_CODE || (data[0] & 1) != 0) {
            throw new IOException("no VP8 key frame");
        }
        return new Rectangle(head.getShort(6) & SIDE_MASK, head.getShort(8) & SIDE_MASK);
    }

    /** @throws IOException the data is no key frame, or is cut off */
    Vp8Header(byte[] data) throws IOException {
        Rectangle size = size(data);
        this.width = size.width;
        this.height = size.height;
        int tag = data[0] & 0xff | (data[1] & 0xff) << 8 | (data[2] & 0xff) << 16;
        int firstEnd = FIRST_PARTITION + (tag >> 5);
        this.modes = decoder(data, FIRST_PARTITION, firstEnd);
        modes.decodeInt(2); // colour space and clamping, which are the same for all WebP files
        boolean segmented = flag();
        this.segmentMap = segmented && readSegments();
        this.simpleFilter = flag();
        int filterLevel = modes.decodeInt(6);
        this.filtered = filterLevel > 0;
        this.sharpness = modes.decodeInt(3);
        int[] filterDeltas = readFilterDeltas();
        this.coefficients = new VPXBooleanDecoder[1 << modes.decodeInt(2)];
        openPartitions(data, firstEnd);
        int base = modes.decodeInt(7);
        int[] deltas = new int[5];
        for (int i = 0; i < deltas.length; i++) {
            deltas[i] = flag() ? signed(4) : 0;
        }
        for (int segment = 0; segment < SEGMENTS; segment++) {
            boolean relative = !segmented || !absoluteSegments;
            quantizers[segment] = new Vp8Quantizer(segmentQuantizers[segment] + (relative ? base : 0), deltas);
            int level = segmentFilters[segment] + (relative ? filterLevel : 0) + filterDeltas[0];
            filterLevels[segment][0] = Math.max(0, Math.min(63, level));
            filterLevels[segment][1] = Math.max(0, Math.min(63, level + filterDeltas[1]));
        }
        modes.decodeInt(1); // whether the probabilities are kept for a next frame
        readProbabilities();
        this.maySkip = flag();
        this.skipProbability = maySkip ? modes.decodeInt(8) : 0;
    }

    /** @return whether each macroblock says which segment it belongs to */
    private boolean readSegments() {
        boolean map = flag();
        if (flag()) {
            absoluteSegments = flag();
            for (int i = 0; i < SEGMENTS; i++) {
                segmentQuantizers[i] = flag() ? signed(7) : 0;
            }
            for (int i = 0; i < SEGMENTS; i++) {
                segmentFilters[i] = flag() ? signed(6) : 0;
            }
        }
        for (int i = 0; map && i < segmentTree.length; i++) {
            segmentTree[i] = flag() ? modes.decodeInt(8) : 255;
        }
        return map;
    }

    /** @return what is added to the filter's level for each macroblock, and for one that is predicted in pieces */
    private int[] readFilterDeltas() {
        int[] deltas = new int[8]; // four by reference frame, of which a key frame has one; four by mode
        if (flag() && flag()) {
            for (int i = 0; i < deltas.length; i++) {
                deltas[i] = flag() ? signed(6) : 0;
            }
        }
        return new int[] {deltas[0], deltas[4]};
    }

    private void openPartitions(byte[] data, int sizes) throws IOException {
        int start = sizes + 3 * (coefficients.length - 1);
        for (int i = 0; i < coefficients.length; i++) {
            int end = data.length;
            if (i < coefficients.length - 1) {
                int size = sizes + 3 * i;
                if (size + 3 > data.length) {
                    throw new EOFException("a partition is cut off");
                }
                end = start + (data[size] & 0xff | (data[size + 1] & 0xff) << 8 | (data[size + 2] & 0xff) << 16);
            }
            coefficients[i] = decoder(data, start, end);
            start = end;
        }
    }

    private static VPXBooleanDecoder decoder(byte[] data, int start, int end) throws IOException {
        if (end > data.length || start > end) {
            throw new EOFException("a partition is cut off");
        }
        byte[] partition = Arrays.copyOfRange(data, start, end);
        return new VPXBooleanDecoder(ByteBuffer.wrap(Arrays.copyOf(partition, partition.length + READ_AHEAD)), 0);
    }

    private void readProbabilities() {
        for (int type = 0; type < 4; type++) {
            for (int band = 0; band < 8; band++) {
                for (int context = 0; context < 3; context++) {
                    int[] values = VPXConst.tokenDefaultBinProbs[type][band][context].clone();
                    for (int i = 0; i < values.length; i++) {
                        if (modes.readBit(VPXConst.tokenProbUpdateFlagProbs[type][band][context][i]) == 1) {
                            values[i] = modes.decodeInt(8);
                        }
                    }
                    probabilities[type][band][context] = values;
                }
            }
        }
    }

    private boolean flag() {
        return modes.readBitEq() == 1;
    }

    private int signed(int bits) {
        int magnitude = modes.decodeInt(bits);
        return flag() ? -magnitude : magnitude;
    }
}
