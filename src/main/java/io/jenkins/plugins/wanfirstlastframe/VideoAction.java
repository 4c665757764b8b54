package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.NonNull;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.Functions;
import hudson.model.Api;
import hudson.model.Run;
import hudson.security.AccessControlled;
import hudson.security.Permission;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.delivery.BuildPictures;
import io.jenkins.plugins.wanfirstlastframe.generation.DeliveredVideo;
import io.jenkins.plugins.wanfirstlastframe.process.BegunScript;
import io.jenkins.plugins.wanfirstlastframe.process.BegunScripts;
import io.jenkins.plugins.wanfirstlastframe.run.GenerationService;
import io.jenkins.plugins.wanfirstlastframe.run.JobHistory;
import io.jenkins.plugins.wanfirstlastframe.run.OutputHistory;
import io.jenkins.plugins.wanfirstlastframe.run.RequestRecord;
import jakarta.servlet.ServletException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.RunAction2;
import jenkins.util.VirtualFile;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * The videos of a build: a summary on its page, and a page of their own with players. The action itself holds nothing: what
 * it shows is read from the build's records of its requests, so that a build with a thousand videos is not saved anew for
 * each of them.
 */
@ExportedBean
public final class VideoAction implements RunAction2 {

    static final String URL_NAME = "wan-videos";

    private static final Logger LOGGER = Logger.getLogger(VideoAction.class.getName());

    @SuppressFBWarnings(
            value = "UWF_FIELD_NOT_INITIALIZED_IN_CONSTRUCTOR",
            justification = "Jenkins calls onAttached or onLoad before anything else")
    private transient Run<?, ?> run;

    /**
     * Gives a build its page of videos and saves it; does nothing where it has one.
     *
     * @throws IOException if the build can't be saved
     */
    public static void addTo(Run<?, ?> run) throws IOException {
        synchronized (run) {
            if (run.getAction(VideoAction.class) != null) {
                return;
            }
            run.addAction(new VideoAction());
        }
        run.save();
    }

    @Override
    public void onAttached(Run<?, ?> owner) {
        run = owner;
    }

    @Override
    public void onLoad(Run<?, ?> owner) {
        run = owner;
    }

    /** The build. */
    public Run<?, ?> getRun() {
        return run;
    }

    /** The videos that the user may see, in the order in which they were asked for. */
    @Exported(inline = true)
    public List<VideoRecord> getVideos() {
        if (!mayWatch()) {
            return List.of();
        }
        List<VideoRecord> videos = new ArrayList<>();
        Predicate<String> available = null;
        Set<String> pictures = BuildPictures.names(run);
        for (RequestRecord record : GenerationService.get().records(run)) {
            int number = 0;
            for (DeliveredVideo video : record.state().videos()) {
                if (available == null) {
                    available = available(run);
                }
                videos.add(new VideoRecord(record, video, ++number, available.test(video.location()), pictures));
            }
        }
        return videos;
    }

    /**
     * Tells which videos are among a build's artifacts, by their paths. They are asked for once, since they may be in a store
     * elsewhere; where that doesn't answer, nobody knows that one is gone.
     */
    static Predicate<String> available(Run<?, ?> run) {
        try {
            return Set.copyOf(run.getArtifactManager().root().list("**/*.mp4", null, true))::contains;
        } catch (IOException | RuntimeException e) { // of an artifact manager, another plugin
            LOGGER.log(Level.WARNING, e, () -> "The artifacts of " + run + " can't be listed");
            return path -> true;
        }
    }

    /**
     * What the videos are compared with: the last earlier build's video of the same output, where it is still there and another
     * one. Reads that build's records, so that it is asked for by the page alone.
     *
     * @return by {@link VideoRecord#getAnchor}
     */
    public Map<String, Comparison> getComparisons() {
        Map<String, Comparison> comparisons = new HashMap<>();
        if (mayWatch()) {
            history()
                    .last()
                    .forEach((own, earlier) ->
                            comparisons.put(VideoRecord.anchor(own.record(), own.number()), new Comparison(earlier)));
        }
        return comparisons;
    }

    private OutputHistory history() {
        Map<Run<?, ?>, Predicate<String>> available = new HashMap<>();
        return new OutputHistory(
                GenerationService.get(),
                run,
                VideoAction::mayWatch,
                clip -> available
                        .computeIfAbsent(clip.build(), VideoAction::available)
                        .test(clip.video().location()));
    }

