package io.jenkins.plugins.wanfirstlastframe.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.wanfirstlastframe.delivery.Workspace;
import java.io.IOException;
import org.springframework.security.core.Authentication;

/** What a step's requests need to know of the build that wants them. */
interface StepHost {

    /** The build. */
    Run<?, ?> run() throws IOException, InterruptedException;

    /** The step's console, which may be closed once the step is over. */
    TaskListener console() throws IOException, InterruptedException;

    /** A console for what is told after the step's end. */
    TaskListener consoleOfTheBuild() throws IOException, InterruptedException;

    /** Who the build runs as. */
    Authentication builder() throws IOException, InterruptedException;

    /** Where the step works; null for a build without a workspace. */
    @CheckForNull
    Workspace workspace();
}
