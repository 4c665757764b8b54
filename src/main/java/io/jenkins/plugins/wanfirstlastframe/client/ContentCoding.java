package io.jenkins.plugins.wanfirstlastframe.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.Inflater;
import okhttp3.Headers;
import okio.BufferedSource;
import okio.GzipSource;
import okio.InflaterSource;
import okio.Okio;

/**
 * The encoding of a response's body (RFC 9110, section 8.4). Some servers and proxies encode what nobody asked them to
 * encode.
 */
public final class ContentCoding {

    private static final int GZIP_MAGIC = 0x1f8b;

    private ContentCoding() {}

    /** The names in the {@code Content-Encoding} headers, in the order in which they were applied. */
    private static List<String> names(Headers headers) {
        List<String> names = new ArrayList<>();
        for (String header : headers.values("Content-Encoding")) {
            for (String name : header.split(",")) {
                String plain = name.strip().toLowerCase(Locale.ROOT);
                if (!plain.isEmpty() && !plain.equals("identity")) {
                    names.add(plain);
                }
            }
        }
        return names;
    }

    /** Whether a body is said to be encoded, so that offsets in it are not offsets in the content. */
    public static boolean isEncoded(Headers headers) {
        return !names(headers).isEmpty();
    }

    /**
     * The content of a body, decoded where its headers say that it is encoded.
     *
     * @throws UnknownCodingException where it is encoded in a way that this program can't decode
     * @throws IOException if the body can't be read
     */
    public static BufferedSource decoded(BufferedSource body, Headers headers) throws IOException {
        List<String> names = names(headers);
        BufferedSource content = body;
        for (int i = names.size() - 1; i >= 0; i--) {
            content = switch (names.get(i)) {
                case "gzip", "x-gzip" -> gunzipped(content);
                case "deflate" -> inflated(content);
                default -> throw new UnknownCodingException(names.get(i));
            };
        }
        return content;
    }

    /** A file that is said to be compressed and isn't was stored with a wrong label: it is taken as it is. */
    private static BufferedSource gunzipped(BufferedSource body) throws IOException {
        return startsWithTwoBytes(body, GZIP_MAGIC) ? Okio.buffer(new GzipSource(body)) : body;
    }

    /** By the standard a zlib stream; some servers send the bare deflate stream that is inside one. */
    private static BufferedSource inflated(BufferedSource body) throws IOException {
        boolean zlib = body.request(2) && (body.getBuffer().getByte(0) & 0x0f) == 8 && firstTwoBytes(body) % 31 == 0;
        return Okio.buffer(new InflaterSource(body, new Inflater(!zlib)));
    }

    private static boolean startsWithTwoBytes(BufferedSource body, int bytes) throws IOException {
        return body.request(2) && firstTwoBytes(body) == bytes;
    }

    private static int firstTwoBytes(BufferedSource body) {
        return (body.getBuffer().getByte(0) & 0xff) << 8 | body.getBuffer().getByte(1) & 0xff;
    }

    /** A body is encoded in a way that this program doesn't know. */
    public static final class UnknownCodingException extends IOException {
        private static final long serialVersionUID = 1L;

        private final String coding;

        UnknownCodingException(String coding) {
            super("the body is encoded as \"" + PlainText.oneLine(coding, 40) + "\"");
            this.coding = PlainText.oneLine(coding, 40);
        }

        /** The encoding's name, cleaned for a console. */
        public String coding() {
            return coding;
        }
    }
}
