package io.jenkins.plugins.wanfirstlastframe.delivery;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery.DeliveryException;
import java.io.IOException;

/** Runs code of others that only an interrupt can stop, and interrupts it when its delivery is cancelled. */
final class StoppableWork {

    // guarded by this
    private boolean cancelled;

    @CheckForNull
    private Thread worker;

    /** The code of others. */
    interface Work<T> {
        T run() throws IOException, DeliveryException, InterruptedException;
    }

    /**
     * Runs it on this thread.
     *
     * @throws DeliveryException of the kind STOPPED if the delivery was cancelled before or meanwhile
     * @throws InterruptedException if the thread was interrupted by somebody else
     */
    <T> T run(Work<T> work) throws IOException, DeliveryException, InterruptedException {
        enter();
        try {
            return work.run();
        } catch (InterruptedException e) {
            if (isCancelled()) {
                throw stopped();
            }
            throw e;
        } finally {
            leave();
        }
    }

    private synchronized void enter() throws DeliveryException {
        if (cancelled) {
            throw stopped();
        }
        worker = Thread.currentThread();
    }

    private synchronized void leave() {
        worker = null;
        if (cancelled) {
            Thread.interrupted(); // meant for what is over
        }
    }

    /** Stops what runs, if anything does, and lets nothing begin from now on. */
    synchronized void cancel() {
        cancelled = true;
        if (worker != null) {
            worker.interrupt();
        }
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }

    static DeliveryException stopped() {
        return new DeliveryException(DeliveryException.Kind.STOPPED, "its download was stopped.", null);
    }
}
