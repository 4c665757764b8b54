package io.jenkins.plugins.wanfirstlastframe.mp4;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The first video track of an MP4 file by the file's index (ISO/IEC 14496-12, 14496-15). The index alone is read, and none
 * larger than {@link #MAX_INDEX}; no number in it makes anything larger than the index is.
 */
public final class VideoTrack {

    /** A film of hours has a smaller one. */
    static final int MAX_INDEX = 8 << 20;

    /** Much more than a frame of any size needs, in bytes. */
    private static final int MAX_FRAME = 16 << 20;

    private static final int HEADER = 8;
    private static final int LARGE_HEADER = 16;

    /** What stands in a visual sample entry before its boxes. */
    private static final int VISUAL_ENTRY = 78;

    private final VideoFacts facts;
    private final String codec;
    private final Box entry;
    private final Box table;

    private VideoTrack(VideoFacts facts, String codec, Box entry, Box table) {
        this.facts = facts;
        this.codec = codec;
        this.entry = entry;
        this.table = table;
    }

    /**
     * Reads a file's index.
     *
     * @return empty where the file has no video, or an index that makes no sense or is larger than any is
     * @throws IOException if the file can't be read
     */
    public static Optional<VideoTrack> read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Optional<ByteBuffer> index = index(channel);
            return index.isEmpty() ? Optional.empty() : first(new Box("moov", index.get()));
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty(); // it leads beyond the end of the file or of a box
        }
    }

    private static Optional<ByteBuffer> index(FileChannel channel) throws IOException {
        long length = channel.size();
        long at = 0;
        while (length - at >= HEADER) {
            ByteBuffer header = bytes(channel, at, (int) Math.min(LARGE_HEADER, length - at));
            long size = Integer.toUnsignedLong(header.getInt());
            String type = Box.type(header);
            int used = HEADER;
            if (size == 1) {
                size = header.getLong();
                used = LARGE_HEADER;
            } else if (size == 0) {
                size = length - at;
            }
            if (size < used || size > length - at) {
                return Optional.empty();
            }
            if (type.equals("moov")) {
                return size > MAX_INDEX ? Optional.empty() : Optional.of(bytes(channel, at + used, (int) size - used));
            }
            at += size;
        }
        return Optional.empty();
    }

    private static ByteBuffer bytes(FileChannel channel, long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) > 0) {
            continue; // a read may bring less than is asked for
        }
        return bytes.flip();
    }

    private static Optional<VideoTrack> first(Box movie) {
        for (Box track : movie.all("trak")) {
            Optional<Box> media = track.first("mdia");
            boolean video = media.flatMap(box -> box.first("hdlr"))
                    .map(Box::content)
                    .filter(handler -> Box.type(handler.position(8)).equals("vide"))
                    .isPresent();
            if (video) {
                return media.flatMap(VideoTrack::of);
            }
        }
        return Optional.empty();
    }

    private static Optional<VideoTrack> of(Box media) {
        Optional<Box> table = media.first("minf").flatMap(box -> box.first("stbl"));
        Optional<Box> entry = table.flatMap(box -> box.first("stsd"))
                .flatMap(description -> Box.in(description.content().position(8).slice()).stream()
                        .findFirst());
        Optional<Box> header = media.first("mdhd");
        if (entry.isEmpty() || header.isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer visual = entry.get().content().position(24);
        int width = Short.toUnsignedInt(visual.getShort());
        int height = Short.toUnsignedInt(visual.getShort());
        ByteBuffer times = header.get().content();
        boolean large = times.get() == 1;
        long timescale = Integer.toUnsignedLong(times.position(large ? 20 : 12).getInt());
        return VideoFacts.of(width, height, count(table.get()), duration(table.get()), timescale)
                .map(facts -> new VideoTrack(facts, entry.get().type(), entry.get(), table.get()));
    }

    /** How many frames there are; 0 where there is no list of them. */
    private static int count(Box table) {
        return table.first("stsz").map(sizes -> sizes.content().getInt(8)).orElse(0);
    }

    private static long duration(Box table) {
        long sum = 0;
        ByteBuffer runs =
                table.first("stts").map(box -> box.content().position(8)).orElse(ByteBuffer.allocate(0));
        while (runs.remaining() >= 8) {
            sum += Integer.toUnsignedLong(runs.getInt()) * Integer.toUnsignedLong(runs.getInt());
        }
        return sum;
    }

    /** The track's size, length and speed. */
    public VideoFacts facts() {
        return facts;
    }

    /** How the track is coded, as the file names it: {@code avc1} for H.264 with its parameters in the index. */
    public String codec() {
        return codec;
    }

    /**
     * The parameter sets of an H.264 track, each as a NAL unit.
     *
     * @param lengthBytes how many bytes stand for the length of each NAL unit of a frame, 1 to 4
     */
    public record AvcParameters(int lengthBytes, List<ByteBuffer> sequence, List<ByteBuffer> picture) {}

    /** The parameters of an H.264 track; empty where there are none, or they make no sense. */
    public Optional<AvcParameters> avcParameters() {
        try {
            return Box.in(entry.content().position(VISUAL_ENTRY).slice()).stream()
                    .filter(box -> box.type().equals("avcC"))
                    .findFirst()
                    .map(box -> avcParameters(box.content()));
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private static AvcParameters avcParameters(ByteBuffer configuration) {
        int lengthBytes = (configuration.get(4) & 3) + 1;
        configuration.position(5);
        List<ByteBuffer> sequence = sets(configuration, configuration.get() & 0x1f);
        return new AvcParameters(lengthBytes, sequence, sets(configuration, configuration.get() & 0xff));
    }

    private static List<ByteBuffer> sets(ByteBuffer from, int count) {
        List<ByteBuffer> sets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = Short.toUnsignedInt(from.getShort());
            sets.add(from.slice(from.position(), length));
            from.position(from.position() + length);
        }
        return sets;
    }

    /**
     * The first frame as it is coded.
     *
     * @param file the one that this was read from
     * @return empty where the index doesn't tell where it is, or tells what can't be
     * @throws IOException if the file can't be read
     */
    public Optional<byte[]> firstFrame(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer sizes = content("stsz");
            int same = sizes.getInt(4);
            int length = same == 0 ? sizes.getInt(12) : same;
            long offset = table.first("co64").isPresent()
                    ? content("co64").getLong(8)
                    : Integer.toUnsignedLong(content("stco").getInt(8));
            boolean possible = length > 0 && length <= MAX_FRAME && offset >= 0 && offset <= channel.size() - length;
            return possible ? Optional.of(bytes(channel, offset, length).array()) : Optional.empty();
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private ByteBuffer content(String type) {
        return table.first(type).orElseThrow(IllegalArgumentException::new).content();
    }
}
