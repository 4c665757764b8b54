package io.jenkins.plugins.wanfirstlastframe.generation;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.Closeable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A SHA-256 hash; that of a long file is worked out on a thread of its own, while the next piece is fetched. */
final class SideHash implements Closeable {

    /** A file that is shorter is through before a thread has begun. */
    private static final long WORTH_A_THREAD = 1 << 24;

    private final MessageDigest digest;
    private CompletableFuture<Void> underWay = CompletableFuture.completedFuture(null);
    private long bytes;

    @CheckForNull
    private ExecutorService helper;

    SideHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Begins to add a piece, once those before are in. It must stay as it is until the next call here has returned. */
    void add(byte[] piece, int count) {
        underWay.join();
        bytes += count;
        if (bytes < WORTH_A_THREAD) {
            digest.update(piece, 0, count);
        } else {
            underWay = CompletableFuture.runAsync(() -> digest.update(piece, 0, count), helper());
        }
    }

    private ExecutorService helper() {
        if (helper == null) {
            helper = Executors.newSingleThreadExecutor(task -> {
                Thread thread = new Thread(task, "wan-hash");
                thread.setDaemon(true);
                return thread;
            });
        }
        return helper;
    }

    /** Forgets what was added. */
    void restart() {
        underWay.join();
        digest.reset();
        bytes = 0;
    }

    /** The hash of all that was added; to be asked for once. */
    String hex() {
        underWay.join();
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() {
        if (helper != null) {
            helper.shutdown();
        }
    }
}
