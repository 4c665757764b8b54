package io.jenkins.plugins.wanfirstlastframe.preview;

import static java.nio.file.StandardOpenOption.CREATE_NEW;

import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;

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
        List<byte[]> units = new CrossFade(format)
                .encode(
                        YuvPicture.covering(start, format.width(), format.height()),
                        YuvPicture.covering(end, format.width(), format.height()));
        Mp4File video = new Mp4File(format, ParameterSets.sequence(format), ParameterSets.picture(), units);

        Path target = file.toAbsolutePath();
        // not Files.createTempFile: its file would stay closed to other users, such as a web server
        Path part = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part, CREATE_NEW))) {
                video.writeTo(out);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            moveIntoPlace(part, target);
        } finally {
            Files.deleteIfExists(part);
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