    /**
     * Tells the earlier builds that have another video of the same output, newest first, as JSON.
     *
     * @param video a video of this build, by {@link VideoRecord#getAnchor}
     */
    public void doEarlier(StaplerRequest2 request, StaplerResponse2 response, @QueryParameter String video)
            throws IOException {
        checkMayWatch();
        JSONArray builds = new JSONArray();
        for (JobHistory.Clip clip : history()
                .all(own -> VideoRecord.anchor(own.record(), own.number()).equals(video))) {
            Comparison earlier = new Comparison(clip);
            builds.add(new JSONObject()
                    .element("name", earlier.getBuildName())
                    .element("address", request.getContextPath() + "/" + earlier.getAddress()));
        }
        response.setContentType("application/json;charset=UTF-8");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.getWriter().print(builds);
    }

    /** Serves one of the small pictures that the build keeps: an input frame or a video's poster. */
    public void doPicture(StaplerRequest2 request, StaplerResponse2 response, @QueryParameter String name)
            throws IOException, ServletException {
        checkMayWatch();
        Optional<File> picture = BuildPictures.file(run, name);
        if (picture.isEmpty()) {
            response.sendError(StaplerResponse2.SC_NOT_FOUND);
            return;
        }
        File file = picture.get();
        response.setHeader("X-Content-Type-Options", "nosniff");
        try (InputStream content = Files.newInputStream(file.toPath())) {
            response.serveFile(request, content, file.lastModified(), 0, file.length(), "picture.jpg");
        }
    }

    /** The remote interface of the page. */
    public Api getApi() {
        return new Api(this);
    }

    /**
     * A request that is or may be billed and whose video is not here.
     *
     * @param requestId empty where nobody knows it
     * @param message what happened and what is to be done, in English, as the console has it
     */
    public record OpenEnd(String requestId, String message) {

        /** The request's id; empty where nobody knows it, since the service's answer to its submit was lost. */
        public String getRequestId() {
            return requestId;
        }

        /** What happened and what is to be done, in English, as the console has it. */
        public String getMessage() {
            return message;
        }
    }

    /**
     * What a build that is over has left at the service: requests that are or may be billed and whose videos are not here. A
     * build that was killed has nobody else to tell that.
     */
    public List<OpenEnd> getOpenEnds() {
        if (!mayWatch() || run.isBuilding()) {
            return List.of();
        }
        return GenerationService.get().records(run).stream()
                .flatMap(record -> record
                        .openEnd()
                        .map(message -> new OpenEnd(
                                record.state().requestId().map(RequestId::value).orElse(""), message))
                        .stream())
                .toList();
    }

    /** The scripts that the build has left behind, and whose results are not kept yet. */
    public List<BegunScript> getLeftScripts() {
        return mayWatch() ? BegunScripts.get().leftBy(run) : List.of();
    }

    @Override
    public String getIconFileName() {
        boolean any = mayWatch()
                && GenerationService.get().records(run).stream()
                        .anyMatch(record -> !record.state().videos().isEmpty());
        return any ? "symbol-play" : null;
    }

    @NonNull
    @Override
    public String getDisplayName() {
        return Messages.videos();
    }

    @Override
    public String getUrlName() {
        return URL_NAME;
    }

    /** Whether the user may see artifacts, which is what the videos are. */
    public boolean mayWatch() {
        return mayWatch(run);
    }

    /** Whether the user may see the artifacts of a build, or of a job's builds. */
    static boolean mayWatch(AccessControlled runOrJob) {
        Permission artifacts = Run.ARTIFACTS;
        return !Functions.isArtifactsPermissionEnabled() || runOrJob.hasPermission(artifacts);
    }

    private void checkMayWatch() {
        if (Functions.isArtifactsPermissionEnabled()) {
            run.checkPermission(Run.ARTIFACTS);
        }
    }

    /**
     * Serves one archived video to the players. The artifact's own address would not do: it may lead to another origin,
     * which a content security policy forbids to a page of Jenkins.
     */
    public void doPlay(StaplerRequest2 request, StaplerResponse2 response, @QueryParameter String path)
            throws IOException, ServletException {
        checkMayWatch();
        boolean known = GenerationService.get().records(run).stream()
                .filter(record -> record.settings().archive())
                .flatMap(record -> record.state().videos().stream())
                .anyMatch(video -> video.location().equals(path));
        VirtualFile file = run.getArtifactManager().root().child(known ? path : "");
        if (!known || !file.isFile()) {
            response.sendError(StaplerResponse2.SC_NOT_FOUND);
            return;
        }
        response.setHeader("X-Content-Type-Options", "nosniff");
        try (InputStream content = file.open()) {
            response.serveFile(request, content, file.lastModified(), 0, file.length(), "video.mp4");
        }
    }
}
