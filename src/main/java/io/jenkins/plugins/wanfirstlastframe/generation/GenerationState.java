package io.jenkins.plugins.wanfirstlastframe.generation;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.FrameFingerprint;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.client.RequestResult;
import io.jenkins.plugins.wanfirstlastframe.client.RequestStatus;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * All of a request that must outlive a restart. Immutable, small, and made of strings and numbers, so that any serializer
 * keeps it; it holds no token, client or thread.
 *
 * <p>Times are milliseconds since 1970; 0 stands for "not known".
 */
public final class GenerationState implements Serializable {

    private static final long serialVersionUID = 1L;

    /** How much later than it was seen a request may have been finished by the service's times, which it rounds. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);

    @CheckForNull
    private final GenerationInput input;

    private Phase phase = Phase.NEW;

    @CheckForNull
    private String requestId;

    private final long createdAt;
    private long deadline;
    private long submittedAt;
    private long lastSeenQueuedAt;
    private long firstSeenRunningAt;
    private long finishedAt;

    @CheckForNull
    private RequestStatus.State lastState;

    @CheckForNull
    private String rawStatus;

    /** Since when the service has said the same word that nobody has documented. */
    private long unknownSince;

    @CheckForNull
    private Integer queuePosition;

    @CheckForNull
    private String stopReason;

    private boolean timedOut;

    private boolean refused;

    /** How it ended without a video, in texts that any serializer keeps; null while it has not. */
    @CheckForNull
    private String failureKind;

    @CheckForNull
    private String failureWhat;

    @CheckForNull
    private String failureBilling;

    @CheckForNull
    private String failureAdvice;

    /** Null for the service, so that records of the service's requests have no such field. */
    @CheckForNull
    private String origin;

    /** The build or file that an earlier video comes from, for people; null for any other. */
    @CheckForNull
    private String reusedFrom;

    /** What identifies the content of the start and of the end frame, where that was looked at. */
    @CheckForNull
    private ArrayList<FrameFingerprint> frames;

    /** What the request was charged, in US dollars; null where nobody knows. */
    @CheckForNull
    private String costUsd;

    /** Null until they have arrived. */
    @CheckForNull
    private ArrayList<DeliveredVideo> videos;

    private GenerationState(
            @CheckForNull GenerationInput input, @CheckForNull RequestId requestId, Instant now, Duration timeout) {
        this.input = input;
        this.createdAt = now.toEpochMilli();
        this.deadline = now.plus(timeout).toEpochMilli();
        if (requestId != null) {
            this.requestId = requestId.value();
            this.phase = Phase.POLLING;
        }
    }

    private GenerationState(GenerationState old) {
        this(old, old.input);
    }

    private GenerationState(GenerationState old, @CheckForNull GenerationInput kept) {
        input = kept;
        phase = old.phase;
        requestId = old.requestId;
        createdAt = old.createdAt;
        deadline = old.deadline;
        submittedAt = old.submittedAt;
        lastSeenQueuedAt = old.lastSeenQueuedAt;
        firstSeenRunningAt = old.firstSeenRunningAt;
        finishedAt = old.finishedAt;
        lastState = old.lastState;
        rawStatus = old.rawStatus;
        unknownSince = old.unknownSince;
        queuePosition = old.queuePosition;
        stopReason = old.stopReason;
        timedOut = old.timedOut;
        refused = old.refused;
        failureKind = old.failureKind;
        failureWhat = old.failureWhat;
        failureBilling = old.failureBilling;
        failureAdvice = old.failureAdvice;
        origin = old.origin;
        reusedFrom = old.reusedFrom;
        frames = old.frames;
        costUsd = old.costUsd;
        videos = old.videos;
    }

    /** A request that is yet to be submitted. */
    public static GenerationState forInput(@NonNull GenerationInput input, Instant now, Duration timeout) {
        return new GenerationState(input, null, now, timeout);
    }

