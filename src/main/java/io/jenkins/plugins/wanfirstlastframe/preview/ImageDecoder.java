package io.jenkins.plugins.wanfirstlastframe.preview;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameFile.Format;
import io.jenkins.plugins.wanfirstlastframe.preview.webp.WebpImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes the content of PNG, JPEG and WebP files, within a limit of pixels that holds before they are decoded. */
final class ImageDecoder {

    /** A larger side than this is of no use to any size of video; such an image is read at a fraction of its size. */
    private static final int USEFUL_SIDE = 2560;

    /** As it is stored, and in sRGB. */
    private static final int BYTES_A_PIXEL = 8;

    private final byte[] file;
    private final long maxPixels;
    private int width;
    private int height;

    private ImageDecoder(byte[] file, long maxPixels) {
        this.file = file;
        this.maxPixels = maxPixels;
    }

    /** @throws UnusableImageException with what is wrong and what to do, to go after "The frame …" */
    static FrameFile decode(byte[] file, long maxPixels) throws UnusableImageException {
        return new ImageDecoder(file, maxPixels).decode();
    }

    private FrameFile decode() throws UnusableImageException {
        Format format = FileType.formatOf(file);
        try {
            return switch (format) {
                case PNG -> png();
                case JPEG -> jpeg();
                case WEBP -> webp();
            };
        } catch (UnusableImageException e) {
            throw e;
        } catch (CutOffException | EOFException e) {
            throw UnusableImageException.cutOff(e);
        } catch (IIOException e) {
            if (e.getCause() instanceof OutOfMemoryError) {
                throw tooLarge(e);
            }
            throw isEndOfFile(e) ? UnusableImageException.cutOff(e) : UnusableImageException.unreadable(e);
        } catch (IOException | RuntimeException e) {
            // the readers trust the numbers in a file, and index arrays with them
            throw UnusableImageException.unreadable(e);
        } catch (OutOfMemoryError e) {
            // one of the few large arrays could not be had: all else has memory enough
            throw tooLarge(e);
        }
    }

    private UnusableImageException tooLarge(@CheckForNull Throwable e) {
        return new UnusableImageException("has " + width + "x" + height + " pixels, " + FreeMemory.TOO_MUCH, e);
    }

    private FrameFile png() throws IOException {
        BufferedImage stored = read("png", file);
        return seen(Format.PNG, SrgbPixels.of(stored, Optional.empty()), PngFile.exif(file));
    }

    private FrameFile jpeg() throws IOException {
        JpegFile jpeg = JpegFile.of(file);
        BufferedImage stored = read("jpeg", jpeg.content());
        return seen(Format.JPEG, SrgbPixels.of(stored, jpeg.profile()), jpeg.exif());
    }

    private FrameFile webp() throws IOException {
        WebpImage webp = WebpImage.of(file);
        int step = step(webp.width(), webp.height());
        return seen(Format.WEBP, SrgbPixels.of(webp.decode(step), webp.profile()), webp.exif());
    }

    private FrameFile seen(Format format, BufferedImage stored, Optional<byte[]> exif) {
        Orientation orientation = exif.map(Orientation::of).orElse(Orientation.UPRIGHT);
        boolean onItsSide = orientation.onItsSide();
        return new FrameFile(
                format, onItsSide ? height : width, onItsSide ? width : height, orientation.upright(stored));
    }

    private BufferedImage read(String format, byte[] content) throws IOException {
        ImageReader reader = builtIn(format);
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
            reader.addIIOReadWarningListener((source, warning) -> {
                // the JPEG reader fills up what is missing with grey, and only warns
                String text = warning.toLowerCase(Locale.ROOT);
                if (text.contains("truncated") || text.contains("premature")) {
                    throw new CutOffException();
                }
            });
            reader.setInput(in, true, true);
            int step = step(reader.getWidth(0), reader.getHeight(0));
            ImageReadParam parameters = reader.getDefaultReadParam();
            parameters.setSourceSubsampling(step, step, 0, 0);
            return reader.read(0, parameters);
        } finally {
            reader.dispose();
        }
    }

    /** Notes the size, and gives which part of it is of use: each so-many-th pixel of each so-many-th row. */
    private int step(int imageWidth, int imageHeight) throws UnusableImageException {
        width = imageWidth;
        height = imageHeight;
        if ((long) width * height > maxPixels) {
            throw new UnusableImageException("has " + width + "x" + height + " pixels, more than "
                    + maxPixels / 1_000_000 + " megapixels; make it smaller");
        }
        int step = Math.max(1, Math.min(width, height) / USEFUL_SIDE);
        long pixels = ((long) width / step + 1) * (height / step + 1);
        if (!FreeMemory.holds(file.length + pixels * BYTES_A_PIXEL)) {
            throw tooLarge(null);
        }
        return step;
    }

    private static ImageReader builtIn(String format) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if ("java.desktop".equals(reader.getClass().getModule().getName())) {
                return reader;
            }
        }
        throw new IllegalStateException("This Java has no reader for " + format);
    }

    /** Java's readers have no exception of their own for it. */
    private static boolean isEndOfFile(IIOException e) {
        return e.getCause() instanceof EOFException
                || String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("end of");
    }

    /** The reader warns that the file ends too early. */
    private static final class CutOffException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
