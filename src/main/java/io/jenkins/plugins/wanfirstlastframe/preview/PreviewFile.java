package io.jenkins.plugins.wanfirstlastframe.preview;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jcodec.common.Codec;
import org.jcodec.common.MuxerTrack;
import org.jcodec.common.VideoCodecMeta;
import org.jcodec.common.io.SeekableByteChannel;
import org.jcodec.common.model.ColorSpace;
import org.jcodec.common.model.Packet;
import org.jcodec.common.model.Packet.FrameType;
import org.jcodec.common.model.Size;
import org.jcodec.containers.mp4.Brand;
import org.jcodec.containers.mp4.TimeUtil;
import org.jcodec.containers.mp4.WebOptimizedMP4Muxer;
import org.jcodec.containers.mp4.boxes.Box;
import org.jcodec.containers.mp4.boxes.MediaHeaderBox;
import org.jcodec.containers.mp4.boxes.MovieBox;
import org.jcodec.containers.mp4.boxes.MovieHeaderBox;
import org.jcodec.containers.mp4.boxes.NodeBox;
import org.jcodec.containers.mp4.boxes.TrackHeaderBox;

/**
 * Writes coded frames as an MP4 file. Its index stands in front of the frames, so that a browser plays it while it
 * loads. There is no date in it: the same frames make the same bytes.
 */
final class PreviewFile {

    private static final int FRAME_DURATION = 512; // in units of the time scale; divides well
    private static final int INDEX_BYTES = 4096;
    private static final int INDEX_BYTES_PER_FRAME = 16; // size, offset, and number of a key frame
    private static final long NO_DATE = TimeUtil.MOV_TIME_OFFSET;

    private final VideoFormat format;
    private final WebOptimizedMP4Muxer muxer;
    private final MuxerTrack track;
    private int frames;

    /** @param channel at its beginning; the caller closes it */
    PreviewFile(SeekableByteChannel channel, VideoFormat format) throws IOException {
        this.format = format;
        this.muxer = new WebOptimizedMP4Muxer(
                channel, Brand.MP4, INDEX_BYTES + INDEX_BYTES_PER_FRAME * format.numberOfFrames());
        this.track = muxer.addVideoTrack(
                Codec.H264,
                VideoCodecMeta.createSimpleVideoCodecMeta(
                        new Size(format.width(), format.height()), ColorSpace.YUV420));
    }

    /**
     * Adds the next frame.
     *
     * @param frame with start codes; the muxer moves its parameter sets into the index
     */
    void add(byte[] frame) throws IOException {
        track.addFrame(Packet.createPacket(
                ByteBuffer.wrap(frame),
                (long) frames * FRAME_DURATION,
                format.framesPerSecond() * FRAME_DURATION,
                FRAME_DURATION,
                frames,
                FrameType.UNKNOWN, // the muxer finds out
                null));
        frames++;
    }

    /** Writes the index. */
    void finish() throws IOException {
        MovieBox index = muxer.finalizeHeader();
        removeDates(index);
        muxer.storeHeader(index);
    }

    private static void removeDates(NodeBox node) {
        node.getBoxes().replaceAll(PreviewFile::withoutDate);
        for (Box box : node.getBoxes()) {
            if (box instanceof NodeBox inner) {
                removeDates(inner);
            }
        }
    }

    private static Box withoutDate(Box box) {
        if (box instanceof MovieHeaderBox movie) {
            return MovieHeaderBox.createMovieHeaderBox(
                    movie.getTimescale(),
                    movie.getDuration(),
                    movie.getRate(),
                    movie.getVolume(),
                    NO_DATE,
                    NO_DATE,
                    movie.getMatrix(),
                    movie.getNextTrackId());
        }
        if (box instanceof TrackHeaderBox old) {
            TrackHeaderBox track = TrackHeaderBox.createTrackHeaderBox(
                    old.getTrackId(),
                    old.getDuration(),
                    old.getWidth(),
                    old.getHeight(),
                    NO_DATE,
                    NO_DATE,
                    old.getVolume(),
                    old.getLayer(),
                    old.getAltGroup(),
                    old.getMatrix());
            track.setFlags(old.getFlags());
            return track;
        }
        if (box instanceof MediaHeaderBox media) {
            return MediaHeaderBox.createMediaHeaderBox(
                    media.getTimescale(),
                    media.getDuration(),
                    media.getLanguage(),
                    NO_DATE,
                    NO_DATE,
                    media.getQuality());
        }
        return box;
    }
}
