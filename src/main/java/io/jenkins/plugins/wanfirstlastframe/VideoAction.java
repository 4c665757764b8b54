package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.NonNull;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.Functions;
import hudson.model.Api;
import hudson.model.Run;
import hudson.security.Permission;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.RunAction2;
import jenkins.util.VirtualFile;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** The videos of a build: a summary on its page, and a page of their own with players. */
@ExportedBean
@SuppressFBWarnings(
        value = "UWF_FIELD_NOT_INITIALIZED_IN_CONSTRUCTOR",
        justification = "Jenkins attaches the build before it uses the action")
public final class VideoAction implements RunAction2 {

    static final String URL_NAME = "wan-videos";

    /** Replaced as a whole, since a build may be saved while a video is added. */
    private volatile List<VideoRecord> videos = new ArrayList<>();

    private transient Run<?, ?> run;

    /** Adds a video to a build and saves the build. */
    static void add(Run<?, ?> run, VideoRecord video) throws IOException {
        synchronized (run) {
            VideoAction action = run.getAction(VideoAction.class);
            if (action == null) {
                action = new VideoAction();
                run.addAction(action);
            }
            action.put(video);
            run.save();
        }
    }

    private synchronized void put(VideoRecord video) {
        List<VideoRecord> more = new ArrayList<>(videos);
        more.removeIf(older -> older.getPath().equals(video.getPath()));
        more.add(video);
        videos = more;
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

    /** The videos that the user may see, in the order of their arrival. */
    @Exported(inline = true)
    public List<VideoRecord> getVideos() {
        return mayWatch() ? List.copyOf(videos) : List.of();
    }

    /** The remote interface of the page. */
    public Api getApi() {
        return new Api(this);
    }

    @Override
    public String getIconFileName() {
        return mayWatch() ? "symbol-play" : null;
    }

    @NonNull
    @Override
    public String getDisplayName() {
        return "Videos";
    }

    @Override
    public String getUrlName() {
        return URL_NAME;
    }

    /** Whether the user may see artifacts, which is what the videos are. */
    public boolean mayWatch() {
        Permission artifacts = Run.ARTIFACTS;
        return !Functions.isArtifactsPermissionEnabled() || run.hasPermission(artifacts);
    }

    /**
     * Serves one archived video to the players. The artifact's own address would not do: it may lead to another origin,
     * which a content security policy forbids to a page of Jenkins.
     */
    public void doPlay(StaplerRequest2 request, StaplerResponse2 response, @QueryParameter String path)
            throws IOException, ServletException {
        if (Functions.isArtifactsPermissionEnabled()) {
            run.checkPermission(Run.ARTIFACTS);
        }
        boolean known = getVideos().stream()
                .anyMatch(video -> video.isArchived() && video.getPath().equals(path));
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
