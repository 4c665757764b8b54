package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import hudson.console.HyperlinkNote;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.remoting.Channel;
import hudson.remoting.RequestAbortedException;
import hudson.tasks.Fingerprinter.FingerprintAction;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.generation.DeliveredVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery;
import io.jenkins.plugins.wanfirstlastframe.generation.DownloadRules;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.VideoDownload;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import jenkins.util.BuildListenerAdapter;

/**
 * Brings a video into the workspace, downloaded by the agent itself, and from there among the artifacts. Without a
 * workspace the controller downloads it to a temporary folder in the build's directory.
 */
final class ArtifactDelivery implements Delivery {

    private static final Logger LOGGER = Logger.getLogger(ArtifactDelivery.class.getName());
    private static final Duration LOOK_FOR_AGENT_AGAIN = Duration.ofSeconds(2);

    private final Run<?, ?> run;
    private final TaskListener console;
    private final JobSettings settings;

    @CheckForNull
    private final Workspace workspace;

    private boolean toldAway;
    private volatile boolean cancelled;

    /** The thread that downloads or archives; only then can it be interrupted. Guarded by this. */
    @CheckForNull
    private Thread interruptible;

    ArtifactDelivery(Run<?, ?> run, TaskListener console, JobSettings settings, @CheckForNull Workspace workspace) {
        this.run = run;
        this.console = console;
        this.settings = settings;
        this.workspace = workspace;
    }

    @Override
    public DeliveredVideo deliver(List<String> urls, GenerationState state)
            throws DeliveryPostponedException, DeliveryException, InterruptedException {
        String unique = state.requestId().map(RequestId::value).orElseThrow();
        String output = settings.output().isEmpty()
                ? OutputPath.madeUp(run.getParent().getName(), run.getNumber(), unique)
                : settings.output();
        DownloadRules rules = DownloadRules.of(
                settings.service(), WanFirstLastFrameConfiguration.get().allowedDownloadHosts());
        try {
            if (workspace != null) {
                return intoWorkspace(workspace, urls.get(0), rules, state, output);
            }
            FilePath folder = new FilePath(new File(run.getRootDir(), "wan-first-last-frame/" + unique + ".download"));
            try {
                return deliver(urls.get(0), rules, state, output, folder);
            } finally {
                folder.deleteRecursive();
            }
        } catch (IOException | RequestAbortedException e) {
            if (cancelled) {
                throw stopped();
            }
            LOGGER.log(Level.INFO, e, () -> "Delivery of the video of request " + unique + " failed");
            throw new DeliveryException("it can't be kept: " + PlainText.oneLine(e.getMessage(), 200) + ".", e);
        }
    }

    /** The agent may need a while to be back after a restart of Jenkins or its own; it may also be lost on the way. */
    private DeliveredVideo intoWorkspace(
            Workspace place, String url, DownloadRules rules, GenerationState state, String output)
            throws IOException, DeliveryPostponedException, DeliveryException, InterruptedException {
        FilePath folder = place.now();
        if (folder == null || !connected(folder)) {
            throw away(place);
        }
        toldAway = false;
        try {
            folder.mkdirs();
            return deliver(url, rules, state, output, folder);
        } catch (IOException | RequestAbortedException e) {
            if (connected(folder)) {
                throw e;
            }
            LOGGER.log(Level.INFO, e, () -> "The agent of " + run + " was lost while it fetched a video");
            throw away(place);
        }
    }

    private DeliveryPostponedException away(Workspace place) throws DeliveryException {
        if (!place.mayComeBack()) {
            throw new DeliveryException("the agent with the workspace is lost.");
        }
        if (!toldAway) {
            toldAway = true;
            ConsoleListener.say(console, "Waiting for the agent to be back, to put the video into its workspace.");
        }
        return new DeliveryPostponedException("The agent with the workspace is away.", LOOK_FOR_AGENT_AGAIN);
    }

