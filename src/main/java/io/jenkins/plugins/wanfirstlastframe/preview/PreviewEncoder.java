package io.jenkins.plugins.wanfirstlastframe.preview;

import org.jcodec.codecs.h264.H264Encoder;
import org.jcodec.codecs.h264.encode.RateControl;
import org.jcodec.codecs.h264.io.model.SeqParameterSet;
import org.jcodec.codecs.h264.io.model.SliceType;
import org.jcodec.codecs.h264.io.model.VUIParameters;
import org.jcodec.common.model.Size;

/**
 * JCodec's H.264 encoder with the settings of a preview: one quality throughout, no search for motion (a cross-fade has
 * none), and parameters that tell a player the colours and the speed.
 */
final class PreviewEncoder extends H264Encoder {

    private static final int MAIN_PROFILE = 77;
    private static final int LEVEL_5_1 = 51;
    private static final int UNSPECIFIED_FORMAT = 5;
    private static final int BT_709 = 1;

    private final VideoFormat format;

    /** @param keyInterval frames from one that stands alone to the next */
    PreviewEncoder(VideoFormat format, int keyInterval) {
        super(new ConstantQuality());
        this.format = format;
        setKeyInterval(keyInterval);
        setMotionSearchRange(0);
    }

    /**
     * {@inheritDoc}
     *
     * <p>The encoder crops to the size by itself; the rest is added here. All that it writes is allowed in the Main
     * profile too, which, unlike the Baseline profile that it names, no player refuses. Level 5.1 has room for the
     * largest format and for the bit rate of noise.
     */
    @Override
    public SeqParameterSet initSPS(Size size) {
        SeqParameterSet parameters = super.initSPS(size);
        parameters.profileIdc = MAIN_PROFILE;
        parameters.levelIdc = LEVEL_5_1;
        parameters.direct8x8InferenceFlag = true; // obligatory at this level
        parameters.vuiParams = usability();
        return parameters;
    }

    private VUIParameters usability() {
        VUIParameters usability = new VUIParameters();
        usability.videoSignalTypePresentFlag = true;
        usability.videoFormat = UNSPECIFIED_FORMAT;
        usability.colourDescriptionPresentFlag = true;
        usability.colourPrimaries = BT_709;
        usability.transferCharacteristics = BT_709;
        usability.matrixCoefficients = BT_709;
        usability.timingInfoPresentFlag = true;
        usability.numUnitsInTick = 1;
        usability.timeScale = 2 * format.framesPerSecond(); // ticks are fields
        usability.fixedFrameRateFlag = true;
        // each frame can be shown as soon as it is decoded
        usability.bitstreamRestriction = new VUIParameters.BitstreamRestriction();
        usability.bitstreamRestriction.motionVectorsOverPicBoundariesFlag = true;
        usability.bitstreamRestriction.log2MaxMvLengthHorizontal = 16;
        usability.bitstreamRestriction.log2MaxMvLengthVertical = 16;
        usability.bitstreamRestriction.maxDecFrameBuffering = 1;
        return usability;
    }

    private static final class ConstantQuality implements RateControl {

        /**
         * The coarsest quantizer at which H.264's deblocking filter does nothing. The encoder predicts from filtered
         * samples where a player predicts from unfiltered ones: above 15, colours would drift across the picture.
         */
        private static final int QUANTIZER = 15;

        @Override
        public int startPicture(Size size, int maxBytes, SliceType type) {
            return QUANTIZER;
        }

        @Override
        public int initialQpDelta() {
            return 0;
        }

        @Override
        public int accept(int bits) {
            return 0;
        }
    }
}
