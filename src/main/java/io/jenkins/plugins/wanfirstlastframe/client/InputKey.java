package io.jenkins.plugins.wanfirstlastframe.client;

import java.util.List;
import okio.Buffer;

/** What tells requests for the same video apart from others, without keeping what they ask for. */
public final class InputKey {

    private InputKey() {}

    /**
     * The key of an input at a service: the same for whatever leads to the same request body, and another one for
     * anything else.
     *
     * @return a SHA-256 in lower-case hexadecimal digits, over the service, the model and the body
     */
    public static String of(ServiceUrl service, GenerationInput input) {
        String where = service + "\n" + ServiceUrl.MODEL + "\n"; // neither has a line feed in it
        return new Buffer()
                .writeUtf8(where)
                .write(RequestJson.keyOf(input))
                .sha256()
                .hex();
    }

    /** The key of an input whose frames' content counts as well, as far as it was read. */
    public static String of(String key, List<FrameFingerprint> frames) {
        Buffer text = new Buffer().writeUtf8(key);
        frames.forEach(frame -> text.writeUtf8("\n" + frame.sha256().orElse("")));
        return text.sha256().hex();
    }
}
