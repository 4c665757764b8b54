package io.jenkins.plugins.wanfirstlastframe.preview;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes an H.264 cross-fade as an MP4 file (ISO/IEC 14496-12 and -15) whose index stands in front of the pictures, so
 * that a browser plays it while it loads. There is no date in it: the same pictures make the same bytes.
 */
final class Mp4File {

    private static final int FRAME_DURATION = 512; // in units of the time scale; divides well
    private static final int[] IDENTITY = {0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000};
    private static final int FROM_THE_FILE_ITSELF = 1;
    private static final int ENABLED_IN_MOVIE = 3;
    private static final int UNDETERMINED_LANGUAGE = 0x55c4;

    private final VideoFormat format;
    private final byte[] sequence;
    private final byte[] picture;
    private final List<byte[]> units;

    /** @param units a NAL unit for each frame, as {@link CrossFade} orders them */
    Mp4File(VideoFormat format, byte[] sequence, byte[] picture, List<byte[]> units) {
        this.format = format;
        this.sequence = sequence;
        this.picture = picture;
        this.units = units;
    }

    void writeTo(OutputStream out) throws IOException {
        byte[] type = box("ftyp", data -> {
            text(data, "isom");
            data.writeInt(0x200);
            text(data, "isomiso2avc1mp41");
        });
        int indexSize = index(0).length;
        out.write(type);
        out.write(index(type.length + indexSize + 8));
        DataOutputStream data = new DataOutputStream(out);
        long size = 8;
        for (byte[] unit : units) {
            size += 4 + unit.length;
        }
        data.writeInt(Math.toIntExact(size));
        text(data, "mdat");
        for (byte[] unit : units) {
            data.writeInt(unit.length);
            data.write(unit);
        }
        data.flush();
    }

    private int duration() {
        return format.numberOfFrames() * FRAME_DURATION;
    }

    private int timeScale() {
        return format.framesPerSecond() * FRAME_DURATION;
    }

    private byte[] index(int mediaOffset) throws IOException {
        byte[] movieHeader = full("mvhd", 0, data -> {
            ints(data, 0, 0, timeScale(), duration());
            ints(data, 0x10000, 0x01000000, 0, 0); // usual speed and volume
            ints(data, IDENTITY);
            ints(data, 0, 0, 0, 0, 0, 0);
            data.writeInt(2); // next track
        });
        byte[] trackHeader = full("tkhd", ENABLED_IN_MOVIE, data -> {
            ints(data, 0, 0, 1, 0, duration());
            ints(data, 0, 0, 0, 0);
            ints(data, IDENTITY);
            ints(data, format.width() << 16, format.height() << 16);
        });
        // the end image is decoded second, so every frame is shown one frame later than decoded: skip that wait
        byte[] edit = box("edts", full("elst", 0, data -> ints(data, 1, duration(), FRAME_DURATION, 0x10000)));
        byte[] mediaHeader = full("mdhd", 0, data -> {
            ints(data, 0, 0, timeScale(), duration());
            data.writeShort(UNDETERMINED_LANGUAGE);
            data.writeShort(0);
        });
        byte[] handler = full("hdlr", 0, data -> {
            data.writeInt(0);
            text(data, "vide");
            ints(data, 0, 0, 0);
            text(data, "video\0");
        });
        byte[] videoHeader = full("vmhd", 1, data -> ints(data, 0, 0));
        byte[] place = full("dref", 0, data -> {
            data.writeInt(1);
            data.write(full("url ", FROM_THE_FILE_ITSELF, url -> {}));
        });
        byte[] information = box("minf", videoHeader, box("dinf", place), sampleTable(mediaOffset));
        return box(
                "moov", movieHeader, box("trak", trackHeader, edit, box("mdia", mediaHeader, handler, information)));
    }

    private byte[] sampleTable(int mediaOffset) throws IOException {
        int frames = format.numberOfFrames();
        byte[] description = full("stsd", 0, data -> {
            data.writeInt(1);
            data.write(sampleEntry());
        });
        byte[] times = full("stts", 0, data -> ints(data, 1, frames, FRAME_DURATION));
        byte[] keyFrames = full("stss", 0, data -> ints(data, 1, 1));
        byte[] shown = full("ctts", 0, data -> {
            data.writeInt(frames > 2 ? 3 : 2);
            ints(data, 1, FRAME_DURATION); // start image
            ints(data, 1, (frames - 1) * FRAME_DURATION); // end image
            if (frames > 2) {
                ints(data, frames - 2, 0);
            }
        });
        byte[] chunks = full("stsc", 0, data -> ints(data, 1, 1, frames, 1));
        byte[] sizes = full("stsz", 0, data -> {
            ints(data, 0, frames);
            for (byte[] unit : units) {
                data.writeInt(4 + unit.length);
            }
        });
        byte[] offset = full("stco", 0, data -> ints(data, 1, mediaOffset));
        return box("stbl", description, times, keyFrames, shown, chunks, sizes, offset);
    }

    private byte[] sampleEntry() throws IOException {
        byte[] configuration = box("avcC", data -> {
            data.writeByte(1);
            data.write(sequence, 1, 3); // profile and level
            data.writeByte(0xff); // four bytes of length before each unit
            data.writeByte(0xe1); // one sequence parameter set
            data.writeShort(sequence.length);
            data.write(sequence);
            data.writeByte(1);
            data.writeShort(picture.length);
            data.write(picture);
        });
        byte[] colours = box("colr", data -> {
            text(data, "nclx");
            data.writeShort(1); // BT.709: primaries, transfer, matrix
            data.writeShort(1);
            data.writeShort(1);
            data.writeByte(0); // limited range
        });
        return box("avc1", data -> {
            ints(data, 0, 1, 0, 0, 0, 0);
            data.writeShort(format.width());
            data.writeShort(format.height());
            ints(data, 0x480000, 0x480000, 0); // 72 dots per inch
            data.writeShort(1);
            data.write(new byte[32]); // no name
            data.writeShort(24); // depth
            data.writeShort(-1);
            data.write(configuration);
            data.write(colours);
        });
    }

    private interface Content {
        void write(DataOutputStream data) throws IOException;
    }

    private static byte[] full(String type, int flags, Content content) throws IOException {
        return box(type, data -> {
            data.writeInt(flags); // version 0 in front
            content.write(data);
        });
    }

    private static byte[] box(String type, byte[]... boxes) throws IOException {
        return box(type, data -> {
            for (byte[] inner : boxes) {
                data.write(inner);
            }
        });
    }

    private static byte[] box(String type, Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        content.write(new DataOutputStream(bytes));
        ByteArrayOutputStream box = new ByteArrayOutputStream(8 + bytes.size());
        DataOutputStream data = new DataOutputStream(box);
        data.writeInt(8 + bytes.size());
        text(data, type);
        bytes.writeTo(data);
        return box.toByteArray();
    }

    private static void ints(DataOutputStream data, int... values) throws IOException {
        for (int value : values) {
            data.writeInt(value);
        }
    }

    private static void text(DataOutputStream data, String text) throws IOException {
        data.write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
