package io.jenkins.plugins.wanfirstlastframe.sandbox;

import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameLimits;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameLoader;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import okhttp3.OkHttpClient;

/** Fetches a request's frames in the background before it gives the video of another source. */
final class FetchingVideos implements Video.Source {

    private final Video.Source source;
    private final FrameLoader frames = new FrameLoader(new OkHttpClient(), FrameLimits.DEFAULT);
    private final ExecutorService workers = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task, "sandbox-frames");
        thread.setDaemon(true);
        return thread;
    });

    FetchingVideos(Video.Source source) {
        this.source = source;
    }

    @Override
    public Optional<CompletableFuture<Video>> prepare(GenerationInput input) {
        CompletableFuture<Video> video = new CompletableFuture<>();
        workers.execute(() -> {
            try {
                frames.load(input.startImage());
                frames.load(input.endImage());
                video.complete(source.of(input));
            } catch (IOException | InterruptedException | RuntimeException e) {
                video.completeExceptionally(e);
            }
        });
        return Optional.of(video);
    }

    @Override
    public Video of(GenerationInput input) throws IOException {
        return source.of(input);
    }

    @Override
    public void close() {
        workers.shutdownNow();
        source.close();
    }
}
