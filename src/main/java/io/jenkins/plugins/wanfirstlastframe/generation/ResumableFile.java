package io.jenkins.plugins.wanfirstlastframe.generation;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery.DeliveryException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A download so far: what is written, its hash, and what is needed to go on. */
final class ResumableFile implements Closeable {

    /** A good piece to hash and write: large for a call, small for a processor's cache. */
    static final int BUFFER = 1 << 15;

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");

    private final FileChannel channel;
    private final MessageDigest sha256 = digest("SHA-256");
    private final MessageDigest md5 = digest("MD5");
    private final long maxBytes;
    private long bytes;

    /** The whole file's length as it was announced; negative where it wasn't. */
    private long total = -1;

    @CheckForNull
    private String etag;

    /** Whether what is written was decoded, so that its length says nothing of where the transfer can go on. */
    private boolean decoded;

    ResumableFile(Path path, long maxBytes) throws IOException {
        this.channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        this.maxBytes = maxBytes;
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }

    long bytes() {
        return bytes;
    }

    /** The hash of the complete file; to be asked for once. */
    String sha256() {
        return HexFormat.of().formatHex(sha256.digest());
    }

    /** The MD5 of the complete file, by which Jenkins' fingerprints go; to be asked for once. */
    String md5() {
        return HexFormat.of().formatHex(md5.digest());
    }

    @CheckForNull
    String etag() {
        return etag;
    }

    /** What identifies the version that the bytes are of; a weak tag does not (RFC 9110, section 13.1.5). */
    void etag(@CheckForNull String tag) {
        etag = tag == null || tag.startsWith("W/") ? null : tag;
    }

    void restart() throws IOException {
        channel.truncate(0);
        channel.position(0);
        sha256.reset();
        md5.reset();
        bytes = 0;
        total = -1;
        etag = null;
        decoded = false;
    }

    /** Notes that what follows was decoded from a transfer that can't be resumed. */
    void decoded() {
        decoded = true;
    }

    /** Whether the transfer can go on where this file ends. */
    boolean isResumable() {
        return bytes > 0 && !decoded;
    }

    /** Notes the whole file's length. */
    void total(long length) {
        total = length;
    }

    /** Whether everything that was announced is there. */
    boolean complete() {
        return total < 0 || bytes == total;
    }

    /** Whether a {@code Content-Range} header goes on where this file ends, in a file of the same length. */
    boolean continuesAt(@CheckForNull String contentRange) {
        Matcher range = CONTENT_RANGE.matcher(contentRange == null ? "" : contentRange);
        if (!range.matches() || Long.parseLong(range.group(1)) != bytes) {
            return false;
        }
        long announced = range.group(2).equals("*") ? total : Long.parseLong(range.group(2));
        if (total >= 0 && announced != total) {
            return false;
        }
        total = announced;
        return true;
    }

    /** Refuses what is announced to be too large. */
    void expect(long more) throws DeliveryException {
        if (more > maxBytes - bytes) {
            throw tooLarge();
        }
    }

    void append(byte[] buffer, int count) throws IOException, DeliveryException {
        expect(count);
        sha256.update(buffer, 0, count);
        md5.update(buffer, 0, count);
        ByteBuffer content = ByteBuffer.wrap(buffer, 0, count);
        while (content.hasRemaining()) {
            channel.write(content);
        }
        bytes += count;
    }

    private DeliveryException tooLarge() {
        return new DeliveryException("its file is larger than the limit of " + maxBytes + " bytes.");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
