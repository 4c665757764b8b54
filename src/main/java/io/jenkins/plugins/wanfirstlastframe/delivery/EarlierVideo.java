package io.jenkins.plugins.wanfirstlastframe.delivery;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.generation.DeliveredVideo;
import java.io.Serializable;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * The video of an earlier build that is to be used again. Survives a restart; the build and its artifact may be gone by
 * then.
 */
@Restricted(NoExternalUse.class)
public final class EarlierVideo implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String job;
    private final int build;
    private final DeliveredVideo video;

    /** The id of the record that has it; null where an older version has noted this. */
    @CheckForNull
    private final String record;

    /**
     * A video among a build's artifacts.
     *
     * @param record the id of the record that has it
     */
    public EarlierVideo(Run<?, ?> build, String record, DeliveredVideo video) {
        this.job = build.getParent().getFullName();
        this.build = build.getNumber();
        this.record = record;
        this.video = video;
    }

    /** The build for people: {@code media/clips #7}. */
    public String name() {
        return job + " #" + build;
    }

    /** The build's address below Jenkins' own, with a slash at its end; empty where the build is gone. */
    public String url() {
        Run<?, ?> run = run();
        return run == null ? "" : run.getUrl();
    }

    /** The video, by its path among the build's artifacts. */
    DeliveredVideo video() {
        return video;
    }

    /** The pictures that the build keeps of the video and its frames; null where the build is gone. */
    @CheckForNull
    BuildPictures pictures() {
        Run<?, ?> run = run();
        return run == null || record == null ? null : new BuildPictures(run, record);
    }

    /** The build, null where it is gone. */
    @CheckForNull
    Run<?, ?> run() {
        Job<?, ?> found = Jenkins.get().getItemByFullName(job, Job.class);
        return found == null ? null : found.getBuildByNumber(build);
    }
}
