package io.jenkins.plugins.wanfirstlastframe.preview;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.jcodec.common.io.FileChannelWrapper;
import org.jcodec.common.io.SeekableByteChannel;

/**
 * Makes a free local preview of a generation: the start image cross-faded into the end image, as an H.264 video in an
 * MP4 file of the same size, length and speed as the one that the model would make. It shows how the frames are cropped
 * and how long the video runs, not what the model draws between them.
 *
 * <p>Without state; safe for use by several threads.
 */
public final class PreviewRenderer {

    /**
     * Writes the preview. Each image is scaled until it covers the video's size and is cropped on both sides alike; its
     * transparency is ignored. The same input gives the same bytes. An existing file is replaced once the new one is
     * complete; after a failure or an interrupt it is as it was, and no other file is left.
     *
     * @param file in a directory that exists
     * @throws IOException the file can't be written
     * @throws InterruptedException the thread was interrupted while it worked
     */
    public void render(BufferedImage start, BufferedImage end, VideoFormat format, Path file)
            throws IOException, InterruptedException {
        CrossFade fade = new CrossFade(start, end, format);
        Path target = file.toAbsolutePath();
        // not Files.createTempFile: its file would stay closed to other users, such as a web server
        Path part = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            write(fade, format, part);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            moveIntoPlace(part, target);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void write(CrossFade fade, VideoFormat format, Path part) throws IOException, InterruptedException {
        try (SeekableByteChannel channel = new FileChannelWrapper(FileChannel.open(part, CREATE_NEW, READ, WRITE))) {
            PreviewFile video = new PreviewFile(channel, format);
            new ParallelEncoding(fade, format).writeTo(video);
            video.finish();
        } catch (ClosedByInterruptException e) {
            Thread.interrupted(); // the exception tells it from here on
            InterruptedException interrupt = new InterruptedException();
            interrupt.initCause(e);
            throw interrupt;
        }
    }

    private static void moveIntoPlace(Path part, Path target) throws IOException {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
