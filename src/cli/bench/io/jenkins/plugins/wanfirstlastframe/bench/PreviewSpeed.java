package io.jenkins.plugins.wanfirstlastframe.bench;

import io.jenkins.plugins.wanfirstlastframe.client.ImageSource;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameLimits;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import okhttp3.OkHttpClient;

/**
 * The preview of 81 frames at 720x720 from two PNG files, in a Java that is started for it, against ffmpeg's cross-fade
 * with x264 as it is set by default. Both are whole processes.
 */
final class PreviewSpeed implements Measurement {

    private static final String WHAT = "preview at 720x720, 81 frames";
    private static final int TIMES = 5;

    @Override
    public List<Row> measure() throws Exception {
        if (!Children.installed("ffmpeg")) {
            return List.of(Row.skipped(WHAT, "ffmpeg is not installed"));
        }
        try (TemporaryFolder folder = new TemporaryFolder()) {
            Path start = frame(folder.file("start.png"), "Runcomfy_Example_1259_1.png");
            Path end = frame(folder.file("end.png"), "Runcomfy_Example_1259_2.png");
            Path made = folder.file("preview.mp4");
            Path theirs = folder.file("ffmpeg.mp4");
            List<String> child = Children.command(List.of(), PreviewChild.class, start, end, made);
            List<String> ffmpeg = ffmpeg(start, end, theirs);
            Pairs seconds = Pairs.measure(TIMES, () -> run(child, made), () -> run(ffmpeg, theirs));
            return List.of(Row.atMost(WHAT, seconds.ours(), seconds.baseline(), Row.Unit.SECONDS, 4));
        }
    }

    private static double run(List<String> command, Path video) throws Exception {
        double seconds = Children.run(command).seconds();
        Files.delete(video);
        return seconds;
    }

    private static List<String> ffmpeg(Path start, Path end, Path video) {
        return List.of(
                "ffmpeg",
                "-v",
                "error",
                "-y",
                "-loop",
                "1",
                "-framerate",
                "16",
                "-t",
                "6",
                "-i",
                start.toString(),
                "-loop",
                "1",
                "-framerate",
                "16",
                "-t",
                "6",
                "-i",
                end.toString(),
                "-filter_complex",
                "xfade=transition=fade:duration=5:offset=0,format=yuv420p",
                "-frames:v",
                "81",
                "-c:v",
                "libx264",
                video.toString());
    }

    private static Path frame(Path file, String example) throws Exception {
        FrameLoader loader = new FrameLoader(new OkHttpClient(), FrameLimits.DEFAULT);
        ImageIO.write(loader.load(ImageSource.parse(example)), "png", file.toFile());
        return file;
    }
}
