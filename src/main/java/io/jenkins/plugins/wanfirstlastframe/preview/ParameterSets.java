package io.jenkins.plugins.wanfirstlastframe.preview;

/** What a decoder needs to know before the first picture: sequence and picture parameter sets (H.264, Main profile). */
final class ParameterSets {

    /** The quantizer that a slice header's difference starts from. */
    static final int BASE_QP = 26;

    static final int FRAME_NUMBER_BITS = 4;

    private static final int SEQUENCE_HEADER = 0x67;
    private static final int PICTURE_HEADER = 0x68;
    private static final int MAIN_PROFILE = 77;
    private static final int BT_709 = 1;

    private ParameterSets() {}

    /** Wide enough for twice the distance, in display order, from the first picture to the last. */
    static int displayOrderBits(VideoFormat format) {
        return Math.max(4, 33 - Integer.numberOfLeadingZeros(2 * format.numberOfFrames()));
    }

    static byte[] sequence(VideoFormat format) {
        BitOutput out = new BitOutput();
        out.bits(MAIN_PROFILE, 8);
        out.bits(0b0100_0000, 8); // follows the rules of the Main profile
        out.bits(Level.of(format).number(), 8);
        out.unsigned(0); // id
        out.unsigned(FRAME_NUMBER_BITS - 4);
        out.unsigned(0); // the display order is written in each slice
        out.unsigned(displayOrderBits(format) - 4);
        out.unsigned(2); // reference pictures: the start image and the end image
        out.flag(false); // no gaps in frame numbers
        int columns = (format.width() + 15) / 16;
        int rows = (format.height() + 15) / 16;
        out.unsigned(columns - 1);
        out.unsigned(rows - 1);
        out.flag(true); // progressive
        out.flag(true); // motion by 8x8: obligatory from level 3 on
        boolean cropped = columns * 16 != format.width() || rows * 16 != format.height();
        out.flag(cropped);
        if (cropped) {
            out.unsigned(0); // left, right, top, bottom: in samples of chroma
            out.unsigned((columns * 16 - format.width()) / 2);
            out.unsigned(0);
            out.unsigned((rows * 16 - format.height()) / 2);
        }
        out.flag(true);
        usability(out, format);
        return out.toNalUnit(SEQUENCE_HEADER);
    }

    private static void usability(BitOutput out, VideoFormat format) {
        out.flag(true); // shape of a pixel:
        out.bits(1, 8); // square
        out.flag(false); // no overscan
        out.flag(true); // kind of signal:
        out.bits(5, 3); // unspecified
        out.flag(false); // limited range
        out.flag(true); // colours:
        out.bits(BT_709, 8); // primaries
        out.bits(BT_709, 8); // transfer
        out.bits(BT_709, 8); // matrix
        out.flag(false); // usual place of chroma
        out.flag(true); // timing:
        out.bits(1, 32);
        out.bits(2 * format.framesPerSecond(), 32); // ticks are fields
        out.flag(true); // constant rate
        out.flag(false); // no buffering models
        out.flag(false);
        out.flag(false); // no picture structure
        out.flag(true); // restrictions:
        out.flag(true); // motion may point over the border
        out.unsigned(0); // no limit on bytes of a picture
        out.unsigned(0); // nor on bits of a macroblock
        out.unsigned(16); // motion range
        out.unsigned(16);
        out.unsigned(1); // pictures decoded before their turn: the end image
        out.unsigned(2); // pictures to keep
    }

    static byte[] picture() {
        BitOutput out = new BitOutput();
        out.unsigned(0); // id
        out.unsigned(0); // id of the sequence
        out.flag(false); // CAVLC
        out.flag(false); // display order without fields
        out.unsigned(0); // one slice group
        out.unsigned(0); // references in use: one of each list
        out.unsigned(0);
        out.flag(true); // weights in P slices: there are none, but some decoders look here for B slices too
        out.bits(1, 2); // explicit weights in B slices
        out.signed(BASE_QP - 26);
        out.signed(0);
        out.signed(0); // chroma as fine as luma
        out.flag(false); // usual deblocking
        out.flag(false); // no constrained intra prediction
        out.flag(false); // no redundant pictures
        return out.toNalUnit(PICTURE_HEADER);
    }
}
