package io.jenkins.plugins.wanfirstlastframe;

import hudson.FilePath;
import hudson.Launcher;
import hudson.model.BuildListener;
import hudson.model.Run;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import jenkins.model.ArtifactManager;
import jenkins.model.ArtifactManagerConfiguration;
import jenkins.model.ArtifactManagerFactory;
import jenkins.model.StandardArtifactManager;

/** An artifact store that fails so many times before it works. */
final class FailingArchive extends ArtifactManagerFactory implements AutoCloseable {

    private final transient AtomicInteger failures;
    private final transient Throwable problem;

    private FailingArchive(int failures, Throwable problem) {
        this.failures = new AtomicInteger(failures);
        this.problem = problem;
    }

    /**
     * Puts it in the place of Jenkins' own.
     *
     * @param problem an {@link IOException}, {@link RuntimeException} or {@link Error}
     */
    static FailingArchive install(int failures, Throwable problem) {
        FailingArchive archive = new FailingArchive(failures, problem);
        ArtifactManagerConfiguration.get().getArtifactManagerFactories().add(archive);
        return archive;
    }

    @Override
    public ArtifactManager managerFor(Run<?, ?> build) {
        return new StandardArtifactManager(build) {
            @Override
            public void archive(
                    FilePath workspace, Launcher launcher, BuildListener listener, Map<String, String> artifacts)
                    throws IOException, InterruptedException {
                if (failures != null && failures.getAndDecrement() > 0) {
                    if (problem instanceof IOException e) {
                        throw e;
                    }
                    if (problem instanceof RuntimeException e) {
                        throw e;
                    }
                    throw (Error) problem;
                }
                super.archive(workspace, launcher, listener, artifacts);
            }
        };
    }

    @Override
    public void close() {
        ArtifactManagerConfiguration.get().getArtifactManagerFactories().remove(this);
    }
}
