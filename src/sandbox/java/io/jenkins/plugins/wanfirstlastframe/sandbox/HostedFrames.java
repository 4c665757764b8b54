package io.jenkins.plugins.wanfirstlastframe.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import okio.ByteString;

/** The images on the sandbox's web server: those that were put there, and those that came within requests. */
final class HostedFrames {

    /** How many bytes of frames that came within requests are kept; the oldest go first. */
    private static final long MAX_INLINE = 64 << 20;

    private final Map<String, HostedFrame> put = new ConcurrentHashMap<>();
    private final Map<String, HostedFrame> inline = new LinkedHashMap<>();
    private long inlineBytes;

    void put(String name, HostedFrame frame) {
        put.put(name, frame);
    }

    void remove(String name) {
        put.remove(name);
    }

    /** Keeps a frame that came within a request, under a name that its content gives it. */
    synchronized String keep(byte[] content, String mediaType) {
        String name = "inline-" + ByteString.of(content).sha256().hex() + "." + mediaType.substring("image/".length());
        if (inline.put(name, new HostedFrame(content, mediaType, null, null, 200)) == null) {
            inlineBytes += content.length;
        }
        var eldest = inline.entrySet().iterator();
        while (inlineBytes > MAX_INLINE) {
            inlineBytes -= eldest.next().getValue().content().length;
            eldest.remove();
        }
        return name;
    }

    synchronized Optional<HostedFrame> find(String name) {
        return Optional.ofNullable(put.getOrDefault(name, inline.get(name)));
    }
}
