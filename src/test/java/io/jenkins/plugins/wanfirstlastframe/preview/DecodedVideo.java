package io.jenkins.plugins.wanfirstlastframe.preview;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jcodec.codecs.h264.H264Decoder;
import org.jcodec.codecs.h264.H264Utils;
import org.jcodec.codecs.h264.io.model.SeqParameterSet;
import org.jcodec.common.DemuxerTrack;
import org.jcodec.common.io.ByteBufferSeekableByteChannel;
import org.jcodec.common.io.NIOUtils;
import org.jcodec.common.model.ColorSpace;
import org.jcodec.common.model.Packet;
import org.jcodec.common.model.Picture;
import org.jcodec.containers.mp4.demuxer.MP4Demuxer;

/** A video as somebody else's decoder reads it. */
final class DecodedVideo {

    final int numberOfFrames;
    final double seconds;
    final SeqParameterSet sequence;
    private final TreeMap<Double, Picture> framesByTime = new TreeMap<>();

    /** @param mostFrames stops after so many, in decoding order: start, end, then those between them */
    DecodedVideo(Path file, int mostFrames) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        try (MP4Demuxer demuxer =
                MP4Demuxer.createMP4Demuxer(ByteBufferSeekableByteChannel.readFromByteBuffer(bytes))) {
            DemuxerTrack track = demuxer.getVideoTrack();
            numberOfFrames = track.getMeta().getTotalFrames();
            seconds = track.getMeta().getTotalDuration();
            ByteBuffer codecPrivate = ByteBuffer.wrap(NIOUtils.toArray(track.getMeta().getCodecPrivate()));
            ByteBuffer plain = H264Utils.getRawSPS(codecPrivate.duplicate()).get(0).duplicate();
            H264Utils.unescapeNAL(plain);
            sequence = SeqParameterSet.read(plain);
            H264Decoder decoder = H264Decoder.createH264DecoderFromCodecPrivate(codecPrivate.duplicate());
            for (int i = 0; i < mostFrames; i++) {
                Packet packet = track.nextFrame();
                if (packet == null) {
                    break;
                }
                Picture buffer = Picture.create(codedWidth(), codedHeight(), ColorSpace.YUV420J);
                Picture frame = decoder.decodeFrame(packet.getData(), buffer.getData());
                framesByTime.put(packet.getPtsD(), frame.cropped().cloneCropped());
            }
        }
    }

    int codedWidth() {
        return sequence.picWidthInMbsMinus1 + 1 << 4;
    }

    int codedHeight() {
        return sequence.picHeightInMapUnitsMinus1 + 1 << 4;
    }

    /** In the order of display. */
    List<Picture> frames() {
        return new ArrayList<>(framesByTime.values());
    }

    List<Double> times() {
        return new ArrayList<>(framesByTime.keySet());
    }

    /** Red, green and blue at a place, from limited BT.709. */
    static int[] colour(Picture frame, int x, int y) {
        double luma = (frame.getPlaneData(0)[y * frame.getPlaneWidth(0) + x] + 128 - 16) * 255 / 219.0;
        int chroma = y / 2 * frame.getPlaneWidth(1) + x / 2;
        double cb = frame.getPlaneData(1)[chroma] * 255 / 224.0;
        double cr = frame.getPlaneData(2)[chroma] * 255 / 224.0;
        return new int[] {
            clip(luma + 1.5748 * cr), clip(luma - 0.1873 * cb - 0.4681 * cr), clip(luma + 1.8556 * cb)
        };
    }

    private static int clip(double value) {
        return (int) Math.max(0, Math.min(255, Math.round(value)));
    }
}
