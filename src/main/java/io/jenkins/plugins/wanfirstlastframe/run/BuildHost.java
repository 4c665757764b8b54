package io.jenkins.plugins.wanfirstlastframe.run;

import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.wanfirstlastframe.delivery.Workspace;
import org.springframework.security.core.Authentication;

/** A freestyle build's step, which waits on the build's own thread. */
record BuildHost(
        @Override Run<?, ?> run,
        FilePath folder,
        @Override TaskListener console,
        @Override Authentication builder) implements StepHost {

    @Override
    public TaskListener consoleOfTheBuild() {
        return console;
    }

    @Override
    public Workspace workspace() {
        return new Workspace.Fixed(folder);
    }
}
