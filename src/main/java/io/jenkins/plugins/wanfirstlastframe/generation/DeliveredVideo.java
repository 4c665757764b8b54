package io.jenkins.plugins.wanfirstlastframe.generation;

/**
 * A video that has arrived.
 *
 * @param location the file, as the delivery names it
 * @param url where it came from, without a query: that part may be a signature
 * @param bytes its length
 * @param sha256 its SHA-256 in lower-case hexadecimal digits
 */
public record DeliveredVideo(String location, String url, long bytes, String sha256) {}
