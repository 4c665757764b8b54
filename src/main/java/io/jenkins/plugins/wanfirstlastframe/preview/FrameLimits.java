package io.jenkins.plugins.wanfirstlastframe.preview;

import io.jenkins.plugins.wanfirstlastframe.client.FrameFingerprint;
import java.time.Duration;

/**
 * How large a frame may be, and how long it may take to load.
 *
 * @param bytes of the file, as it is sent
 * @param pixels of the image, width times height
 * @param readTimeout longest wait for a connection or for the next bytes
 * @param total longest time for a download, redirects included
 */
public record FrameLimits(long bytes, long pixels, Duration readTimeout, Duration total) {

    /** The service's own 50 MB, 40 megapixels (about four times a 4K image), 20 seconds, two minutes. */
    public static final FrameLimits DEFAULT =
            new FrameLimits(FrameFingerprint.MAX_BYTES, 40_000_000, Duration.ofSeconds(20), Duration.ofMinutes(2));

    /** @throws IllegalArgumentException a limit is not above zero */
    public FrameLimits {
        if (bytes < 1
                || pixels < 1
                || readTimeout.isNegative()
                || readTimeout.isZero()
                || total.isNegative()
                || total.isZero()) {
            throw new IllegalArgumentException("Limits of a frame must be above zero");
        }
    }
}