    /**
     * A request that the service already has.
     *
     * @param input what it was submitted with, where that is known
     */
    public static GenerationState attachedTo(
            RequestId requestId, @CheckForNull GenerationInput input, Instant now, Duration timeout) {
        return new GenerationState(input, requestId, now, timeout);
    }

    /** A request of which nobody knows what it asked for, nor whether the service has it. */
    static GenerationState unknown(Instant now) {
        return new GenerationState(null, null, now, Duration.ZERO);
    }

    /**
     * A video that was made before, for the same input, and is to be copied.
     *
     * @param from the build or file that has it, for people
     */
    public static GenerationState reusing(@NonNull GenerationInput input, String from, Instant now, Duration timeout) {
        GenerationState state = new GenerationState(input, null, now, timeout);
        state.phase = Phase.DELIVERING;
        state.origin = Origin.EARLIER_VIDEO.name();
        state.reusedFrom = from;
        return state;
    }

    /** A dry run, which makes a preview in the video's place. */
    public static GenerationState dryRun(@NonNull GenerationInput input, Instant now, Duration timeout) {
        GenerationState state = new GenerationState(input, null, now, timeout);
        state.phase = Phase.DELIVERING;
        state.origin = Origin.PREVIEW.name();
        return state;
    }

    /** This state when its earlier video can't be had, so that a new one is made. */
    GenerationState anew() {
        GenerationState state = withPhase(Phase.NEW);
        state.origin = null;
        state.reusedFrom = null;
        return state;
    }

    /** This state with what identifies the content of the two frames. */
    public GenerationState withFrames(FrameFingerprint start, FrameFingerprint end) {
        GenerationState state = new GenerationState(this);
        state.frames = new ArrayList<>(List.of(start, end));
        return state;
    }

    GenerationState withCost(@CheckForNull BigDecimal usd) {
        if (usd == null) {
            return this;
        }
        GenerationState state = new GenerationState(this);
        state.costUsd = usd.toPlainString();
        return state;
    }

    /** This state with its videos in their place, while their cost is still asked for. */
    GenerationState arrived(List<DeliveredVideo> delivered) {
        GenerationState state = withPhase(Phase.COST);
        state.videos = new ArrayList<>(delivered);
        return state;
    }

    GenerationState withPhase(Phase next) {
        GenerationState state = new GenerationState(this);
        state.phase = next;
        return state;
    }

    GenerationState withDeadline(Instant later) {
        GenerationState state = new GenerationState(this);
        state.deadline = later.toEpochMilli();
        return state;
    }

    GenerationState submitted(RequestId id, Instant now) {
        GenerationState state = withPhase(Phase.POLLING);
        state.requestId = id.value();
        state.submittedAt = now.toEpochMilli();
        return state;
    }

    GenerationState withStatus(RequestStatus status, Instant now) {
        GenerationState state = new GenerationState(this);
        state.lastState = status.state();
        state.rawStatus = status.rawStatus();
        boolean unknown = status.state() == RequestStatus.State.UNKNOWN;
        boolean sameWord = unknownSince != 0 && status.rawStatus().equals(rawStatus);
        state.unknownSince = !unknown ? 0 : sameWord ? unknownSince : now.toEpochMilli();
        state.queuePosition = status.queuePosition();
        switch (status.state()) {
            case IN_QUEUE -> state.lastSeenQueuedAt = now.toEpochMilli();
            case IN_PROGRESS, UNKNOWN -> {
                if (firstSeenRunningAt == 0) {
                    state.firstSeenRunningAt = now.toEpochMilli();
                }
            }
            case COMPLETED, FAILED, CANCELLED -> state.finishedAt = now.toEpochMilli();
        }
        return state;
    }

