package io.jenkins.plugins.wanfirstlastframe.run;

import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.VideoAction;
import io.jenkins.plugins.wanfirstlastframe.generation.Origin;
import io.jenkins.plugins.wanfirstlastframe.run.JobHistory.Clip;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * The videos that earlier builds of a job have of the same outputs as a build has, to be compared with. Previews of dry runs are
 * left out on both sides. How much is read is bounded: the last {@link EarlierVideos#MAX_BUILDS} builds, and no further ones
 * after {@link JobHistory#MAX_RECORDS} records.
 */
@Restricted(NoExternalUse.class)
public final class OutputHistory {

    private final GenerationService service;
    private final Run<?, ?> run;
    private final Predicate<Run<?, ?>> visible;
    private final Predicate<Clip> available;

    /**
     * The history of a build's outputs.
     *
     * @param visible tells of a build whether whoever asks may see its videos
     * @param available tells of a video whether it is still there
     */
    public OutputHistory(
            GenerationService service, Run<?, ?> run, Predicate<Run<?, ?>> visible, Predicate<Clip> available) {
        this.service = service;
        this.run = run;
        this.visible = visible;
        this.available = available;
    }

    private Map<String, Clip> own() {
        Map<String, Clip> own = new LinkedHashMap<>(JobHistory.byOutput(run, service.records(run)));
        own.values().removeIf(clip -> !isCompared(clip));
        return own;
    }

    private static boolean isCompared(Clip clip) {
        return clip.record().state().origin() != Origin.PREVIEW
                && clip.record().settings().archive();
    }

    /**
     * The video that each output had in the last good build before, one that is stable or unstable, where it is another one
     * than this build's; in the last build of all where no good one has any. Reads files, of one build mostly.
     *
     * @return the earlier videos by this build's
     */
    public Map<Clip, Clip> last() {
        Map<String, Clip> open = own();
        Map<Clip, Clip> last = new HashMap<>();
        look(open, (own, earlier) -> {
            boolean good = isGood(earlier.build());
            if (good) {
                last.put(own, earlier);
            } else {
                last.putIfAbsent(own, earlier);
            }
            return good;
        });
        last.entrySet().removeIf(pair -> !differ(pair.getKey(), pair.getValue()));
        return last;
    }

    /**
     * All earlier videos of an output that are others than this build's, newest first. Reads files.
     *
     * @param which the video of this build
     */
    public List<Clip> all(Predicate<Clip> which) {
        Map<String, Clip> open = own();
        open.values().removeIf(which.negate());
        List<Clip> all = new ArrayList<>();
        look(open, (own, earlier) -> {
            if (differ(own, earlier)) {
                all.add(earlier);
            }
            return false;
        });
        return all;
    }

    private static boolean isGood(Run<?, ?> build) {
        Result result = build.getResult();
        return result != null && result.isBetterOrEqualTo(Result.UNSTABLE);
    }

    private static boolean differ(Clip one, Clip other) {
        return !one.video().sha256().equals(other.video().sha256());
    }

    private interface Visitor {
        /** Whether nothing older is wanted. */
        boolean found(Clip own, Clip earlier);
    }

    private void look(Map<String, Clip> open, Visitor visitor) {
        int builds = 0;
        int records = 0;
        for (Run<?, ?> build = run.getPreviousBuild();
                build != null
                        && !open.isEmpty()
                        && builds < EarlierVideos.MAX_BUILDS
                        && records < JobHistory.MAX_RECORDS;
                build = build.getPreviousBuild()) {
            builds++;
            if (build.getAction(VideoAction.class) == null || !visible.test(build)) {
                continue;
            }
            List<RequestRecord> ofBuild = service.finishedRecords(build);
            records += ofBuild.size();
            Map<String, Clip> theirs = JobHistory.byOutput(build, ofBuild);
            open.entrySet()
                    .removeIf(entry -> Optional.ofNullable(theirs.get(entry.getKey()))
                            .filter(OutputHistory::isCompared)
                            .filter(available)
                            .map(clip -> visitor.found(entry.getValue(), clip))
                            .orElse(false));
        }
    }
}
