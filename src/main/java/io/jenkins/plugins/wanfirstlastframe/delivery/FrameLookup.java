package io.jenkins.plugins.wanfirstlastframe.delivery;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import hudson.remoting.RequestAbortedException;
import io.jenkins.plugins.wanfirstlastframe.client.FrameFingerprint;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.ImageSource;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.delivery.ArtifactFrames.UnfitFileException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Finds and checks the image files of an input before anything is submitted: in the workspace first, and among the build's
 * artifacts where there is no such file. A file that is in both, and that the artifact manager can publish, is taken for the
 * artifact.
 *
 * @param workspace null for a build without one
 * @param publish whether artifacts are published, where their manager can do that
 */
@Restricted(NoExternalUse.class)
public record FrameLookup(Run<?, ?> run, @CheckForNull Workspace workspace, ArtifactFrames artifacts, boolean publish) {

    /**
     * Checks all files of an input. Waits for the agent and for the artifact store.
     *
     * @throws AbortException if a file can't be used; nothing was submitted
     */
    public CheckedFrames check(GenerationInput input) throws IOException, InterruptedException {
        if (!input.hasFiles()) {
            return CheckedFrames.NONE;
        }
        Set<Parameter> published = EnumSet.noneOf(Parameter.class);
        FrameFingerprint start = check(Parameter.START_IMAGE, input.startImage(), published);
        FrameFingerprint end = check(Parameter.END_IMAGE, input.endImage(), published);
        return new CheckedFrames(List.of(start, end), published);
    }

    private FrameFingerprint check(Parameter parameter, ImageSource image, Set<Parameter> found)
            throws IOException, InterruptedException {
        if (image instanceof ImageSource.ImageFile file) {
            return check(parameter, file, found);
        }
        return image instanceof ImageSource.ExampleName example
                ? FrameFingerprint.ofExample(example)
                : FrameFingerprint.unread((ImageSource.WebAddress) image);
    }

    private FrameFingerprint check(Parameter parameter, ImageSource.ImageFile file, Set<Parameter> found)
            throws IOException, InterruptedException {
        try {
            Located located = locate(file);
            if (located.artifact()) {
                found.add(parameter);
            }
            return located.frame();
        } catch (UnfitFileException e) {
            throw new AbortException("Nothing was submitted: " + parameter.title() + ": " + e.getMessage() + ".");
        }
    }

    /**
     * Why an image file can't be used. Waits for the agent and for the artifact store.
     *
     * @return a clause; empty where it can be used
     * @throws AbortException if the agent doesn't say; nothing was submitted
     */
    public Optional<String> problem(ImageSource.ImageFile file) throws IOException, InterruptedException {
        try {
            locate(file);
            return Optional.empty();
        } catch (UnfitFileException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** A file that can be used, and whether it is taken from the artifacts. */
    private record Located(FrameFingerprint frame, boolean artifact) {}

    private Located locate(ImageSource.ImageFile file) throws UnfitFileException, IOException, InterruptedException {
        Optional<FrameFingerprint> inWorkspace = workspace == null ? Optional.empty() : inWorkspace(file);
        if (inWorkspace.isPresent()) {
            FrameFingerprint frame = inWorkspace.get();
            return new Located(frame, publish && artifacts.isPublished(run, file, frame));
        }
        return new Located(
                artifacts.check(run, file).orElseThrow(() -> new UnfitFileException(nowhere(file), null)), true);
    }

    private String nowhere(ImageSource.ImageFile file) {
        return shown(file)
                + (workspace == null
                        ? " is no artifact of this build, and the step runs in no node block, so that it has no workspace"
                        : " is neither a file of the workspace nor an artifact of this build")
                + " (a web address starts with https://)";
    }

    /** A file of the workspace, checked by its agent; empty where there is none. */
    private Optional<FrameFingerprint> inWorkspace(ImageSource.ImageFile file)
            throws UnfitFileException, IOException, InterruptedException {
        FilePath folder = workspace == null ? null : workspace.resolve();
        if (folder == null) {
            throw new AbortException("Nothing was submitted: the agent with the workspace is away.");
        }
        try {
            WorkspaceFrame.Answer answer = folder.actAsync(WorkspaceFrame.check(file.path()))
                    .get(FrameFiles.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (answer.missing) {
                return Optional.empty();
            }
            if (!answer.problem.isEmpty()) {
                throw new UnfitFileException(FrameFiles.clean(answer.problem), null);
            }
            return Optional.of(new FrameFingerprint(file.path(), null, FrameFiles.clean(answer.sha256), answer.length));
        } catch (ExecutionException | TimeoutException | RequestAbortedException e) {
            throw new AbortException("Nothing was submitted: the agent can't look at the file " + shown(file) + " ("
                    + PlainText.oneLine(String.valueOf(e.getMessage()), 200) + ").");
        }
    }

    private static String shown(ImageSource.ImageFile file) {
        return PlainText.oneLine(file.path(), 160);
    }
}
