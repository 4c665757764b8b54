package io.jenkins.plugins.wanfirstlastframe.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import okhttp3.HttpUrl;

/**
 * What tells the content of a frame apart from others, without the content. Immutable, and made of strings and numbers, so
 * that any serializer keeps it; holds no query of an address, which may be a signature.
 */
public final class FrameFingerprint implements Serializable {

    /** The service takes no larger images, in bytes. */
    public static final long MAX_BYTES = 50_000_000;

    private static final long serialVersionUID = 1L;

    private final String source;

    @CheckForNull
    private final String validator;

    @CheckForNull
    private final String sha256;

    private final long bytes;

    /**
     * A fingerprint.
     *
     * @param source the name of an example, the address without its query, or the name of a file without its
     *     folders
     * @param validator what the web server says to tell contents at one address apart, null where it says nothing that can be
     *     relied on
     * @param sha256 of the content, in lower-case hexadecimal digits; null where it wasn't read
     * @param bytes the content's length, -1 where it isn't known
     */
    public FrameFingerprint(String source, @CheckForNull String validator, @CheckForNull String sha256, long bytes) {
        this.source = Objects.requireNonNull(source);
        this.validator = validator;
        this.sha256 = sha256;
        this.bytes = bytes;
    }

    /** The fingerprint of one of RunComfy's own images, which never change. */
    public static FrameFingerprint ofExample(ImageSource.ExampleName example) {
        return new FrameFingerprint(example.name(), "example", null, -1);
    }

    /**
     * The fingerprint of a file of this machine. Reads it piece by piece; its folders don't count.
     *
     * @throws IOException if it can't be read or is larger than {@link #MAX_BYTES}
     */
    public static FrameFingerprint ofFile(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            return read(String.valueOf(file.getFileName()), null, content);
        }
    }

    /**
     * The fingerprint of content that is read to its end, piece by piece.
     *
     * @param validator null for a file
     * @throws IOException if it can't be read or is larger than {@link #MAX_BYTES}
     */
    public static FrameFingerprint read(String source, @CheckForNull String validator, InputStream content)
            throws IOException {
        MessageDigest digest = newSha256();
        long length = 0;
        byte[] piece = new byte[1 << 16];
        for (int count = content.read(piece); count >= 0; count = content.read(piece)) {
            length += count;
            if (length > MAX_BYTES) {
                throw new TooLargeException();
            }
            digest.update(piece, 0, count);
        }
        return new FrameFingerprint(source, validator, HexFormat.of().formatHex(digest.digest()), length);
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The content is larger than the service takes. */
    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLargeException() {
            super("it is larger than " + MAX_BYTES / 1_000_000 + " MB");
        }
    }

    /** The fingerprint of a web address at which nobody has looked: it is the same as no other. */
    public static FrameFingerprint unread(ImageSource.WebAddress address) {
        return new FrameFingerprint(withoutQuery(HttpUrl.get(address.uri())), null, null, -1);
    }

    /** Whether it is of what is, or was, at that address, whatever its query is. */
    public boolean isOf(ImageSource.WebAddress address) {
        return source.equals(withoutQuery(HttpUrl.get(address.uri())));
    }

    /** An address without what may be a signature. */
    static String withoutQuery(@CheckForNull HttpUrl url) {
        return url == null
                ? ""
                : url.newBuilder().query(null).fragment(null).build().toString();
    }

    /** The name of an example, the address without its query, or the name of a file without its folders. */
    public String source() {
        return source;
    }

    /** What the web server says to tell contents at one address apart. */
    public Optional<String> validator() {
        return Optional.ofNullable(validator);
    }

    /** The SHA-256 of the content, in lower-case hexadecimal digits. */
    public Optional<String> sha256() {
        return Optional.ofNullable(sha256);
    }

    /** The content's length in bytes, -1 where it isn't known. */
    public long bytes() {
        return bytes;
    }

    /** Whether somebody has looked at the content, so that it can be told apart from others. */
    public boolean isKnown() {
        return validator != null || sha256 != null;
    }

    /** Whether both stand for the same content, as far as that is known: where it isn't, they don't. */
    public boolean sameContent(FrameFingerprint other) {
        if (sha256 != null && other.sha256 != null) {
            return sha256.equals(other.sha256);
        }
        return source.equals(other.source) && validator != null && validator.equals(other.validator);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FrameFingerprint print
                && source.equals(print.source)
                && Objects.equals(validator, print.validator)
                && Objects.equals(sha256, print.sha256)
                && bytes == print.bytes;
    }

    @Override
    public int hashCode() {
        return Objects.hash(source, validator, sha256);
    }

    @Override
    public String toString() {
        return source + (sha256 == null ? "" : " (SHA-256 " + sha256 + ")");
    }
}
