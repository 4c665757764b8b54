package io.jenkins.plugins.wanfirstlastframe.preview;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import okio.Buffer;
import okio.ByteString;

/**
 * Decodes PNG, JPEG and WebP. What the file is, its first bytes tell: not its name, nor what a server calls it. A photo
 * that was taken with a turned camera comes out upright.
 */
final class ImageDecoder {

    private static final ByteString PNG = ByteString.decodeHex("89504e470d0a1a0a");
    private static final ByteString JPEG = ByteString.decodeHex("ffd8ff");
    private static final ByteString RIFF = ByteString.encodeUtf8("RIFF");
    private static final ByteString WEBP = ByteString.encodeUtf8("WEBP");

    /** A larger side than this is of no use to any size of video; such an image is read at a fraction of its size. */
    private static final int USEFUL_SIDE = 2560;

    private ImageDecoder() {}

    /**
     * @param file is emptied
     * @throws UnusableImageException with what is wrong and what to do, to go after "The frame …"
     */
    static BufferedImage decode(Buffer file, long mostPixels) throws UnusableImageException {
        ImageReader reader = reader(file);
        Orientation orientation = Orientation.of(file);
        try (ImageInputStream in = new MemoryCacheImageInputStream(file.inputStream())) {
            reader.addIIOReadWarningListener((source, warning) -> {
                // the JPEG reader fills up what is missing with grey, and only mumbles
                String text = warning.toLowerCase(Locale.ROOT);
                if (text.contains("truncated") || text.contains("premature")) {
                    throw new CutOffException();
                }
            });
            reader.setInput(in, true, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if ((long) width * height > mostPixels) {
                throw new UnusableImageException("has " + width + "x" + height + " pixels, more than "
                        + mostPixels / 1_000_000 + " megapixels; make it smaller");
            }
            ImageReadParam parameters = reader.getDefaultReadParam();
            int step = Math.max(1, Math.min(width, height) / USEFUL_SIDE);
            parameters.setSourceSubsampling(step, step, 0, 0);
            return orientation.upright(reader.read(0, parameters));
        } catch (CutOffException e) {
            throw cutOff(e);
        } catch (UnusableImageException e) {
            throw e;
        } catch (IIOException e) {
            throw e.getCause() instanceof IOException || isEndOfFile(e) ? cutOff(e) : damaged(e);
        } catch (IOException e) {
            throw cutOff(e); // from memory: there is nothing to fail but the end
        } catch (RuntimeException e) {
            throw damaged(e); // the readers trust the numbers in a file, and index arrays with them
        } finally {
            reader.dispose();
        }
    }

    private static ImageReader reader(Buffer file) throws UnusableImageException {
        if (file.rangeEquals(0, PNG)) {
            return builtIn("png");
        }
        if (file.rangeEquals(0, JPEG)) {
            return builtIn("jpeg");
        }
        if (file.rangeEquals(0, RIFF) && file.rangeEquals(8, WEBP)) {
            if (file.size() < 8 + lengthOf(file)) {
                throw cutOff(null);
            }
            // not looked up: a plugin's class loader hides it from ImageIO
            return new WebPImageReaderSpi().createReaderInstance(null);
        }
        throw new UnusableImageException(
                "is not a PNG, JPEG or WebP image" + looksLike(file) + "; give the address of the image file itself");
    }

    /** The length that a RIFF file announces, without its first 8 bytes. */
    private static long lengthOf(Buffer riff) {
        long length = 0;
        for (int i = 7; i >= 4; i--) {
            length = length << 8 | riff.getByte(i) & 0xff;
        }
        return length;
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

    private static String looksLike(Buffer file) {
        if (file.size() == 0) {
            return " (it is empty)";
        }
        String start = file.snapshot((int) Math.min(file.size(), 512)).utf8().strip();
        return start.startsWith("<") ? " (it looks like a web page)" : "";
    }

    private static boolean isEndOfFile(IIOException e) {
        return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("end of");
    }

    private static UnusableImageException cutOff(Throwable cause) {
        return new UnusableImageException("is cut off or damaged; upload it again", cause);
    }

    private static UnusableImageException damaged(Throwable cause) {
        return new UnusableImageException(
                "is damaged, or of a kind that can't be read; save it again as an RGB image", cause);
    }

    /** The reader warns that the file ends too early. */
    private static final class CutOffException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** What is wrong with an image, as the rest of a sentence that begins with its name. */
    static final class UnusableImageException extends IOException {
        private static final long serialVersionUID = 1L;

        UnusableImageException(String message) {
            super(message);
        }

        UnusableImageException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
