package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.Api;
import hudson.model.Job;
import io.jenkins.plugins.wanfirstlastframe.run.GenerationService;
import java.util.Collection;
import java.util.List;
import jenkins.model.TransientActionFactory;

/**
 * The page of a job's videos: the newest of each output, and what the last days have cost. It is no exported bean, so that
 * whoever asks for a job's data doesn't make Jenkins read the records of its builds; its own address tells them.
 */
public final class JobVideosAction implements Action {

    private final Job<?, ?> job;

    JobVideosAction(Job<?, ?> job) {
        this.job = job;
    }

    /** Gives each job its page. */
    @SuppressWarnings("rawtypes") // as the factory's class tells its type
    @Extension
    public static final class Factory extends TransientActionFactory<Job> {

        @Override
        public Class<Job> type() {
            return Job.class;
        }

        @NonNull
        @Override
        public Collection<? extends Action> createFor(@NonNull Job target) {
            return List.of(new JobVideosAction(target));
        }
    }

    /** The job. */
    public Job<?, ?> getJob() {
        return job;
    }

    /** Whether the user may see artifacts, which is what the videos are. */
    public boolean mayWatch() {
        return VideoAction.mayWatch(job);
    }

    /** What the page shows, read anew; nothing where the user may not see artifacts. */
    public JobVideos read() {
        return mayWatch() ? JobVideos.of(GenerationService.get().history(job)) : JobVideos.NONE;
    }

    /** The remote interface of the page. */
    public Api getApi() {
        return new Api(read());
    }

    @CheckForNull
    @Override
    public String getIconFileName() {
        return mayWatch() && GenerationService.get().hasVideos(job) ? "symbol-play" : null;
    }

    @NonNull
    @Override
    public String getDisplayName() {
        return Messages.videos();
    }

    @Override
    public String getUrlName() {
        return VideoAction.URL_NAME;
    }
}
