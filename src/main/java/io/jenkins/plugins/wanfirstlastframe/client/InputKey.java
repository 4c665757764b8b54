package io.jenkins.plugins.wanfirstlastframe.client;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

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
        MessageDigest digest = sha256();
        String where = service + "\n" + ServiceUrl.MODEL + "\n"; // neither has a line feed in it
        digest.update(where.getBytes(StandardCharsets.UTF_8));
        digest.update(RequestJson.keyOf(input));
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The key of an input whose frames' content counts as well, as far as it was read. */
    public static String of(String key, List<FrameFingerprint> frames) {
        MessageDigest digest = sha256();
        digest.update(key.getBytes(StandardCharsets.UTF_8));
        for (FrameFingerprint frame : frames) {
            digest.update(("\n" + frame.sha256().orElse("")).getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
