package io.jenkins.plugins.wanfirstlastframe.preview;

import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import java.io.IOException;

/** What is wrong with an image, as the rest of a sentence that begins with its name. */
final class UnusableImageException extends IOException {

    private static final long serialVersionUID = 1L;

    UnusableImageException(String message) {
        super(message);
    }

    UnusableImageException(String message, Throwable cause) {
        super(message, cause);
    }

    static UnusableImageException tooLarge(FrameLimits limits) {
        return new UnusableImageException(
                "is larger than " + limits.bytes() / 1_000_000 + " MB; the service takes no larger image");
    }

    static UnusableImageException cutOff(Throwable cause) {
        return new UnusableImageException("is cut off or damaged; save or upload it again", cause);
    }

    /** What defeats the decoders here may be fine for others. */
    static UnusableImageException unreadable(Throwable cause) {
        return new UnusableImageException(
                "can't be read here: it is damaged, or of a rare kind. The service may still read it; to be sure, save"
                        + " it again as an ordinary RGB image",
                cause);
    }

    /** The whole sentence. A URL's query and user name are left out, which may be secret. */
    FrameException of(String name) {
        String plain = name.replaceFirst("^([A-Za-z][A-Za-z0-9+.-]+:[^?#]*)[?#].*", "$1")
                .replaceFirst("(?<=//)[^/]*@", "");
        return new FrameException("The frame " + PlainText.oneLine(plain) + " " + getMessage(), getCause());
    }
}
