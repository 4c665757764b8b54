package io.jenkins.plugins.wanfirstlastframe.sandbox;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.time.Instant;

/**
 * An image on the sandbox's web server, and what that says of it.
 *
 * @param content the file; not copied, so nobody may change it
 * @param mediaType such as {@code image/png}
 * @param eTag the header as it stands, with its quotes; null for none
 * @param lastModified null where the server doesn't say
 * @param headStatus with what HTTP status a HEAD request is answered; 200 for a server that takes one
 */
public record HostedFrame(
        byte[] content,
        String mediaType,
        @CheckForNull String eTag,
        @CheckForNull Instant lastModified,
        int headStatus) {

    /** A PNG file of which the server says nothing that tells it apart from others. */
    public static HostedFrame of(byte[] content) {
        return new HostedFrame(content, "image/png", null, null, 200);
    }

    /** This image with an entity tag, or without one. */
    public HostedFrame withETag(@CheckForNull String value) {
        return new HostedFrame(content, mediaType, value, lastModified, headStatus);
    }

    /** This image with the time of its last change, or without one. */
    public HostedFrame withLastModified(@CheckForNull Instant value) {
        return new HostedFrame(content, mediaType, eTag, value, headStatus);
    }

    /** This image on a server that refuses HEAD with that status. */
    public HostedFrame refusingHead(int status) {
        return new HostedFrame(content, mediaType, eTag, lastModified, status);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    /** The size, not the content. */
    @Override
    public String toString() {
        return mediaType + " of " + content.length + " bytes";
    }
}
