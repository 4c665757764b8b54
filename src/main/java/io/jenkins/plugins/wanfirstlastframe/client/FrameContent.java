package io.jenkins.plugins.wanfirstlastframe.client;

import java.util.Set;

/** What the service is given in place of a frame that is on no web server. */
public sealed interface FrameContent {

    /**
     * An address at which the frame was published.
     *
     * @param url may have a signature in its query, so it is for the service alone
     */
    record Link(String url) implements FrameContent {
        /** @throws IllegalArgumentException if the service could not fetch from there */
        public Link {
            if (!(ImageSource.parse(url) instanceof ImageSource.WebAddress)) {
                throw new IllegalArgumentException("not a web address");
            }
        }

        /** Nothing of the address: it may be a secret. */
        @Override
        public String toString() {
            return "a published frame";
        }
    }

    /**
     * The frame itself, to travel within the request.
     *
     * @param mediaType such as {@code image/png}
     * @param bytes the file's content; not copied, so nobody may change it
     */
    record Inline(String mediaType, byte[] bytes) implements FrameContent {

        /** The largest image that RunComfy's own programs send within a request: 6 MiB. */
        public static final int MAX_BYTES = 6 << 20;

        private static final Set<String> TYPES = Set.of("image/png", "image/jpeg", "image/webp");

        /** @throws IllegalArgumentException if the model takes no such images */
        public Inline {
            if (!TYPES.contains(mediaType)) {
                throw new IllegalArgumentException("not a PNG, JPEG or WebP image: " + mediaType);
            }
        }

        /** Two frames are the same where they are the same object: nobody needs to compare their bytes. */
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
            return mediaType + " of " + bytes.length + " bytes";
        }
    }
}
