package io.jenkins.plugins.wanfirstlastframe.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.delivery.EarlierVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.generation.Fate;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Origin;
import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;

/**
 * All that a build remembers of one request: what was asked for, where it stands, and how it ended. One file in the
 * build's folder, see {@link RequestLedger}. Immutable; holds no secret.
 */
public final class RequestRecord implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String id;
    private final String output;
    private final ResolvedSettings settings;
    private final GenerationState state;

    /** The build that submitted the request, where it was another one: {@code #7}. */
    @CheckForNull
    private final String takenUpFrom;

    /** The video that is to be used again; null where one is made. */
    @CheckForNull
    private final EarlierVideo earlier;

    /** Whether the build's console has been told how this ended, or that nobody follows it any more. */
    private final boolean told;

    private RequestRecord(
            String id,
            String output,
            ResolvedSettings settings,
            GenerationState state,
            @CheckForNull String takenUpFrom,
            @CheckForNull EarlierVideo earlier,
            boolean told) {
        this.id = id;
        this.output = output;
        this.settings = settings;
        this.state = state;
        this.takenUpFrom = takenUpFrom;
        this.earlier = earlier;
        this.told = told;
    }

    static RequestRecord open(
            String id,
            String output,
            ResolvedSettings settings,
            GenerationState state,
            @CheckForNull String takenUpFrom,
            @CheckForNull EarlierVideo earlier) {
        return new RequestRecord(id, output, settings, state, takenUpFrom, earlier, false);
    }

    /** The record in a further state. Once that is the last, the record no longer needs what may be signatures. */
    RequestRecord withState(GenerationState next) {
        return next.isOver()
                ? new RequestRecord(
                        id, output, settings.withoutQueries(), next.withoutQueries(), takenUpFrom, earlier, told)
                : new RequestRecord(id, output, settings, next, takenUpFrom, earlier, told);
    }

    RequestRecord withTold() {
        return new RequestRecord(id, output, settings, state, takenUpFrom, earlier, true);
    }

    /** The record's name in its build, which is that of its file. Not the service's name for the request. */
    public String id() {
        return id;
    }

    /** The video's path in the workspace and among the artifacts. */
    public String output() {
        return output;
    }

    /** What the build asked for. */
    public ResolvedSettings settings() {
        return settings;
    }

    /** Where the request stands, or how it ended. */
    public GenerationState state() {
        return state;
    }

    /** The build that submitted the request, such as {@code #7}; empty where it was this one, or nobody knows. */
    public Optional<String> takenUpFrom() {
        return Optional.ofNullable(takenUpFrom);
    }

    /** The video that is to be, or was, used again; empty where one is or was made. */
    public Optional<EarlierVideo> earlier() {
        return state.origin() == Origin.EARLIER_VIDEO ? Optional.ofNullable(earlier) : Optional.empty();
    }

    /**
     * What is to be said of a request that is or may be billed and whose video is not here; empty for any other, and for one
     * that is under way.
     */
    public Optional<String> openEnd() {
        if (fate() != Fate.OWED && fate() != Fate.UNKNOWN) {
            return Optional.empty();
        }
        return state.failure().or(() -> Failure.abandoned(state)).map(Failure::message);
    }

    boolean told() {
        return told;
    }

    Fate fate() {
        return Fate.of(state);
    }

    /**
     * The record as it is, if it is whole: of a file that is damaged in part, or of another version of this plugin, parts
     * may be missing without a word.
     *
     * @throws RuntimeException if anything is missing
     */
    RequestRecord checked() {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(output, "output");
        Objects.requireNonNull(settings, "settings").service();
        Objects.requireNonNull(state, "state").begin();
        Objects.requireNonNull(state.phase(), "phase");
        state.requestId();
        fate();
        return this;
    }

    /** Whether the record is for the same input at the same service. */
    boolean sameInputAs(ResolvedSettings other) {
        return settings.key().isPresent() && settings.key().equals(other.key()) && settings.dryRun() == other.dryRun();
    }
}
