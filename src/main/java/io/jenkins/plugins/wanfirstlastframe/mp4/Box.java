package io.jenkins.plugins.wanfirstlastframe.mp4;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A box of an index that is in memory.
 *
 * @param type four characters
 * @param bytes what is in it, from the first byte behind its header on
 */
record Box(String type, ByteBuffer bytes) {

    private static final int HEADER = 8;

    /** What is in the box, to be read from its beginning. */
    ByteBuffer content() {
        return bytes.duplicate();
    }

    /** The boxes of that type in this one. */
    List<Box> all(String wanted) {
        return in(content()).stream().filter(box -> box.type.equals(wanted)).toList();
    }

    /** The first box of that type in this one. */
    Optional<Box> first(String wanted) {
        return all(wanted).stream().findFirst();
    }

    /** The boxes that stand one after the other; ends before one that can't be. */
    static List<Box> in(ByteBuffer content) {
        List<Box> boxes = new ArrayList<>();
        while (content.remaining() >= HEADER) {
            int start = content.position();
            long size = Integer.toUnsignedLong(content.getInt());
            String type = type(content);
            if (size < HEADER || size - HEADER > content.remaining()) {
                break;
            }
            int inner = (int) size - HEADER;
            boxes.add(new Box(type, content.slice(start + HEADER, inner)));
            content.position(start + HEADER + inner);
        }
        return boxes;
    }

    /** The next four bytes as characters. */
    static String type(ByteBuffer from) {
        byte[] type = new byte[4];
        from.get(type);
        return new String(type, StandardCharsets.ISO_8859_1);
    }
}
