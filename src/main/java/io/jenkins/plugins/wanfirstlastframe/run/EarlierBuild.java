package io.jenkins.plugins.wanfirstlastframe.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Cause;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.generation.Fate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What the builds left that a build repeats, be it by Replay, Restart from Stage, Rebuild or Naginator: requests that
 * are paid for and whose video nobody has fetched.
 *
 * <p>Any other build of the job is on its own: the images behind its addresses may be new ones.
 */
final class EarlierBuild {

    private static final Logger LOGGER = Logger.getLogger(EarlierBuild.class.getName());

    /** How far a chain of repeats is followed back. */
    private static final int MAX_BUILDS = 10;

    /** Causes of builds that repeat an earlier one of the same job, with the method that tells its number. */
    private static final Map<String, String> REPEATS = Map.of(
            "org.jenkinsci.plugins.workflow.cps.replay.ReplayCause", "getOriginalNumber",
            "org.jenkinsci.plugins.pipeline.modeldefinition.causes.RestartDeclarativePipelineCause",
                    "getOriginRunNumber",
            "com.sonyericsson.rebuild.RebuildCause", "getUpstreamBuild",
            "com.chikli.hudson.plugin.naginator.NaginatorCause", "getSourceBuildNumber");

    private final Run<?, ?> run;
    private final List<Attempt> attempts;

    /** Builds with records that can't be read. */
    private final List<Run<?, ?>> damaged;

    /** A request of an earlier build. */
    private record Attempt(Run<?, ?> build, RequestRecord record) {}

    /**
     * A request to be taken up.
     *
     * @param build the build that left it, such as {@code #7}
     * @param sentence what the console is to be told
     */
    record Left(RequestId requestId, String build, String sentence) {}

    private EarlierBuild(Run<?, ?> run, List<Attempt> attempts, List<Run<?, ?>> damaged) {
        this.run = run;
        this.attempts = attempts;
        this.damaged = damaged;
    }

    /**
     * Reads what the builds left that this one repeats. Reads files.
     *
     * @return null where it repeats none, or those left nothing
     */
    @CheckForNull
    static EarlierBuild of(Run<?, ?> run) {
        List<Attempt> attempts = new ArrayList<>();
        List<Run<?, ?>> damaged = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        Run<?, ?> each = repeated(run);
        while (each != null && seen.size() < MAX_BUILDS && seen.add(each.getNumber())) {
            if (!each.isBuilding()) {
                Run<?, ?> build = each;
                for (RequestRecord record : RecordFiles.read(build, file -> damaged.add(build))) {
                    attempts.add(new Attempt(build, record));
                }
            }
            each = repeated(each);
        }
        return attempts.isEmpty() && damaged.isEmpty() ? null : new EarlierBuild(run, attempts, damaged);
    }

    @CheckForNull
    private static Run<?, ?> repeated(Run<?, ?> run) {
        for (Cause cause : run.getCauses()) {
            String method = REPEATS.get(cause.getClass().getName());
            if (method != null) {
                try {
                    int number = (Integer) cause.getClass().getMethod(method).invoke(cause);
                    return run.getParent().getBuildByNumber(number);
                } catch (ReflectiveOperationException | RuntimeException e) { // of another plugin
                    LOGGER.log(Level.WARNING, e, () -> "Which build " + run + " repeats can't be told");
                }
            }
        }
        return null;
    }

    /**
     * The request of the same input that was paid for and whose video no build has.
     *
     * @param followed the requests that this build follows already
     */
    Optional<Left> left(ResolvedSettings settings, Set<RequestId> followed) {
        for (Attempt attempt : attempts) {
            RequestRecord record = attempt.record();
            if (record.fate() == Fate.OWED && record.sameInputAs(settings)) {
                RequestId id = record.state().requestId().orElseThrow();
                if (!followed.contains(id) && !isFetched(id, attempt.build())) {
                    String name = attempt.build().getDisplayName();
                    return Optional.of(new Left(
                            id,
                            "#" + attempt.build().getNumber(),
                            "Build " + name + " has submitted the same request and left it without its video; it is"
                                    + " taken up instead of paying again. Request id: " + id + "."));
                }
            }
        }
        return Optional.empty();
    }

    private boolean isFetched(RequestId id, Run<?, ?> submitter) {
        for (Run<?, ?> each = run.getPreviousBuild();
                each != null && each.getNumber() > submitter.getNumber();
                each = each.getPreviousBuild()) {
            boolean fetched = RecordFiles.read(each).stream()
                    .anyMatch(record -> record.fate() == Fate.DELIVERED
                            && record.state().requestId().equals(Optional.of(id)));
            if (fetched) {
                return true;
            }
        }
        return false;
    }

    /** What the console is to be told of an earlier submit whose fate nobody knows; empty where there was none. */
    Optional<String> warning(ResolvedSettings settings) {
        Optional<String> unknown = attempts.stream()
                .filter(attempt -> attempt.record().fate() == Fate.UNKNOWN
                        && attempt.record().sameInputAs(settings))
                .findFirst()
                .map(attempt -> "Build " + attempt.build().getDisplayName() + " has tried to submit the same request,"
                        + " and nobody knows whether RunComfy has it: look for it in your RunComfy account.");
        return unknown.or(() -> damaged.stream()
                .findFirst()
                .map(build -> "Build " + build.getDisplayName() + " has left a record of a request that can't be read:"
                        + " whether it paid for the same video, your RunComfy account tells."));
    }
}
