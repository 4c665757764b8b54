package io.jenkins.plugins.wanfirstlastframe.preview;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Codes groups of frames at the same time on the processors at hand, and writes them in their order. */
final class ParallelEncoding {

    /** Bounds the memory in use, and leaves processors to what else runs on a build machine. */
    private static final int MAX_WORKERS = 4;

    private final CrossFade fade;
    private final VideoFormat format;

    ParallelEncoding(CrossFade fade, VideoFormat format) {
        this.fade = fade;
        this.format = format;
    }

    /**
     * Codes all frames.
     *
     * @throws IOException the file can't be written, or a frame can't be coded
     * @throws InterruptedException the thread was interrupted; no worker goes on
     */
    void writeTo(PreviewFile video) throws IOException, InterruptedException {
        int workers = Math.min(MAX_WORKERS, Runtime.getRuntime().availableProcessors());
        ExecutorService executor = Executors.newFixedThreadPool(workers, ParallelEncoding::worker);
        try {
            Queue<Future<List<byte[]>>> groups = new ArrayDeque<>();
            for (int frame = 0; frame < format.numberOfFrames(); frame += FrameGroup.LENGTH) {
                if (groups.size() > workers) { // not all at once: coded frames that wait take memory
                    write(groups.remove(), video);
                }
                groups.add(executor.submit(new FrameGroup(fade, format, frame)));
            }
            while (!groups.isEmpty()) {
                write(groups.remove(), video);
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private static void write(Future<List<byte[]>> group, PreviewFile video) throws IOException, InterruptedException {
        try {
            for (byte[] frame : group.get()) {
                video.add(frame);
            }
        } catch (ExecutionException e) {
            throw new IOException("The preview can't be encoded", e.getCause());
        }
    }

    private static Thread worker(Runnable work) {
        Thread thread = new Thread(work, "preview encoder");
        thread.setDaemon(true);
        return thread;
    }
}
