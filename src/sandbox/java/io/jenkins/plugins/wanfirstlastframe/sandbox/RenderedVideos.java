package io.jenkins.plugins.wanfirstlastframe.sandbox;

import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.ImageSource;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameLimits;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameLoader;
import io.jenkins.plugins.wanfirstlastframe.preview.PreviewRenderer;
import io.jenkins.plugins.wanfirstlastframe.preview.VideoFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import okhttp3.OkHttpClient;

/** Renders what is asked for, once, one after the other, in the background. Keeps the latest videos in memory. */
final class RenderedVideos implements Video.Source {

    private static final int KEPT = 32;

    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "sandbox-renderer");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<Scene, CompletableFuture<Video>> made = new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Scene, CompletableFuture<Video>> eldest) {
            return size() > KEPT && eldest.getValue().isDone();
        }
    };
    private boolean closed;

    /** All of an input that a preview depends on. */
    private record Scene(ImageSource startImage, ImageSource endImage, VideoFormat format) {
        static Scene of(GenerationInput input) {
            return new Scene(
                    input.startImage(),
                    input.endImage(),
                    new VideoFormat(input.width(), input.height(), input.numberOfFrames(), input.framesPerSecond()));
        }
    }

    @Override
    public synchronized Optional<CompletableFuture<Video>> prepare(GenerationInput input) {
        if (closed) {
            return Optional.of(CompletableFuture.failedFuture(new IOException("The sandbox is closed.")));
        }
        return Optional.of(made.computeIfAbsent(Scene.of(input), this::begin));
    }

    private CompletableFuture<Video> begin(Scene scene) {
        CompletableFuture<Video> video = new CompletableFuture<>();
        worker.execute(() -> {
            try {
                video.complete(render(scene.startImage(), scene.endImage(), scene.format()));
            } catch (IOException | InterruptedException | RuntimeException e) {
                forget(scene); // a frame that can't be had now may be there for the next request
                video.completeExceptionally(e);
            }
        });
        return video;
    }

    private synchronized void forget(Scene scene) {
        made.remove(scene);
    }

    @Override
    public Video of(GenerationInput input) throws IOException {
        try {
            return prepare(input).orElseThrow().join();
        } catch (CompletionException | CancellationException e) {
            throw new IOException(e.getCause() == null ? e : e.getCause());
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        worker.shutdownNow();
        made.values().forEach(video -> video.cancel(false));
    }

    static Video render(ImageSource startImage, ImageSource endImage, VideoFormat format)
            throws IOException, InterruptedException {
        FrameLoader frames = new FrameLoader(new OkHttpClient(), FrameLimits.DEFAULT);
        Path file = Files.createTempFile("wan-sandbox", ".mp4");
        try {
            new PreviewRenderer().render(frames.load(startImage), frames.load(endImage), format, file);
            return new InMemory(Files.readAllBytes(file));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private record InMemory(byte[] content) implements Video {
        @Override
        public long length() {
            return content.length;
        }

        @Override
        public void writeTo(OutputStream out, long from) throws IOException {
            out.write(content, (int) from, content.length - (int) from);
        }
    }
}
