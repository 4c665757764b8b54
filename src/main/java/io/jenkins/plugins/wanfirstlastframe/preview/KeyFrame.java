package io.jenkins.plugins.wanfirstlastframe.preview;

import io.jenkins.plugins.wanfirstlastframe.mp4.VideoTrack;
import java.nio.ByteBuffer;
import org.jcodec.codecs.common.biari.MDecoder;
import org.jcodec.codecs.h264.H264Decoder;
import org.jcodec.codecs.h264.H264Utils;
import org.jcodec.codecs.h264.decode.DeblockerInput;
import org.jcodec.codecs.h264.decode.SliceDecoder;
import org.jcodec.codecs.h264.decode.SliceHeaderReader;
import org.jcodec.codecs.h264.decode.SliceReader;
import org.jcodec.codecs.h264.decode.aso.MapManager;
import org.jcodec.codecs.h264.decode.deblock.DeblockingFilter;
import org.jcodec.codecs.h264.io.CABAC;
import org.jcodec.codecs.h264.io.CAVLC;
import org.jcodec.codecs.h264.io.model.Frame;
import org.jcodec.codecs.h264.io.model.NALUnit;
import org.jcodec.codecs.h264.io.model.NALUnitType;
import org.jcodec.codecs.h264.io.model.PictureParameterSet;
import org.jcodec.codecs.h264.io.model.SeqParameterSet;
import org.jcodec.codecs.h264.io.model.SliceHeader;
import org.jcodec.codecs.h264.io.model.SliceType;
import org.jcodec.common.IntObjectMap;
import org.jcodec.common.io.BitReader;
import org.jcodec.common.model.ColorSpace;
import org.jcodec.common.model.Picture;

/**
 * Decodes the first frame of an H.264 track with the parts of JCodec's decoder. JCodec trusts what it reads: in a damaged file
 * its loops may have no end, and a frame any size. So frames that need others, with lists of them, are not decoded here, sizes
 * are looked at before, and the arithmetic decoder looks at the clock.
 */
final class KeyFrame {

    /** A frame of 4096x2304, the largest of H.264's level 5.1. */
    private static final int MAX_PIXELS = 4096 * 2304;

    /** The profiles that JCodec knows: Baseline, Main, High. */
    private static final int[] PROFILES = {66, 77, 100};

    private final SeqParameterSet sequence;
    private final PictureParameterSet picture;
    private final int lengthBytes;
    private final long deadline;

    /**
     * A frame of these parameters.
     *
     * @param deadline by {@link System#nanoTime}
     * @throws RuntimeException if such frames can't be decoded
     */
    KeyFrame(VideoTrack.AvcParameters parameters, long deadline) {
        this.deadline = deadline;
        this.lengthBytes = parameters.lengthBytes();
        this.sequence = SeqParameterSet.read(plain(parameters.sequence().get(0)));
        this.picture = PictureParameterSet.read(plain(parameters.picture().get(0)));
        long width = sequence.picWidthInMbsMinus1 + 1L << 4;
        long height = sequence.picHeightInMapUnitsMinus1 + 1L << 4;
        if (width <= 0 || height <= 0 || width > MAX_PIXELS / height) {
            throw new IllegalArgumentException("a frame of " + width + "x" + height);
        }
        boolean profile = false;
        for (int known : PROFILES) {
            profile |= known == sequence.profileIdc;
        }
        boolean possible = profile
                && sequence.frameMbsOnlyFlag
                && sequence.bitDepthLumaMinus8 == 0
                && sequence.bitDepthChromaMinus8 == 0
                && sequence.chromaFormatIdc == ColorSpace.YUV420J // the library's name for 4:2:0
                && !sequence.qpprimeYZeroTransformBypassFlag
                && picture.numSliceGroupsMinus1 == 0
                && !picture.constrainedIntraPredFlag;
        if (!possible) {
            throw new IllegalArgumentException("a kind of H.264 that isn't decoded here");
        }
    }

