package io.jenkins.plugins.wanfirstlastframe.delivery;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.FilePath;
import hudson.remoting.RequestAbortedException;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jenkins.MasterToSlaveFileCallable;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** A clip list in a workspace, read by the agent that has it and sent to the controller, which alone makes sense of it. */
@Restricted(NoExternalUse.class)
public final class WorkspaceList extends MasterToSlaveFileCallable<WorkspaceList.Answer> {

    private static final long serialVersionUID = 1L;

    /** How large a list may be. */
    public static final int MAX_BYTES = 1024 * 1024;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final String path;

    private WorkspaceList(String path) {
        this.path = path;
    }

    /** What the agent says, in plain fields that no serialization filter minds. */
    static final class Answer implements Serializable {
        private static final long serialVersionUID = 1L;

        /** Why the file can't be used, as a clause; empty where it can. */
        final String problem;

        final byte[] content;

        private Answer(String problem, byte[] content) {
            this.problem = problem;
            this.content = content;
        }

        private static Answer problem(String clause) {
            return new Answer(PlainText.oneLine(clause, 300), new byte[0]);
        }
    }

    /**
     * Reads a list. Waits for the agent.
     *
     * @param path relative to the workspace
     * @param workspace null for a build without one
     * @throws AbortException if there is no such file, or it can't be used
     */
    public static byte[] read(String path, @CheckForNull Workspace workspace) throws IOException, InterruptedException {
        FilePath folder = workspace == null ? null : workspace.resolve();
        if (folder == null) {
            throw refused("the agent with the workspace is away");
        }
        try {
            Answer answer = folder.actAsync(new WorkspaceList(path)).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (answer == null || answer.problem == null || answer.content == null) {
                throw refused("the agent's answer makes no sense");
            }
            if (!answer.problem.isEmpty()) {
                throw refused(PlainText.oneLine(answer.problem, 400)); // an agent is not trusted with the console
            }
            if (answer.content.length > MAX_BYTES) {
                throw refused(tooLarge(PlainText.oneLine(path, 160)));
            }
            return answer.content;
        } catch (TimeoutException e) {
            throw refused("the agent doesn't answer");
        } catch (ExecutionException | RequestAbortedException e) {
            throw refused("the agent can't read the clip list " + PlainText.oneLine(path, 160) + " ("
                    + PlainText.oneLine(String.valueOf(e.getMessage()), 200) + ")");
        }
    }

    private static AbortException refused(String clause) {
        return new AbortException("Nothing was submitted: " + clause + ".");
    }

    private static String tooLarge(String path) {
        return path + " is larger than " + MAX_BYTES / 1024 / 1024 + " MiB";
    }

    @Override
    public Answer invoke(File workspace, VirtualChannel channel) {
        try (InputStream content = Files.newInputStream(WorkspacePath.file(workspace.toPath(), path, ""))) {
            byte[] bytes = content.readNBytes(MAX_BYTES + 1);
            return bytes.length > MAX_BYTES ? Answer.problem(tooLarge(path)) : new Answer("", bytes);
        } catch (WorkspacePath.OutsideException e) {
            return Answer.problem(e.getMessage());
        } catch (IOException | InvalidPathException e) {
            return Answer.problem(path + " can't be read (" + e.getClass().getSimpleName() + ")");
        }
    }
}
