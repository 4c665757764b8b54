package io.jenkins.plugins.wanfirstlastframe.bench;

import io.jenkins.plugins.wanfirstlastframe.preview.FrameLimits;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameLoader;
import io.jenkins.plugins.wanfirstlastframe.preview.PreviewRenderer;
import io.jenkins.plugins.wanfirstlastframe.preview.VideoFormat;
import java.nio.file.Path;
import okhttp3.OkHttpClient;

/** Renders one preview. */
final class PreviewChild {

    private static final VideoFormat FORMAT = new VideoFormat(720, 720, 81, 16);

    private PreviewChild() {}

    /** Takes both frames and the video, as files. */
    public static void main(String[] arguments) throws Exception {
        FrameLoader loader = new FrameLoader(new OkHttpClient(), FrameLimits.DEFAULT);
        new PreviewRenderer()
                .render(
                        loader.load(Path.of(arguments[0])),
                        loader.load(Path.of(arguments[1])),
                        FORMAT,
                        Path.of(arguments[2]));
    }
}
