package io.jenkins.plugins.wanfirstlastframe.preview;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

/** A video as a decoder reads it. */
final class DecodedVideo {

    final double seconds;
    final SeqParameterSet sequence;
    private final ByteBuffer codecPrivate;
    private final List<Packet> packets = new ArrayList<>();

    DecodedVideo(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        try (MP4Demuxer demuxer =
                MP4Demuxer.createMP4Demuxer(ByteBufferSeekableByteChannel.readFromByteBuffer(bytes))) {
            DemuxerTrack track = demuxer.getVideoTrack();
            seconds = track.getMeta().getTotalDuration();
            codecPrivate = ByteBuffer.wrap(NIOUtils.toArray(track.getMeta().getCodecPrivate()));
            ByteBuffer plain =
                    H264Utils.getRawSPS(codecPrivate.duplicate()).get(0).duplicate();
            H264Utils.unescapeNAL(plain);
            sequence = SeqParameterSet.read(plain);
            for (Packet packet = track.nextFrame(); packet != null; packet = track.nextFrame()) {
                packets.add(packet);
            }
        }
    }

    int numberOfFrames() {
        return packets.size();
    }

    /** Seconds from the beginning, for each frame. */
    List<Double> times() {
        return packets.stream().map(Packet::getPtsD).toList();
    }

    /** Numbers of the frames that need no other one. */
    List<Integer> keyFrames() {
        List<Integer> keyFrames = new ArrayList<>();
        for (int i = 0; i < packets.size(); i++) {
            if (packets.get(i).isKeyFrame()) {
                keyFrames.add(i);
            }
        }
        return keyFrames;
    }

    List<Picture> frames() {
        return decode(0, packets.size());
    }

    Picture frame(int number) {
        int key = number;
        while (!packets.get(key).isKeyFrame()) {
            key--;
        }
        return decode(key, number + 1).get(number - key);
    }

    private List<Picture> decode(int from, int to) {
        H264Decoder decoder = H264Decoder.createH264DecoderFromCodecPrivate(codecPrivate.duplicate());
        List<Picture> frames = new ArrayList<>();
        for (Packet packet : packets.subList(from, to)) {
            Picture buffer = Picture.create(
                    sequence.picWidthInMbsMinus1 + 1 << 4,
                    sequence.picHeightInMapUnitsMinus1 + 1 << 4,
                    ColorSpace.YUV420J);
            ByteBuffer coded = ByteBuffer.wrap(NIOUtils.toArray(packet.getData())); // decoding alters it
            Picture frame = decoder.decodeFrame(coded, buffer.getData());
            frames.add(frame.cropped().cloneCropped());
        }
        return frames;
    }

    /** Brightness at a place, 0 to 1, from the limited range. */
    static double brightness(Picture frame, int x, int y) {
        return (frame.getPlaneData(0)[y * frame.getPlaneWidth(0) + x] + 128 - 16) / 219.0;
    }

    /** Red, green and blue at a place, from limited BT.709. */
    static int[] colour(Picture frame, int x, int y) {
        double luma = 255 * brightness(frame, x, y);
        int chroma = y / 2 * frame.getPlaneWidth(1) + x / 2;
        double cb = frame.getPlaneData(1)[chroma] * 255 / 224.0;
        double cr = frame.getPlaneData(2)[chroma] * 255 / 224.0;
        return new int[] {clip(luma + 1.5748 * cr), clip(luma - 0.1873 * cb - 0.4681 * cr), clip(luma + 1.8556 * cb)};
    }

    private static int clip(double value) {
        return (int) Math.max(0, Math.min(255, Math.round(value)));
    }
}
