package io.jenkins.plugins.wanfirstlastframe.delivery;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import hudson.remoting.RequestAbortedException;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.generation.AtomicFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jenkins.MasterToSlaveFileCallable;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** A small report in a workspace, written by the agent that has it. It replaces a link rather than follow it. */
@Restricted(NoExternalUse.class)
public final class WorkspaceReport extends MasterToSlaveFileCallable<String> {

    private static final long serialVersionUID = 1L;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final String path;
    private final byte[] content;

    private WorkspaceReport(String path, byte[] content) {
        this.path = path;
        this.content = content.clone();
    }

    /**
     * Writes a report. Waits for the agent.
     *
     * @param path relative to the workspace
     * @param workspace null for a build without one
     * @return why it can't be written, as a clause; empty where it is
     */
    public static Optional<String> write(String path, byte[] content, @CheckForNull Workspace workspace)
            throws InterruptedException {
        FilePath folder = workspace == null ? null : workspace.resolve();
        if (folder == null) {
            return Optional.of("the agent with the workspace is away");
        }
        try {
            String problem =
                    folder.actAsync(new WorkspaceReport(path, content)).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return "".equals(problem) ? Optional.empty() : Optional.of(PlainText.oneLine(problem, 400));
        } catch (TimeoutException e) {
            return Optional.of("the agent doesn't answer");
        } catch (IOException | ExecutionException | RequestAbortedException e) {
            return Optional.of(PlainText.oneLine(String.valueOf(e.getMessage()), 200));
        }
    }

    @Override
    public String invoke(File workspace, VirtualChannel channel) {
        try {
            AtomicFiles.write(WorkspacePath.target(workspace.toPath(), path), content);
            return "";
        } catch (WorkspacePath.OutsideException e) {
            return PlainText.oneLine(e.getMessage(), 300);
        } catch (IOException e) {
            return AtomicFiles.reason(e);
        } catch (InvalidPathException e) {
            return "the agent's Java can't have a file of that name";
        }
    }
}
