package io.jenkins.plugins.wanfirstlastframe;

import hudson.FilePath;
import hudson.Launcher;
import hudson.model.BuildListener;
import hudson.model.Run;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jenkins.model.ArtifactManager;
import jenkins.model.ArtifactManagerConfiguration;
import jenkins.model.ArtifactManagerFactory;
import jenkins.model.StandardArtifactManager;

/** An artifact store that takes its time: what is archived waits until this is closed. */
final class SlowArchive extends ArtifactManagerFactory implements AutoCloseable {

    private final transient CountDownLatch begun = new CountDownLatch(1);
    private final transient CountDownLatch closed = new CountDownLatch(1);

    static SlowArchive install() {
        SlowArchive archive = new SlowArchive();
        ArtifactManagerConfiguration.get().getArtifactManagerFactories().add(archive);
        return archive;
    }

    void awaitBegin() throws InterruptedException, TimeoutException {
        if (!begun.await(30, TimeUnit.SECONDS)) {
            throw new TimeoutException("nothing was archived");
        }
    }

    @Override
    public ArtifactManager managerFor(Run<?, ?> build) {
        return new StandardArtifactManager(build) {
            @Override
            public void archive(
                    FilePath workspace, Launcher launcher, BuildListener listener, Map<String, String> artifacts)
                    throws IOException, InterruptedException {
                if (begun != null) { // after a restart nobody waits any more
                    begun.countDown();
                    closed.await();
                }
                super.archive(workspace, launcher, listener, artifacts);
            }
        };
    }

    @Override
    public void close() {
        ArtifactManagerConfiguration.get().getArtifactManagerFactories().remove(this);
        closed.countDown();
    }
}
