package io.jenkins.plugins.wanfirstlastframe.preview;

import io.jenkins.plugins.wanfirstlastframe.preview.FrameFile.Format;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What kind of file it is, by its first bytes. */
final class FileType {

    private static final int HEAD = 512;

    private FileType() {}

    /** @throws UnusableImageException it is none that the service takes, and the message says what it looks like */
    static Format formatOf(byte[] file) throws UnusableImageException {
        // one character for each byte
        String head = new String(file, 0, Math.min(HEAD, file.length), StandardCharsets.ISO_8859_1);
        if (head.startsWith("\u0089PNG\r\n\u001a\n")) {
            return Format.PNG;
        }
        if (head.startsWith("\u00ff\u00d8\u00ff")) {
            return Format.JPEG;
        }
        if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) {
            return Format.WEBP;
        }
        throw new UnusableImageException(
                "is not a PNG, JPEG or WebP image (" + looksLike(head) + "); give an image file of one of these kinds");
    }

    private static String looksLike(String head) {
        String text = head.strip().toLowerCase(Locale.ROOT);
        if (head.isEmpty()) {
            return "it is empty";
        }
        if (text.startsWith("<svg") || text.startsWith("<?xml")) {
            return "it looks like an SVG drawing";
        }
        if (text.startsWith("<")) {
            return "it looks like a web page";
        }
        if (head.startsWith("version https://git-lfs")) {
            return "it is a Git LFS pointer, not the image itself";
        }
        if (head.startsWith("ftypavi", 4)) {
            return "it looks like AVIF";
        }
        if (head.startsWith("ftyphei", 4) || head.startsWith("ftypmif", 4)) {
            return "it looks like HEIC";
        }
        if (head.startsWith("GIF8")) {
            return "it looks like a GIF";
        }
        if (head.startsWith("II*\0") || head.startsWith("MM\0*")) {
            return "it looks like a TIFF";
        }
        if (head.startsWith("BM")) {
            return "it looks like a BMP";
        }
        return "its first bytes are those of none of them";
    }
}
