package io.jenkins.plugins.wanfirstlastframe.generation;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.mp4.VideoFacts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A video that has arrived. Immutable, and made of strings and numbers, so that any serializer keeps it. */
public final class DeliveredVideo implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(DeliveredVideo.class.getName());

    private final String location;
    private final String url;
    private final long bytes;
    private final String sha256;
    private final String md5;
    private final String lacking;

    /** Null where the file doesn't tell them, and for a video that an older version has noted. */
    @CheckForNull
    private final VideoFacts facts;

    /**
     * A video that has arrived.
     *
     * @param location the file, as the delivery names it
     * @param url where it came from, without a query: that part may be a signature
     * @param bytes its length
     * @param sha256 its SHA-256 in lower-case hexadecimal digits
     * @param md5 its MD5 in lower-case hexadecimal digits, by which Jenkins' fingerprints go
     * @param lacking what could not be saved beside it and why, as a sentence; empty where all is there
     */
    public DeliveredVideo(String location, String url, long bytes, String sha256, String md5, String lacking) {
        this(location, url, bytes, sha256, md5, lacking, null);
    }

    private DeliveredVideo(
            String location,
            String url,
            long bytes,
            String sha256,
            String md5,
            String lacking,
            @CheckForNull VideoFacts facts) {
        this.location = location;
        this.url = url;
        this.bytes = bytes;
        this.sha256 = sha256;
        this.md5 = md5;
        this.lacking = lacking;
        this.facts = facts;
    }

    /**
     * A video that is in its place already. Reads it.
     *
     * @param url where it came from, without a query; empty where it was made here
     * @throws IOException if it can't be read
     */
    public static DeliveredVideo of(Path file, String url) throws IOException {
        MessageDigest sha256 = digest("SHA-256");
        MessageDigest md5 = digest("MD5");
        long bytes;
        try (InputStream content =
                new DigestInputStream(new DigestInputStream(Files.newInputStream(file), sha256), md5)) {
            bytes = content.transferTo(OutputStream.nullOutputStream());
        }
        HexFormat hex = HexFormat.of();
        return new DeliveredVideo(
                        file.toString(), url, bytes, hex.formatHex(sha256.digest()), hex.formatHex(md5.digest()), "")
                .withFactsOf(file);
    }

    /** This video with what its file says of itself; without where the file says nothing, or can't be read. */
    DeliveredVideo withFactsOf(Path file) {
        try {
            return with(VideoFacts.read(file).orElse(null));
        } catch (IOException e) { // the video is whole, and somebody waits for it
            LOGGER.log(Level.FINE, e, () -> "The index of " + file + " can't be read");
            return this;
        }
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + name, e);
        }
    }

    /** The file, as the delivery names it. */
    public String location() {
        return location;
    }

    /** Where the video came from, without a query. */
    public String url() {
        return url;
    }

    /** The length in bytes. */
    public long bytes() {
        return bytes;
    }

    /** The SHA-256 in lower-case hexadecimal digits. */
    public String sha256() {
        return sha256;
    }

    /** The MD5 in lower-case hexadecimal digits. */
    public String md5() {
        return md5;
    }

    /** What could not be saved beside the video and why, as a sentence; empty where all is there. */
    public String lacking() {
        return lacking;
    }

    /** What the file says of itself; empty where it says nothing, or nobody has looked. */
    public Optional<VideoFacts> facts() {
        return Optional.ofNullable(facts);
    }

    /**
     * This video with what its file says of itself.
     *
     * @param read null for nothing
     */
    public DeliveredVideo with(@CheckForNull VideoFacts read) {
        return new DeliveredVideo(location, url, bytes, sha256, md5, lacking, read);
    }

    /** This video under another name. */
    public DeliveredVideo at(String otherLocation) {
        return new DeliveredVideo(otherLocation, url, bytes, sha256, md5, lacking, facts);
    }

    /**
     * This video without something that should be beside it.
     *
     * @param sentence what is missing and why
     */
    public DeliveredVideo butLacking(String sentence) {
        String all = lacking.isEmpty() ? sentence : lacking + " " + sentence;
        return new DeliveredVideo(location, url, bytes, sha256, md5, all, facts);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DeliveredVideo video
                && location.equals(video.location)
                && url.equals(video.url)
                && bytes == video.bytes
                && sha256.equals(video.sha256)
                && md5.equals(video.md5)
                && lacking.equals(video.lacking)
                && Objects.equals(facts, video.facts);
    }

    @Override
    public int hashCode() {
        return Objects.hash(location, sha256);
    }

    @Override
    public String toString() {
        return location + " (" + bytes + " bytes)";
    }
}
