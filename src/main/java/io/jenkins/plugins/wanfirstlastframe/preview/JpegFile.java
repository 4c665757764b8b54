package io.jenkins.plugins.wanfirstlastframe.preview;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A JPEG file in a form that Java's reader takes. The reader refuses a file with an ICC profile in an unusual number of
 * pieces, and warns of a missing end marker as of missing pixels. So profiles are taken out of the file, and a missing
 * end marker is added: if more is missing than that, the reader still notices.
 */
final class JpegFile {

    private static final int START_OF_SCAN = 0xda;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int APP1 = 0xe1;
    private static final int APP2 = 0xe2;
    private static final byte[] EXIF = "Exif\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ICC = "ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII);

    private final byte[] file;
    private final ByteArrayOutputStream content;

    @CheckForNull
    private byte[] exif;

    /** Pieces of the profile by their numbers; empty where the numbers make no sense. */
    private final Map<Integer, byte[]> profile = new TreeMap<>();

    private int profilePieces;
    private boolean oddProfile;

    private JpegFile(byte[] file) throws EOFException {
        this.file = file;
        this.content = new ByteArrayOutputStream(file.length + 2);
        readSegments();
    }

    /** @throws EOFException the file ends before its pixels begin */
    static JpegFile of(byte[] file) throws EOFException {
        return new JpegFile(file);
    }

    private void readSegments() throws EOFException {
        content.write(file, 0, 2); // start of image
        int at = 2;
        while (true) {
            int start = at;
            while (byteAt(at) == 0xff) { // any number of them is allowed
                at++;
            }
            int marker = byteAt(at++);
            if (at - start < 2 || marker == START_OF_SCAN) {
                // what is no marker, the reader may judge
                content.write(file, start, file.length - start);
                break;
            }
            int length = byteAt(at) << 8 | byteAt(at + 1);
            byte[] data = data(at + 2, length - 2);
            at += Math.max(2, length);
            if (!takenOut(marker, data)) {
                content.write(file, start, at - start);
            }
        }
        if (byteAt(file.length - 2) != 0xff || byteAt(file.length - 1) != END_OF_IMAGE) {
            if (byteAt(file.length - 1) != 0xff) {
                content.write(0xff);
            }
            content.write(END_OF_IMAGE);
        }
    }

    private boolean takenOut(int marker, byte[] data) {
        if (marker == APP1 && exif == null && startsWith(data, EXIF)) {
            exif = data;
            return false;
        }
        if (marker == APP2 && startsWith(data, ICC)) {
            addProfile(Arrays.copyOfRange(data, ICC.length, data.length));
            return true;
        }
        return false;
    }

    private void addProfile(byte[] numbered) {
        if (numbered.length <= 2) {
            oddProfile = true;
            return;
        }
        int pieces = numbered[1] & 0xff;
        oddProfile |= profilePieces != 0 && profilePieces != pieces;
        profilePieces = pieces;
        byte[] before = profile.put(numbered[0] & 0xff, Arrays.copyOfRange(numbered, 2, numbered.length));
        oddProfile |= before != null;
    }

    private int byteAt(int at) throws EOFException {
        if (at >= file.length) {
            throw new EOFException("no pixels");
        }
        return file[at] & 0xff;
    }

    private byte[] data(int from, int length) throws EOFException {
        if (from + Math.max(0, length) > file.length) {
            throw new EOFException("no pixels");
        }
        return Arrays.copyOfRange(file, from, from + Math.max(0, length));
    }

    private static boolean startsWith(byte[] data, byte[] start) {
        return data.length >= start.length && Arrays.equals(data, 0, start.length, start, 0, start.length);
    }

    /** The file without profile and with an end marker. */
    byte[] content() {
        return content.toByteArray();
    }

    /** What the camera noted, with the name in front. */
    Optional<byte[]> exif() {
        return Optional.ofNullable(exif).map(byte[]::clone);
    }

    /** The ICC profile, unread; none where its pieces are not the numbers 1 to their count, each once. */
    Optional<byte[]> profile() {
        boolean whole = !profile.isEmpty()
                && !oddProfile
                && profile.size() == profilePieces
                && profile.containsKey(1)
                && profile.containsKey(profilePieces);
        if (!whole) {
            return Optional.empty();
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        profile.values().forEach(all::writeBytes);
        return Optional.of(all.toByteArray());
    }
}
