package io.jenkins.plugins.wanfirstlastframe.generation;

/**
 * A video that has arrived.
 *
 * @param location the file, as the delivery names it
 * @param url where it came from, without a query: that part may be a signature
 * @param bytes its length
 * @param sha256 its SHA-256 in lower-case hexadecimal digits
 * @param lacking what could not be saved beside it and why, as a sentence; empty where all is there
 */
public record DeliveredVideo(String location, String url, long bytes, String sha256, String lacking) {

    /** A video with all that belongs to it. */
    public DeliveredVideo(String location, String url, long bytes, String sha256) {
        this(location, url, bytes, sha256, "");
    }

    /** The same without something that should be beside it. */
    DeliveredVideo butLacking(String sentence) {
        return new DeliveredVideo(location, url, bytes, sha256, sentence);
    }
}