    private DeliveredVideo deliver(
            String url, DownloadRules rules, GenerationState state, String output, FilePath folder)
            throws IOException, InterruptedException, DeliveryException {
        DeliveredVideo video;
        mayBeInterrupted(true);
        try {
            video = download(url, rules, state.deadline(), output, folder);
            if (settings.archive()) {
                archive(output, folder);
            }
        } catch (InterruptedException e) {
            if (cancelled) {
                throw stopped();
            }
            throw e;
        } finally {
            mayBeInterrupted(false);
        }
        record(VideoRecord.of(output, video, state, settings.archive()), folder);
        ConsoleListener.say(console, savedLine(output, video));
        return new DeliveredVideo(output, video.url(), video.bytes(), video.sha256());
    }

    private static boolean connected(FilePath folder) {
        boolean closed = folder.getChannel() instanceof Channel channel && channel.isClosingOrClosed();
        return !closed && folder.toComputer() != null;
    }

    private DeliveredVideo download(String url, DownloadRules rules, Instant deadline, String output, FilePath folder)
            throws IOException, InterruptedException, DeliveryException {
        if (workspace == null) {
            return onController(
                    url, rules, deadline, Path.of(folder.child(output).getRemote()));
        }
        return folder.act(new AgentDownload(url, rules, deadline, output, AgentProxy.current()))
                .video();
    }

    private static DeliveredVideo onController(String url, DownloadRules rules, Instant deadline, Path target)
            throws DeliveryException, InterruptedException {
        return InterruptibleDownload.fetch(
                new VideoDownload(HttpClients.forController(), rules), url, target, deadline);
    }

    private synchronized void mayBeInterrupted(boolean now) throws DeliveryException {
        if (now && cancelled) {
            throw stopped();
        }
        interruptible = now ? Thread.currentThread() : null;
        if (!now && cancelled) {
            Thread.interrupted(); // meant for what is over
        }
    }

    @Override
    public synchronized void cancel() {
        cancelled = true;
        if (interruptible != null) {
            interruptible.interrupt();
        }
    }

    private static DeliveryException stopped() {
        return new DeliveryException("its download was stopped.");
    }

    private void archive(String output, FilePath folder) throws IOException, DeliveryException, InterruptedException {
        boolean archived = false;
        try {
            run.pickArtifactManager()
                    .archive(
                            folder,
                            folder.createLauncher(console),
                            new BuildListenerAdapter(console),
                            Map.of(output, output));
            archived = true;
        } catch (RuntimeException e) { // an artifact manager is another plugin, which may fail in ways of its own
            LOGGER.log(Level.WARNING, e, () -> "Archiving a video of " + run + " failed");
            throw new DeliveryException("it can't be archived: " + PlainText.oneLine(e.toString(), 200) + ".", e);
        } finally {
            if (!archived) {
                new FilePath(new File(run.getArtifactsDir(), output)).delete(); // where it was copied to, half of it
            }
        }
    }

    /** What is noted of a video is of less worth than the video, which is paid for and in its place by now. */
    private void record(VideoRecord video, FilePath folder) throws InterruptedException {
        try {
            VideoAction.add(run, video);
            if (video.isArchived()) {
                fingerprint(video.getPath(), folder);
            }
        } catch (IOException | RequestAbortedException e) {
            LOGGER.log(Level.WARNING, e, () -> "What is to be noted of a video of " + run + " can't be saved");
            ConsoleListener.say(
                    console,
                    "The video is in its place, but its fingerprint or its entry on the build page can't be saved: "
                            + PlainText.oneLine(e.getMessage(), 200) + ".");
        }
    }

    private void fingerprint(String output, FilePath folder) throws IOException, InterruptedException {
        String md5 = folder.child(output).digest();
        Jenkins.get().getFingerprintMap().getOrCreate(run, output, md5).addFor(run);
        synchronized (run) {
            FingerprintAction fingerprints = run.getAction(FingerprintAction.class);
            if (fingerprints == null) {
                run.addAction(new FingerprintAction(run, Map.of(output, md5)));
            } else {
                fingerprints.add(Map.of(output, md5));
            }
        }
    }

    private String savedLine(String output, DeliveredVideo video) {
        String name = settings.archive()
                ? HyperlinkNote.encodeTo("/" + run.getUrl() + "artifact/" + VideoRecord.address(output), output)
                : output;
        return (settings.archive() ? "Archived " : "Saved ") + name + " (" + video.bytes() + " bytes, SHA-256 "
                + video.sha256() + ").";
    }
}
