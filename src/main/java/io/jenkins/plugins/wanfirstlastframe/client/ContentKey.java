package io.jenkins.plugins.wanfirstlastframe.client;

import okio.ByteString;

/**
 * What tells videos apart whose frames are the same: the service, the model, and every parameter that is sent. The frames
 * themselves are compared by their content, see {@link FrameFingerprint}.
 */
public final class ContentKey {

    private ContentKey() {}

    /**
     * The key of an input at a service, whatever its frames are.
     *
     * @return a SHA-256 in lower-case hexadecimal digits
     */
    public static String of(ServiceUrl service, GenerationInput input) {
        StringBuilder text = new StringBuilder(service + "\n" + ServiceUrl.MODEL + "\n");
        input.values().forEach((parameter, value) -> {
            if (!(parameter.type() instanceof ParameterType.Image)) {
                String said = value.toString();
                text.append(parameter.wireName())
                        .append(' ')
                        .append(said.length()) // so that no text can pass for two
                        .append(' ')
                        .append(said)
                        .append('\n');
            }
        });
        return ByteString.encodeUtf8(text.toString()).sha256().hex();
    }
}