    /** This state with the end of the service's work as the service tells it, where that fits what was seen of it. */
    GenerationState withServiceTimes(RequestResult result) {
        Optional<Duration> took = result.took();
        if (submittedAt == 0 || finishedAt == 0 || took.isEmpty()) {
            return this;
        }
        long finished = submittedAt + took.get().toMillis();
        long seenBefore = Math.max(submittedAt, Math.max(lastSeenQueuedAt, firstSeenRunningAt));
        boolean plausible = finished >= seenBefore && finished <= finishedAt + CLOCK_TOLERANCE.toMillis();
        GenerationState state = new GenerationState(this);
        state.finishedAt = plausible ? Math.min(finished, finishedAt) : finishedAt;
        return state;
    }

    /** This state when the result has told nothing of a status that nobody has documented. */
    GenerationState backToPolling(Instant now) {
        GenerationState state = withPhase(Phase.POLLING);
        state.unknownSince = now.toEpochMilli();
        return state;
    }

    GenerationState refused() {
        GenerationState state = new GenerationState(this);
        state.refused = true;
        return state;
    }

    GenerationState stopping(String reason, boolean becauseOfTime) {
        GenerationState state = withPhase(Phase.STOPPING);
        state.stopReason = reason;
        state.timedOut = becauseOfTime;
        return state;
    }

    GenerationState ended(Failure failure) {
        GenerationState state = withPhase(Phase.OVER);
        state.failureKind = failure.kind().name();
        state.failureWhat = failure.what();
        state.failureBilling = failure.billing().name();
        state.failureAdvice = failure.advice();
        return state;
    }

    GenerationState delivered(List<DeliveredVideo> arrived) {
        GenerationState state = withPhase(Phase.OVER);
        state.videos = new ArrayList<>(arrived);
        return state;
    }

    /**
     * This state with the times that another process saw; null for what it has not seen.
     *
     * @param submitted whether that process submitted the request, at its begin
     */
    GenerationState withTimes(
            Instant begin, boolean submitted, @CheckForNull Duration queued, @CheckForNull Duration ran) {
        GenerationState state = new GenerationState(this);
        state.submittedAt = submitted ? begin.toEpochMilli() : 0;
        if (queued != null || ran != null) {
            Instant started = queued == null ? begin : begin.plus(queued);
            state.lastSeenQueuedAt = started.toEpochMilli();
            state.firstSeenRunningAt = started.toEpochMilli();
            state.finishedAt = ran == null ? 0 : started.plus(ran).toEpochMilli();
        }
        return state;
    }

    /** This state with the input's addresses cut at the query: to be kept when nothing will be submitted any more. */
    public GenerationState withoutQueries() {
        return input == null ? this : new GenerationState(this, input.withoutQueries());
    }

    /** How the request's life ended without a video; empty while it has not ended, or where there is a video. */
    public Optional<Failure> failure() {
        if (failureKind == null || failureWhat == null || failureBilling == null || failureAdvice == null) {
            return Optional.empty();
        }
        return Optional.of(new Failure(
                Failure.Kind.valueOf(failureKind),
                failureWhat,
                requestId().orElse(null),
                Billing.valueOf(failureBilling),
                failureAdvice));
    }

    /** Where the videos come from. */
    public Origin origin() {
        return origin == null ? Origin.SERVICE : Origin.valueOf(origin);
    }

    /** The build or file that an earlier video comes from; empty for any other. */
    public Optional<String> reusedFrom() {
        return Optional.ofNullable(reusedFrom);
    }

    /** What identifies the content of the start and of the end frame, in this order; empty where nobody looked at it. */
    public List<FrameFingerprint> frames() {
        return frames == null ? List.of() : Collections.unmodifiableList(frames);
    }

    /** What the request was charged, in US dollars; empty where nobody knows. */
    public Optional<BigDecimal> costUsd() {
        return Optional.ofNullable(costUsd).map(BigDecimal::new);
    }

    /** Whether nothing is paid for it, for sure, now that its life on this side is over. */
    public boolean isUnpaid() {
        return switch (Fate.of(this)) {
            case NOT_SUBMITTED -> true;
            case NOTHING ->
                failure()
                        .filter(failure -> failure.billing() == Billing.NOT_BILLED)
                        .isPresent();
            case UNKNOWN, OWED, DELIVERED -> origin().isFree();
        };
    }

