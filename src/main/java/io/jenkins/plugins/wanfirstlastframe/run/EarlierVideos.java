package io.jenkins.plugins.wanfirstlastframe.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.Functions;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.client.FrameFingerprint;
import io.jenkins.plugins.wanfirstlastframe.client.FrameProbe;
import io.jenkins.plugins.wanfirstlastframe.client.FrameProbe.UnknownFrameException;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.InputChanges;
import io.jenkins.plugins.wanfirstlastframe.client.InputFrames;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.delivery.CheckedFrames;
import io.jenkins.plugins.wanfirstlastframe.delivery.EarlierVideo;
import io.jenkins.plugins.wanfirstlastframe.delivery.FrameLookup;
import io.jenkins.plugins.wanfirstlastframe.delivery.Workspace;
import io.jenkins.plugins.wanfirstlastframe.generation.DeliveredVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.Fate;
import io.jenkins.plugins.wanfirstlastframe.generation.Origin;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import jenkins.util.VirtualFile;
import org.springframework.security.core.Authentication;

/**
 * Looks through the builds of a job for a video that was made of the same input, newest build first, and says in a line
 * why there is none. Clips of a job are told apart by what they are made of, not by their order or name.
 *
 * <p>Where a web server doesn't say whether a frame is the one of before, the frame is read and its hash compared.
 */
final class EarlierVideos {

    private static final Logger LOGGER = Logger.getLogger(EarlierVideos.class.getName());

    /** How many builds are looked through. */
    static final int MAX_BUILDS = 30;

    private final GenerationService service;
    private final Run<?, ?> run;
    private final ResolvedSettings settings;
    private final Authentication builder;
    private final FrameProbe probe;
    private final CheckedFrames files;

    /** A video among a build's artifacts, with its record. */
    private record Candidate(Run<?, ?> build, RequestRecord record) {}

    /**
     * What the search came to.
     *
     * @param video null where a video is to be made
     * @param line what the console is to be told; null for nothing
     * @param frames what identifies the start and the end frame; empty where that can't be told
     * @param files those that are files
     */
    record Found(
            @CheckForNull EarlierVideo video,
            @CheckForNull String line,
            List<FrameFingerprint> frames,
            CheckedFrames files) {}

    /**
     * Looks at the frames of a step that are files, and for an earlier video where the step asks for that. Waits for the
     * agent, for web servers and for artifact stores.
     *
     * @param workspace null for a build without one
     * @param builder who the build runs as
     * @param probe looks at frames on web servers; once it is cancelled, nothing is waited for there
     * @throws AbortException if a file can't be used; nothing was submitted
     */
    static Found look(
            GenerationService service,
            Run<?, ?> run,
            ResolvedSettings settings,
            @CheckForNull Workspace workspace,
            Authentication builder,
            FrameProbe probe)
            throws IOException, InterruptedException {
        Optional<GenerationInput> input = settings.input();
        CheckedFrames files = input.isEmpty() || settings.key().isEmpty()
                ? CheckedFrames.NONE
                : new FrameLookup(run, workspace, service.artifactFrames(), settings.publishFrames())
                        .check(input.get());
        return settings.reuse()
                .map(reuse -> new EarlierVideos(service, run, settings, files, builder, probe).find(reuse))
                .orElseGet(() -> new Found(null, null, files.frames(), files));
    }

    /**
     * A search for one step.
     *
     * @param builder who the build runs as: what it may not see is not there
     */
    private EarlierVideos(
            GenerationService service,
            Run<?, ?> run,
            ResolvedSettings settings,
            CheckedFrames files,
            Authentication builder,
            FrameProbe probe) {
        this.files = files;
        this.service = service;
        this.run = run;
        this.settings = settings;
        this.builder = builder;
        this.probe = probe;
    }

