package io.jenkins.plugins.wanfirstlastframe.script;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Runs something on a thread with a stack so large that Java's compiler, which recurses into what it reads, comes through
 * a generated chain of many thousand calls. The memory is taken only as far as the stack grows.
 */
final class DeepStack {

    /** Enough for chains of 30,000 calls. A larger one would just let the compiler, which is slower than linear, try longer. */
    private static final long BYTES = 64L << 20;

    private DeepStack() {}

    /** Gives what the call gives, on this thread where there can be no other. An interrupt is passed on to it. */
    static <T> T call(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(null, task, "wan-script", BYTES);
        try {
            thread.start();
        } catch (OutOfMemoryError e) { // the system allows no such stack
            task.run();
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    thread.interrupt();
                } catch (ExecutionException e) {
                    throw unchecked(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException unchecked(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
    }
}
