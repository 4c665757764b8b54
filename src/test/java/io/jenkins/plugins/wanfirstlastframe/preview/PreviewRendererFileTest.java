package io.jenkins.plugins.wanfirstlastframe.preview;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jcodec.containers.mp4.MP4Util;
import org.jcodec.containers.mp4.TimeUtil;
import org.jcodec.containers.mp4.boxes.MediaHeaderBox;
import org.jcodec.containers.mp4.boxes.MovieBox;
import org.jcodec.containers.mp4.boxes.MovieHeaderBox;
import org.jcodec.containers.mp4.boxes.NodeBox;
import org.jcodec.containers.mp4.boxes.TrackHeaderBox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the file, whatever pictures are in it. */
class PreviewRendererFileTest {

    @TempDir
    private Path directory;

    private final PreviewRenderer renderer = new PreviewRenderer();

    @Test
    void repeatsTheBytesForTheSameInput() throws Exception {
        BufferedImage noise = Images.noise(240, 160);
        VideoFormat format = new VideoFormat(240, 160, 60, 12);
        Path one = directory.resolve("one.mp4");
        Path two = directory.resolve("two.mp4");
        renderer.render(noise, Images.smooth(100, 100, 0), format, one);
        renderer.render(noise, Images.smooth(100, 100, 0), format, two);

        assertThat(Files.mismatch(one, two), is(-1L));
    }

    @Test
    void saysNothingOfTheDayItWasMade() throws Exception {
        Path file = directory.resolve("video.mp4");
        renderer.render(Images.plain(9, 9, 1), Images.plain(9, 9, 2), new VideoFormat(64, 64, 3, 12), file);

        MovieBox movie = MP4Util.parseMovie(file.toFile());
        MovieHeaderBox header = NodeBox.findFirst(movie, MovieHeaderBox.class, MovieHeaderBox.fourcc());
        TrackHeaderBox track = movie.getVideoTrack().getTrackHeader();
        MediaHeaderBox media =
                NodeBox.findFirst(movie.getVideoTrack().getMdia(), MediaHeaderBox.class, MediaHeaderBox.fourcc());
        assertThat(
                Stream.of(
                                header.getCreated(),
                                header.getModified(),
                                track.getCreated(),
                                track.getModified(),
                                media.getCreated(),
                                media.getModified())
                        .distinct()
                        .toList(),
                contains(TimeUtil.MOV_TIME_OFFSET));
    }

    @Test
    void theIndexStandsBeforeThePictures() throws Exception {
        Path file = directory.resolve("video.mp4");
        renderer.render(Images.plain(9, 9, 1), Images.plain(9, 9, 2), new VideoFormat(64, 64, 3, 12), file);

        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(content.indexOf("ftyp"), is(4));
        assertThat(content.indexOf("moov") < content.indexOf("mdat"), is(true));
    }

    @Test
    void replacesAnExistingFile() throws Exception {
        Path file = Files.writeString(directory.resolve("video.mp4"), "old");
        renderer.render(Images.plain(9, 9, 1), Images.plain(9, 9, 2), new VideoFormat(64, 64, 3, 12), file);

        assertThat(new DecodedVideo(file).numberOfFrames(), is(3));
        assertThat(filesLeft(), contains("video.mp4"));
    }

    @Test
    void anInterruptWhileItReadsAnImageLeavesNoFile() throws Exception {
        BufferedImage interrupting = new BufferedImage(300, 300, BufferedImage.TYPE_INT_RGB) {
            @Override
            public int[] getRGB(int x, int y, int width, int height, int[] rgb, int offset, int row) {
                if (y == 150) {
                    Thread.currentThread().interrupt();
                }
                return super.getRGB(x, y, width, height, rgb, offset, row);
            }
        };
        assertThrows(
                InterruptedException.class,
                () -> renderer.render(
                        Images.plain(9, 9, 1),
                        interrupting,
                        new VideoFormat(64, 64, 3, 12),
                        directory.resolve("video.mp4")));
        assertThat(filesLeft(), is(empty()));
    }

    @Test
    void anInterruptWhileItEncodesLeavesNoFile() throws Exception {
        FutureTask<Void> render = new FutureTask<>(() -> {
            renderer.render(
                    Images.plain(9, 9, 1),
                    Images.plain(9, 9, 2),
                    new VideoFormat(720, 720, 10_000, 12),
                    directory.resolve("video.mp4"));
            return null;
        });
        Thread thread = new Thread(render);
        thread.start();
        Awaitility.await().until(() -> !filesLeft().isEmpty());
        thread.interrupt();

        ExecutionException failed = assertThrows(ExecutionException.class, render::get);
        assertThat(failed.getCause(), is(instanceOf(InterruptedException.class)));
        assertThat(filesLeft(), is(empty()));
    }

    @Test
    void aFailureToWriteLeavesNoPartialFile() throws Exception {
        Path occupied = Files.createDirectories(directory.resolve("video.mp4").resolve("inside"));
        assertThrows(
                IOException.class,
                () -> renderer.render(
                        Images.plain(9, 9, 1),
                        Images.plain(9, 9, 2),
                        new VideoFormat(64, 64, 3, 12),
                        occupied.getParent()));
        assertThat(filesLeft(), contains("video.mp4"));
    }

    @Test
    void doesNotMakeTheDirectory() {
        assertThrows(
                IOException.class,
                () -> renderer.render(
                        Images.plain(9, 9, 1),
                        Images.plain(9, 9, 2),
                        new VideoFormat(64, 64, 3, 12),
                        directory.resolve("missing/video.mp4")));
    }

    private List<String> filesLeft() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
