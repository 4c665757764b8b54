package io.jenkins.plugins.wanfirstlastframe.delivery;

import io.jenkins.plugins.wanfirstlastframe.generation.DeliveredVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery.DeliveryException;
import io.jenkins.plugins.wanfirstlastframe.generation.OutputDownload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Runs a download so that an interrupt ends it at once: a thread that reads from a socket notices none by itself. */
final class InterruptibleDownload {

    private InterruptibleDownload() {}

    static List<DeliveredVideo> fetch(OutputDownload download, List<String> urls, Path target, Duration left)
            throws DeliveryException, InterruptedException {
        FutureTask<List<DeliveredVideo>> task = new FutureTask<>(() -> download.fetch(urls, target, left));
        Thread reader = new Thread(task, "wan-download");
        reader.setDaemon(true);
        reader.start();
        try {
            return task.get();
        } catch (InterruptedException e) {
            download.cancel();
            reader.join(); // it cleans up, which takes no time once its connection is closed
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DeliveryException failure) {
                throw failure;
            }
            if (e.getCause() instanceof InterruptedException interrupt) {
                throw interrupt;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