    /** A NAL unit without its header and escapes. */
    private static ByteBuffer plain(ByteBuffer unit) {
        ByteBuffer plain =
                ByteBuffer.allocate(unit.remaining()).put(unit.duplicate()).flip();
        NALUnit.read(plain);
        H264Utils.unescapeNAL(plain);
        return plain;
    }

    /**
     * Decodes the frame.
     *
     * @param coded as it is in the file
     * @throws RuntimeException if it can't be decoded
     */
    DecodedFrame decode(byte[] coded) {
        int width = sequence.picWidthInMbsMinus1 + 1 << 4;
        int height = sequence.picHeightInMapUnitsMinus1 + 1 << 4;
        DeblockerInput notes = new DeblockerInput(sequence);
        Frame frame = H264Decoder.createFrame(
                sequence,
                Picture.create(width, height, ColorSpace.YUV420J).getData(),
                0,
                SliceType.I,
                notes.mvs,
                notes.refsUsed,
                0);
        ByteBuffer units = ByteBuffer.wrap(coded);
        int slices = 0;
        while (units.remaining() > lengthBytes) {
            int length = 0;
            for (int i = 0; i < lengthBytes; i++) {
                length = length << 8 | units.get() & 0xff;
            }
            ByteBuffer unit = units.slice(units.position(), length);
            units.position(units.position() + length);
            NALUnit header = NALUnit.read(unit.duplicate());
            if (header.type == NALUnitType.NON_IDR_SLICE) {
                throw new IllegalArgumentException("a frame that needs others");
            }
            if (header.type == NALUnitType.IDR_SLICE) {
                decode(plain(unit), header, notes, frame);
                slices++;
            }
        }
        if (slices == 0) {
            throw new IllegalArgumentException("a frame without a slice");
        }
        new DeblockingFilter(width >> 4, 8, notes).deblockFrame(frame);
        return new DecodedFrame(frame, sequence.vuiParams);
    }

    private void decode(ByteBuffer slice, NALUnit unit, DeblockerInput notes, Frame frame) {
        BitReader bits = BitReader.createBitReader(slice);
        SliceHeader header = SliceHeaderReader.readPart1(bits);
        if (header.sliceType != SliceType.I || header.picParameterSetId != picture.picParameterSetId) {
            throw new IllegalArgumentException("a slice of the type " + header.sliceType);
        }
        SliceHeaderReader.readPart2(header, unit, sequence, picture, bits);
        CAVLC[] lengths = {
            new CAVLC(sequence, picture, 2, 2), new CAVLC(sequence, picture, 1, 1), new CAVLC(sequence, picture, 1, 1)
        };
        CABAC models = new CABAC(sequence.picWidthInMbsMinus1 + 1);
        MDecoder arithmetic = null;
        if (picture.entropyCodingModeFlag) {
            bits.terminate();
            int[][] states = new int[2][1024];
            int quantizer = picture.picInitQpMinus26 + 26 + header.sliceQpDelta;
            models.initModels(states, header.sliceType, header.cabacInitIdc, quantizer);
            arithmetic = new TimedDecoder(slice, states, deadline);
        }
        SliceReader reader = new SliceReader(
                picture,
                models,
                lengths,
                arithmetic,
                bits,
                new MapManager(sequence, picture).getMapper(header),
                header,
                unit);
        new SliceDecoder(sequence, new Frame[0], new IntObjectMap<>(), notes, frame).decodeFromReader(reader);
    }

    /** Ends a loop that has no end of its own. */
    private static final class TimedDecoder extends MDecoder {
        private static final int LOOK = (1 << 16) - 1;

        private final long deadline;
        private int bins;

        TimedDecoder(ByteBuffer slice, int[][] states, long deadline) {
            super(slice, states);
            this.deadline = deadline;
        }

        @Override
        public int decodeBin(int context) {
            if ((++bins & LOOK) == 0 && System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("a frame that has no end");
            }
            return super.decodeBin(context);
        }
    }
}
