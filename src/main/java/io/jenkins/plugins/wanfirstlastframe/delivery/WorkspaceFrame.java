package io.jenkins.plugins.wanfirstlastframe.delivery;

import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameException;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameFile;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameLimits;
import io.jenkins.plugins.wanfirstlastframe.preview.ImageRoom;
import io.jenkins.plugins.wanfirstlastframe.preview.InlineFrame;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import jenkins.MasterToSlaveFileCallable;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * An image file in a workspace, read by the agent that has it: once to be checked, before anything is submitted, and once to
 * be sent, when it must still be the same. Links that lead out of the workspace are not followed.
 */
@Restricted(NoExternalUse.class)
public final class WorkspaceFrame extends MasterToSlaveFileCallable<WorkspaceFrame.Answer> {

    private static final long serialVersionUID = 1L;

    /** What to say of a file that is not there. */
    static final String HINT = " (a web address starts with https://)";

    private final String path;
    private final String sha256;
    private final int videoWidth;
    private final int videoHeight;

    private WorkspaceFrame(String path, String sha256, int videoWidth, int videoHeight) {
        this.path = path;
        this.sha256 = sha256;
        this.videoWidth = videoWidth;
        this.videoHeight = videoHeight;
    }

    /** Looks whether the file can be sent. */
    static WorkspaceFrame check(String path) {
        return new WorkspaceFrame(path, "", 0, 0);
    }

    /**
     * Reads the file to be sent.
     *
     * @param sha256 what it was when it was checked
     */
    static WorkspaceFrame read(String path, String sha256, int videoWidth, int videoHeight) {
        return new WorkspaceFrame(path, sha256, videoWidth, videoHeight);
    }

    /** What the agent says, in plain fields that no serialization filter minds. */
    static final class Answer implements Serializable {
        private static final long serialVersionUID = 1L;

        /** Why the file can't be used, as a clause; empty where it can. */
        final String problem;

        /** Whether there is no such file. */
        final boolean missing;

        final String sha256;
        final long length;
        final String mediaType;

        /** The file made ready for a request; empty where it was only checked. */
        final byte[] bytes;

        /** A small picture of it, a JPEG file; empty where it was only checked. */
        final byte[] picture;

        /** What was done to it, as a sentence; empty for nothing. */
        final String note;

        private Answer(
                String problem,
                boolean missing,
                String sha256,
                long length,
                String mediaType,
                byte[] bytes,
                byte[] picture,
                String note) {
            this.problem = problem;
            this.missing = missing;
            this.sha256 = sha256;
            this.length = length;
            this.mediaType = mediaType;
            this.bytes = bytes;
            this.picture = picture;
            this.note = note;
        }

        static Answer problem(String clause) {
            return without(clause, false);
        }

        private static Answer without(String clause, boolean missing) {
            return new Answer(PlainText.oneLine(clause, 300), missing, "", 0, "", new byte[0], new byte[0], "");
        }

        /**
         * What is to be said of a file's content.
         *
         * @param sha256 what it was when it was checked; empty for a check
         */
        static Answer of(byte[] content, String path, String sha256, int videoWidth, int videoHeight)
                throws FrameException, InterruptedException {
            String hash = InlineFrame.sha256(content);
            if (sha256.isEmpty()) {
                FrameFile frame = FrameFile.of(content, path, FrameLimits.DEFAULT);
                return new Answer(
                        "", false, hash, content.length, frame.format().mediaType(), new byte[0], new byte[0], "");
            }
            if (!sha256.equals(hash)) {
                return problem(changed(path));
            }
            InlineFrame frame = InlineFrame.of(content, path, videoWidth, videoHeight);
            return new Answer(
                    "", false, hash, content.length, frame.mediaType(), frame.bytes(), frame.picture(), frame.note());
        }
    }

    /** The clause for a file that is not the one of before. */
    static String changed(String path) {
        return path + " has changed since it was checked";
    }

    @Override
    public Answer invoke(File workspace, VirtualChannel channel) throws InterruptedException {
        try {
            Path file = WorkspacePath.file(workspace.toPath(), path, HINT);
            return ImageRoom.<Answer, IOException>with(
                    () -> Answer.of(InlineFrame.content(file), path, sha256, videoWidth, videoHeight));
        } catch (WorkspacePath.MissingException e) {
            return Answer.without(e.getMessage(), true);
        } catch (FrameException | WorkspacePath.OutsideException e) {
            return Answer.problem(e.getMessage());
        } catch (IOException | InvalidPathException e) {
            return Answer.problem(path + " can't be read (" + e.getClass().getSimpleName() + ")");
        }
    }
}
