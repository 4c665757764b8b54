package io.jenkins.plugins.wanfirstlastframe.delivery;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.remoting.RequestAbortedException;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.generation.DeliveredVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.MasterToSlaveFileCallable;
import jenkins.util.VirtualFile;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Copies the video of an earlier build into the workspace and from there among the artifacts. Its bytes are streamed and
 * compared with the hash that was noted when the video arrived.
 */
@Restricted(NoExternalUse.class)
public final class EarlierVideoDelivery implements Delivery {

    private static final Logger LOGGER = Logger.getLogger(EarlierVideoDelivery.class.getName());

    private final Run<?, ?> run;
    private final EarlierVideo earlier;
    private final VideoDelivery.Order order;
    private final Publisher publisher;
    private final StoppableWork work = new StoppableWork();

    @CheckForNull
    private final Workspace workspace;

    /**
     * A delivery for one video.
     *
     * @param listener for those who archive, which are other plugins
     * @param workspace null for a build without one
     */
    public EarlierVideoDelivery(
            Run<?, ?> run,
            EarlierVideo earlier,
            TaskListener listener,
            VideoDelivery.Order order,
            @CheckForNull Workspace workspace) {
        this.run = run;
        this.earlier = earlier;
        this.order = order;
        this.workspace = workspace;
        this.publisher = new Publisher(run, listener);
    }

    @Override
    public String lane() {
        return VideoDelivery.lane(workspace);
    }

    @Override
    public List<DeliveredVideo> deliver(List<String> urls, GenerationState state)
            throws DeliveryPostponedException, DeliveryException, InterruptedException {
        VirtualFile artifact = artifact();
        try {
            Workspace place = workspace;
            return place == null ? byController(artifact) : work.run(() -> copied(artifact, folder(place)));
        } catch (IOException | RequestAbortedException e) {
            if (work.isCancelled()) {
                throw StoppableWork.stopped();
            }
            LOGGER.log(Level.INFO, e, () -> "The video of " + earlier.name() + " can't be copied for " + run);
            throw new DeliveryException(PlainText.oneLine(e.getMessage(), 200) + ".", e);
        }
    }

    private VirtualFile artifact() throws DeliveryException {
        Run<?, ?> build = earlier.run();
        try {
            VirtualFile file = build == null
                    ? null
                    : build.getArtifactManager().root().child(earlier.video().location());
            if (file != null && file.isFile()) {
                return file;
            }
        } catch (IOException | RuntimeException e) { // of an artifact manager, another plugin
            LOGGER.log(Level.INFO, e, () -> "The artifacts of " + earlier.name() + " can't be read");
        }
        throw new DeliveryException(DeliveryException.Kind.NOT_FOUND, "its artifact is no longer there.");
    }

    private static FilePath folder(Workspace place) throws DeliveryException {
        FilePath folder = place.resolve();
        if (folder == null) {
            throw new DeliveryException("the agent with the workspace is away.");
        }
        return folder;
    }

    private List<DeliveredVideo> byController(VirtualFile artifact)
            throws IOException, DeliveryException, InterruptedException {
        FilePath temporary = new FilePath(VideoDelivery.temporary(run, order));
        try {
            return work.run(() -> copied(artifact, temporary));
        } finally {
            temporary.deleteRecursive();
        }
    }

    private List<DeliveredVideo> copied(VirtualFile artifact, FilePath folder)
            throws IOException, DeliveryException, InterruptedException {
        String problem = folder.act(new MakeFolders(order.output()));
        if (!problem.isEmpty()) {
            throw new DeliveryException(problem);
        }
        FilePath target = folder.child(order.output());
        FilePath part = folder.child(order.output() + "." + order.id() + ".part"); // where nobody has put a link
        try {
            MessageDigest digest = sha256();
            try (InputStream content = new DigestInputStream(open(artifact), digest);
                    OutputStream copy = part.write()) {
                content.transferTo(copy);
            }
            if (!HexFormat.of()
                    .formatHex(digest.digest())
                    .equals(earlier.video().sha256())) {
                throw new DeliveryException(
                        DeliveryException.Kind.INCOMPLETE, "its artifact is not what it was: the hash differs.");
            }
            target.delete(); // an older file of that name
            part.renameTo(target);
        } finally {
            part.delete();
        }
        BuildPictures pictures = earlier.pictures();
        if (pictures != null) {
            new BuildPictures(run, order.id()).copyFrom(pictures);
        }
        List<DeliveredVideo> videos = List.of(earlier.video().at(order.output()));
        return order.archive() ? publisher.publish(videos, folder) : videos;
    }

    /** Makes the folders of a file that is to be written; answers with what is wrong, as a sentence, or nothing. */
    private static final class MakeFolders extends MasterToSlaveFileCallable<String> {
        private static final long serialVersionUID = 1L;
        private final String output;

        MakeFolders(String output) {
            this.output = output;
        }

        @Override
        public String invoke(File workspace, VirtualChannel channel) {
            try {
                WorkspacePath.target(workspace.toPath(), output);
                return "";
            } catch (IOException e) {
                return WorkspacePath.unwritable(e).getMessage();
            }
        }
    }

    private static InputStream open(VirtualFile artifact) throws DeliveryException {
        try {
            return artifact.open();
        } catch (IOException e) {
            throw new DeliveryException(DeliveryException.Kind.NOT_FOUND, "its artifact can't be read.", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public void cancel() {
        work.cancel();
    }
}