    /** The videos that have arrived, the main one first; empty while none has. */
    public List<DeliveredVideo> videos() {
        return videos == null ? List.of() : Collections.unmodifiableList(videos);
    }

    /** Whether the request's life on this side is over, well or not. */
    public boolean isOver() {
        return phase == Phase.OVER;
    }

    /** What the request was asked for; unknown where it was submitted elsewhere. */
    public Optional<GenerationInput> input() {
        return Optional.ofNullable(input);
    }

    /** Where the request stands on this side. */
    public Phase phase() {
        return phase;
    }

    /** The service's name for the request, once it has the request. */
    public Optional<RequestId> requestId() {
        return Optional.ofNullable(requestId).map(RequestId::new);
    }

    /** When the request is given up. */
    public Instant deadline() {
        return Instant.ofEpochMilli(deadline);
    }

    /** What the service said last, if it has said anything. */
    public Optional<RequestStatus> lastStatus() {
        return lastState == null || rawStatus == null
                ? Optional.empty()
                : Optional.of(new RequestStatus(lastState, rawStatus, queuePosition, null));
    }

    /** When the service took the request; for a request that was submitted elsewhere, when this side learned of it. */
    public Instant begin() {
        return Instant.ofEpochMilli(submittedAt != 0 ? submittedAt : createdAt);
    }

    /** Whether this side submitted the request, and so knows how long it has been there. */
    public boolean submittedHere() {
        return submittedAt != 0;
    }

    /**
     * The earliest moment at which the service can have begun to work on the request, if it has: it was still queued when
     * last asked before.
     */
    Instant startedNotBefore() {
        return lastSeenQueuedAt != 0 ? Instant.ofEpochMilli(lastSeenQueuedAt) : begin();
    }

    /** Since when the service has said the same word that nobody has documented; empty where it says another one. */
    Optional<Instant> unknownSince() {
        return unknownSince == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(unknownSince));
    }

    /** When the request was completed, to the accuracy of the polling; empty where nobody saw it before that. */
    Optional<Instant> seenCompletingAt() {
        boolean seenBefore = submittedHere() || lastSeenQueuedAt != 0 || firstSeenRunningAt != 0;
        return seenBefore && finishedAt != 0 ? Optional.of(Instant.ofEpochMilli(finishedAt)) : Optional.empty();
    }

    /** The moment at which the service was first seen working on the request. */
    Optional<Instant> firstSeenRunning() {
        return firstSeenRunningAt == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(firstSeenRunningAt));
    }

    /** How long the request waited in the service's queue, to the accuracy of the polling; empty where nobody saw it. */
    public Optional<Duration> queued() {
        return started().filter(start -> submittedHere()).map(start -> Duration.between(begin(), start));
    }

    /** How long the service worked on the request, to the accuracy of the polling; empty where nobody saw it. */
    public Optional<Duration> ran() {
        return finishedAt == 0
                ? Optional.empty()
                : started().map(start -> Duration.between(start, Instant.ofEpochMilli(finishedAt)));
    }

    /** In the middle between the last sight of it queued and the first of it running. */
    private Optional<Instant> started() {
        return submittedHere() || lastSeenQueuedAt != 0
                ? firstSeenRunning()
                        .map(seen -> startedNotBefore()
                                .plus(Duration.between(startedNotBefore(), seen).dividedBy(2)))
                : Optional.empty();
    }

    /** Whether the service refused the input after it had taken the request, as it would refuse the same input again. */
    public boolean isRefused() {
        return refused;
    }

    /** Why the request is to end early. */
    String stopReason() {
        return stopReason == null ? "" : stopReason;
    }

    /** Whether the request is to end early because its time is up, rather than because somebody wanted it. */
    boolean timedOut() {
        return timedOut;
    }
}
