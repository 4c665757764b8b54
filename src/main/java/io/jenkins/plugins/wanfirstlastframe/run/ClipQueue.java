package io.jenkins.plugins.wanfirstlastframe.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.generation.Patience;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Which clips of a list wait, which are under way, and whether somebody stops them. Safe for many threads; begins and tells
 * nothing by itself.
 *
 * <p>Whatever is under way has its drive, and one that is told to stop if the list is: both change under one lock.
 */
final class ClipQueue {

    /** How many clips are looked at side by side, to find out whether they need to be made. */
    private static final int MAX_STARTING = 8;

    private final int maxUnderWay;
    private final Function<ClipWork, RequestDrive> drives;

    /** All in the order of the list; null before it is read. Guarded by this. */
    @CheckForNull
    private List<ClipWork> works;

    // guarded by this
    private final Deque<ClipWork> waiting = new ArrayDeque<>();
    private final Set<ClipWork> underWay = new HashSet<>();

    /** Those of {@link #underWay} that the engine has not got yet. Guarded by this. */
    private final Set<ClipWork> starting = new HashSet<>();

    /** Whether all that is left is to tell. Guarded by this. */
    private boolean concluding;

    /** Who or what ends the clips early; null while nobody does. Written under this lock. */
    @CheckForNull
    private volatile String stopReason;

    /**
     * What is to be done next.
     *
     * @param begin the clips to be begun
     * @param conclude whether all are over: said once
     */
    record Next(List<ClipWork> begin, boolean conclude) {}

    /** @param drives makes a drive for a clip's next request; called with the lock, so it begins nothing */
    ClipQueue(int maxUnderWay, Function<ClipWork, RequestDrive> drives) {
        this.maxUnderWay = maxUnderWay;
        this.drives = drives;
    }

    /**
     * Takes the clips of the list.
     *
     * @return those that are under way since before a restart, to be gone on with
     */
    synchronized List<ClipWork> fill(List<ClipWork> all) {
        List<ClipWork> followed = new ArrayList<>();
        works = List.copyOf(all);
        for (ClipWork work : all) {
            if (work.isOver()) {
                continue;
            }
            if (work.record() == null) {
                waiting.add(work);
            } else {
                followed.add(work);
                putUnderWay(work);
            }
        }
        return followed;
    }

    /**
     * Takes as many clips as may be under way from those that wait.
     *
     * @param mayBegin whether any may
     * @param survivesRestart whether those that may not are begun after a restart of Jenkins
     */
    synchronized Next next(boolean mayBegin, boolean survivesRestart) {
        List<ClipWork> next = new ArrayList<>();
        while (mayBegin
                && stopReason == null
                && underWay.size() < maxUnderWay
                && starting.size() < MAX_STARTING
                && !waiting.isEmpty()) {
            ClipWork work = waiting.remove();
            starting.add(work);
            putUnderWay(work);
            next.add(work);
        }
        boolean noMore = waiting.isEmpty() || stopReason != null || !mayBegin && !survivesRestart;
        boolean last = underWay.isEmpty() && noMore && !concluding;
        concluding |= last;
        return new Next(next, last);
    }

    private void putUnderWay(ClipWork work) {
        underWay.add(work);
        RequestDrive drive = drives.apply(work);
        String reason = stopReason;
        if (reason != null) {
            drive.stop(reason);
        }
        work.drivenBy(drive);
    }

    /** The engine has a clip's request. */
    synchronized void followed(ClipWork work) {
        starting.remove(work);
    }

    /**
     * A clip's request is over.
     *
     * @param again whether the clip waits for another one
     * @return those that waited and would fail as this one has: they wait no longer
     */
    synchronized List<ClipWork> ended(ClipWork work, boolean again) {
        underWay.remove(work);
        starting.remove(work);
        if (again) {
            work.again();
            waiting.add(work);
        }
        return work.failedForAll() ? removeWaiting() : List.of();
    }

    /** Takes what waits still. */
    synchronized List<ClipWork> removeWaiting() {
        List<ClipWork> rest = List.copyOf(waiting);
        waiting.clear();
        return rest;
    }

    /** All clips in the order of the list; none before it is read. */
    synchronized List<ClipWork> all() {
        return works == null ? List.of() : works;
    }

    /** Whether the list is read. */
    synchronized boolean isFilled() {
        return works != null;
    }

    /** Those whose requests are under way. */
    synchronized List<ClipWork> underWay() {
        return List.copyOf(underWay);
    }

    /**
     * Begins no more clips. What is put under way from now on stops by itself.
     *
     * @return those under way, to be stopped; empty where somebody stops them already
     */
    synchronized Optional<List<ClipWork>> stop(String reason) {
        if (stopReason != null) {
            return Optional.empty();
        }
        stopReason = reason;
        return Optional.of(underWay());
    }

    /** Who or what ends the clips early; null while nobody does. Takes no lock. */
    @CheckForNull
    String stopReason() {
        return stopReason;
    }

    /** How long the service may take to end what is under way early. */
    Duration patience() {
        return all().stream()
                .map(ClipWork::patience)
                .max(Comparator.naturalOrder())
                .orElse(Patience.ABORT);
    }

    /** How far the clips are, in a few words. Takes no time. */
    synchronized String status() {
        List<ClipWork> all = all();
        long there = all.stream().filter(ClipWork::isThere).count();
        long failed =
                all.stream().filter(work -> work.isOver() && !work.isThere()).count();
        return there + " of " + all.size() + " videos are there, " + underWay.size() + " under way, " + waiting.size()
                + " waiting" + (failed == 0 ? "" : ", " + failed + " failed");
    }
}
