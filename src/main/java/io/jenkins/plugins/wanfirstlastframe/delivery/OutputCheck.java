package io.jenkins.plugins.wanfirstlastframe.delivery;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import hudson.model.Run;
import hudson.remoting.Channel;
import hudson.remoting.Future;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import java.io.File;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.MasterToSlaveFileCallable;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Finds out, before anything is paid for, whether a video can be written where it is to be: whether the Java programs that
 * will do so can have files of its name, and whether links lead out of the workspace. A Java that runs in the locale C or
 * POSIX knows names of ASCII characters alone.
 */
@Restricted(NoExternalUse.class)
public final class OutputCheck extends MasterToSlaveFileCallable<String> {

    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(OutputCheck.class.getName());

    /** A slow agent is no reason not to begin: the check is made for those who can be helped by it. */
    private static final int PATIENCE_SECONDS = 30;

    private final String output;

    private OutputCheck(String output) {
        this.output = output;
    }

    /**
     * Looks for what would keep a video from being written.
     *
     * @param output the video's path in the workspace and among the artifacts
     * @param workspace null for a build without one; the agent isn't asked while it is away
     * @return a sentence with what is wrong and how to mend it; empty where nothing is
     */
    public static Optional<String> problem(Run<?, ?> run, String output, @CheckForNull Workspace workspace)
            throws InterruptedException {
        Optional<String> here = Optional.ofNullable(problem(run.getRootDir(), output))
                .map(name -> sentence(name, "Jenkins' own Java", "Jenkins"));
        FilePath folder = here.isPresent() || workspace == null ? null : workspace.resolve();
        if (folder == null || folder.getChannel() instanceof Channel channel && channel.isClosingOrClosed()) {
            return here;
        }
        try {
            Future<String> answer = folder.actAsync(new OutputCheck(output));
            String wrong = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return Optional.ofNullable(wrong).map(sentence -> PlainText.oneLine(sentence, 600));
        } catch (IOException | ExecutionException | TimeoutException e) {
            LOGGER.log(Level.FINE, e, () -> "The agent of " + run + " can't be asked for names of files");
            return Optional.empty();
        }
    }

    private static String sentence(String name, String java, String who) {
        return "The file name \"" + name + "\" can't be written by " + java + ", which was started in a locale without"
                + " such characters. Start " + who + " in a UTF-8 locale (LC_ALL=C.UTF-8), or use ASCII characters for"
                + " the output, the job's name and the workspace's folder.";
    }

    @Override
    public String invoke(File workspace, VirtualChannel channel) {
        String name = problem(workspace, output);
        if (name != null) {
            return sentence(PlainText.oneLine(name, 200), "the agent's Java", "the agent");
        }
        return WorkspacePath.leadsOut(workspace.toPath(), output)
                ? "The output " + PlainText.oneLine(output, 200) + " leads out of the workspace, by a link on its way."
                : null;
    }

    /** The path that this Java can't have; null where it can. */
    @CheckForNull
    private static String problem(File folder, String output) {
        try {
            folder.toPath().resolve(output);
            return null;
        } catch (InvalidPathException e) {
            return e.getInput();
        }
    }
}
