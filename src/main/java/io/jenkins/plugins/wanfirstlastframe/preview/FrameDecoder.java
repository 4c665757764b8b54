package io.jenkins.plugins.wanfirstlastframe.preview;

import io.jenkins.plugins.wanfirstlastframe.mp4.VideoTrack;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jcodec.codecs.h264.H264Decoder;
import org.jcodec.codecs.h264.H264Utils;
import org.jcodec.codecs.h264.io.model.NALUnit;
import org.jcodec.codecs.h264.io.model.NALUnitType;
import org.jcodec.codecs.h264.io.model.SeqParameterSet;
import org.jcodec.common.model.ColorSpace;
import org.jcodec.common.model.Picture;

/** Decodes the frames of an H.264 track one after the other, with JCodec; what JCodec would trust is looked at before. */
final class FrameDecoder {

    private static final int MAX_REFERENCES = 16;

    private final H264Decoder decoder;
    private final SeqParameterSet sequence;
    private final int lengthBytes;
    private final int codedWidth;
    private final int codedHeight;

    /** @throws IllegalArgumentException if frames are larger than allowed, or of a kind that can't be decoded */
    FrameDecoder(VideoTrack.AvcParameters parameters, int maxPixels) {
        if (parameters.sequence().size() != 1 || parameters.picture().isEmpty()) {
            throw new IllegalArgumentException("not one set of parameters");
        }
        ByteBuffer plain = parameters.sequence().get(0).duplicate();
        NALUnit.read(plain);
        plain = copy(plain);
        H264Utils.unescapeNAL(plain);
        sequence = SeqParameterSet.read(plain);
        long width = (sequence.picWidthInMbsMinus1 + 1L) << 4;
        long height = (sequence.picHeightInMapUnitsMinus1 + 1L) << 4;
        boolean allowed = width > 0
                && height > 0
                && width <= maxPixels / height
                && sequence.numRefFrames >= 0
                && sequence.numRefFrames <= MAX_REFERENCES
                && sequence.chromaFormatIdc == ColorSpace.YUV420J; // the library's name for 4:2:0
        if (!allowed) {
            throw new IllegalArgumentException("frames of " + width + "x" + height);
        }
        codedWidth = (int) width;
        codedHeight = (int) height;
        lengthBytes = parameters.lengthBytes();
        decoder = H264Decoder.createH264DecoderFromCodecPrivate(startCodes(parameters));
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining());
        return copy.put(bytes.duplicate()).flip();
    }

    private static ByteBuffer startCodes(VideoTrack.AvcParameters parameters) {
        List<ByteBuffer> sets = new ArrayList<>(parameters.sequence());
        sets.addAll(parameters.picture());
        ByteBuffer joined = ByteBuffer.allocate(
                sets.stream().mapToInt(set -> 4 + set.remaining()).sum());
        sets.forEach(set -> joined.putInt(1).put(set.duplicate()));
        return joined.flip();
    }

    /** How many pixels a frame has. */
    int pixels() {
        return codedWidth * codedHeight;
    }

    /**
     * Decodes the next frame.
     *
     * @param coded as it is in the file; altered
     * @throws RuntimeException if it can't be decoded
     */
    DecodedFrame decode(ByteBuffer coded) {
        List<ByteBuffer> slices = new ArrayList<>();
        while (coded.remaining() > lengthBytes) {
            int length = 0;
            for (int i = 0; i < lengthBytes; i++) {
                length = length << 8 | coded.get() & 0xff;
            }
            ByteBuffer unit = coded.slice(coded.position(), length);
            coded.position(coded.position() + length);
            NALUnitType type = NALUnitType.fromValue(unit.get(0) & 0x1f);
            // parameters that come along could be of another size than was looked at
            if (type == NALUnitType.IDR_SLICE || type == NALUnitType.NON_IDR_SLICE) {
                slices.add(copy(unit));
            }
        }
        if (slices.size() != 1) { // for several, the library starts threads that nobody can end
            throw new IllegalArgumentException("a frame of " + slices.size() + " slices");
        }
        Picture room = Picture.create(codedWidth, codedHeight, ColorSpace.YUV420J);
        Picture frame = decoder.decodeFrameFromNals(slices, room.getData());
        return new DecodedFrame(frame.cropped(), sequence.vuiParams);
    }
}