    /** Searches. Reads files, and may ask the frames' web servers and artifact stores. */
    private Found find(ResolvedSettings.Reuse reuse) {
        GenerationInput input = settings.input().orElseThrow();
        Job<?, ?> job = job(reuse);
        List<Candidate> all = job == null ? List.of() : candidates(job);
        Optional<String> key = settings.contentKey();
        List<Candidate> alike = all.stream()
                .filter(each -> each.record().settings().contentKey().equals(key))
                .toList();
        List<FrameFingerprint> frames;
        try {
            List<List<FrameFingerprint>> earlier = (alike.isEmpty() ? all : alike)
                    .stream()
                            .map(candidate -> candidate.record().state().frames())
                            .toList();
            frames = InputFrames.look(probe, (index, file) -> files.frames().get(index), input, earlier);
        } catch (UnknownFrameException e) {
            LOGGER.log(Level.FINE, e, () -> "A frame of " + run + " can't be looked at");
            return new Found(null, InputChanges.anew(e.getMessage()), List.of(), files);
        }
        if (reuse.force()) {
            return new Found(null, InputChanges.forced("the step"), frames, files);
        }
        if (job == null) {
            return new Found(
                    null,
                    InputChanges.anew("there is no job \"" + PlainText.oneLine(reuse.job(), 200)
                            + "\" that this build may read the artifacts of"),
                    frames,
                    files);
        }
        boolean lost = false;
        for (Candidate candidate : alike) {
            if (InputFrames.same(framesOf(candidate.record()), frames)) {
                DeliveredVideo video = candidate.record().state().videos().get(0);
                if (isThere(candidate.build(), video)) {
                    EarlierVideo earlier = new EarlierVideo(
                            candidate.build(), candidate.record().id(), video);
                    return new Found(earlier, InputChanges.unchanged(earlier.name(), "its video"), frames, files);
                }
                lost = true;
            }
        }
        return new Found(
                null,
                InputChanges.anew(lost ? "its earlier video is no longer kept" : difference(input, frames, all)),
                frames,
                files);
    }

    @CheckForNull
    private Job<?, ?> job(ResolvedSettings.Reuse reuse) {
        if (reuse.job().isEmpty()) {
            return run.getParent();
        }
        Job<?, ?> found = Jenkins.get().getItem(reuse.job(), run.getParent().getParent(), Job.class);
        return found != null && found.getACL().hasPermission2(builder, Item.READ) ? found : null;
    }

    private boolean mayRead(Run<?, ?> build) {
        return build.getParent().equals(run.getParent())
                || !Functions.isArtifactsPermissionEnabled()
                || build.getACL().hasPermission2(builder, Run.ARTIFACTS);
    }

    /** Archived videos of earlier builds, newest first. */
    private List<Candidate> candidates(Job<?, ?> job) {
        List<Candidate> found = new ArrayList<>();
        int builds = 0;
        for (Run<?, ?> build = job.getLastBuild();
                build != null && builds < MAX_BUILDS;
                build = build.getPreviousBuild()) {
            if (build.equals(run) || !mayRead(build)) {
                continue;
            }
            builds++;
            for (RequestRecord record : service.finishedRecords(build)) {
                if (record.fate() == Fate.DELIVERED
                        && record.state().origin() != Origin.PREVIEW
                        && record.settings().archive()
                        && record.settings().input().isPresent()) {
                    found.add(new Candidate(build, record));
                }
            }
        }
        return found;
    }

    /** What the record says of its frames; where nobody looked at them, examples alone are known by their names. */
    private static List<FrameFingerprint> framesOf(RequestRecord record) {
        if (!record.state().frames().isEmpty()) {
            return record.state().frames();
        }
        return record.settings().input().map(InputFrames::ofExamples).orElse(List.of());
    }

    private boolean isThere(Run<?, ?> build, DeliveredVideo video) {
        try {
            VirtualFile file = build.getArtifactManager().root().child(video.location());
            return file.isFile() && file.length() == video.bytes();
        } catch (IOException | RuntimeException e) { // of an artifact manager, another plugin
            LOGGER.log(Level.INFO, e, () -> "The artifacts of " + build + " can't be looked at");
            return false;
        }
    }

    /** What has changed since the earlier video that is most like this one: of the same name, if there is one. */
    private String difference(GenerationInput input, List<FrameFingerprint> frames, List<Candidate> all) {
        Optional<Candidate> nearest = all.stream()
                .filter(candidate -> candidate.record().output().equals(settings.output()))
                .findFirst()
                .or(() -> all.stream()
                        .min(Comparator.comparingInt(candidate ->
                                differences(input, frames, candidate.record()).size())));
        if (nearest.isEmpty()) {
            return "no earlier build has made it";
        }
        ResolvedSettings before = nearest.get().record().settings();
        if (!before.service().toString().equals(settings.service().toString())) {
            return InputChanges.otherService();
        }
        List<String> changed = differences(input, frames, nearest.get().record());
        return changed.isEmpty() ? "no earlier build has made it" : InputChanges.clause(changed);
    }

    private static List<String> differences(
            GenerationInput input, List<FrameFingerprint> frames, RequestRecord earlier) {
        GenerationInput before = earlier.settings().input().orElseThrow();
        return InputChanges.between(before::given, framesOf(earlier), input::given, frames);
    }
}
