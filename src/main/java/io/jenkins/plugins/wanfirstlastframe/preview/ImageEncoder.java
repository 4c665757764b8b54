package io.jenkins.plugins.wanfirstlastframe.preview;

import io.jenkins.plugins.wanfirstlastframe.preview.FrameFile.Format;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Encodes images as PNG or JPEG, by Java's own writers. */
final class ImageEncoder {

    /** At this quality no loss can be seen beside the original. */
    private static final float JPEG_QUALITY = 0.92f;

    private ImageEncoder() {}

    /** @param image without transparency for JPEG */
    static void write(BufferedImage image, Format format, ByteArrayOutputStream file) {
        write(image, format, JPEG_QUALITY, file);
    }

    /**
     * @param image without transparency for JPEG
     * @param quality of a JPEG file, 0 to 1
     */
    static void write(BufferedImage image, Format format, float quality, ByteArrayOutputStream file) {
        ImageWriter writer = writer(format);
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(file)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            if (format == Format.JPEG) {
                parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                parameters.setCompressionQuality(quality);
            }
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // into memory: there is nothing to fail
        } finally {
            writer.dispose();
        }
    }

    private static ImageWriter writer(Format format) {
        if (format == Format.WEBP) {
            throw new IllegalArgumentException("WebP files are read here, not written");
        }
        Iterator<ImageWriter> writers =
                ImageIO.getImageWritersByFormatName(format.name().toLowerCase(Locale.ROOT));
        while (writers.hasNext()) {
            ImageWriter writer = writers.next();
            if ("java.desktop".equals(writer.getClass().getModule().getName())) {
                return writer;
            }
        }
        throw new IllegalStateException("This Java has no writer for " + format);
    }
}
