package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import hudson.Launcher;
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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

    private final Run<?, ?> run;
    private final TaskListener console;
    private final JobSettings settings;

    @CheckForNull
    private final JenkinsJob.Source<FilePath> workspace;

    private final JenkinsJob.Source<Launcher> launcher;
    private final CountDownLatch cancelled = new CountDownLatch(1);

    /** The thread that downloads or archives; only then can it be interrupted. Guarded by this. */
    @CheckForNull
    private Thread interruptible;

    ArtifactDelivery(
            Run<?, ?> run,
            TaskListener console,
            JobSettings settings,
            @CheckForNull JenkinsJob.Source<FilePath> workspace,
            JenkinsJob.Source<Launcher> launcher) {
        this.run = run;
        this.console = console;
        this.settings = settings;
        this.workspace = workspace;
        this.launcher = launcher;
    }

    @Override
    public DeliveredVideo deliver(List<String> urls, GenerationState state)
            throws DeliveryException, InterruptedException {
        String unique = state.requestId().map(RequestId::value).orElseThrow();
        String output = settings.output().isEmpty()
                ? OutputPath.madeUp(run.getParent().getName(), run.getNumber(), unique)
                : settings.output();
        DownloadRules rules = DownloadRules.of(
                WanFirstLastFrameConfiguration.get().service(),
                WanFirstLastFrameConfiguration.get().allowedDownloadHosts());
        try {
            if (workspace != null) {
                return intoWorkspace(workspace, urls.get(0), rules, state, output);
            }
            FilePath folder = new FilePath(new File(run.getRootDir(), "wan-first-last-frame/" + unique + ".download"));
            try {
                Launcher local = new Launcher.LocalLauncher(console);
                return deliver(urls.get(0), rules, state, output, folder, local);
            } finally {
                folder.deleteRecursive();
            }
        } catch (IOException | RequestAbortedException e) {
            if (cancelled.getCount() == 0) {
                throw stopped();
            }
            LOGGER.log(Level.INFO, e, () -> "Delivery of the video of request " + unique + " failed");
            throw new DeliveryException("it can't be kept: " + PlainText.oneLine(e.getMessage(), 200) + ".", e);
        }
    }

    /** Brings it into the workspace, and once more if the agent is lost on the way and comes back. */
    private DeliveredVideo intoWorkspace(
            JenkinsJob.Source<FilePath> source, String url, DownloadRules rules, GenerationState state, String output)
            throws IOException, DeliveryException, InterruptedException {
        while (true) {
            FilePath folder = workspaceOf(source, state.deadline());
            try {
                folder.mkdirs();
                return deliver(url, rules, state, output, folder, launcher.get());
            } catch (IOException | RequestAbortedException e) {
                if (connected(folder)) {
                    throw e;
                }
                LOGGER.log(Level.INFO, e, () -> "The agent of " + run + " was lost while it fetched a video");
            }
        }
    }

    private DeliveredVideo deliver(
            String url, DownloadRules rules, GenerationState state, String output, FilePath folder, Launcher archiver)
            throws IOException, InterruptedException, DeliveryException {
        DeliveredVideo video;
        mayBeInterrupted(true);
        try {
            video = download(url, rules, state.deadline(), output, folder);
            if (settings.archive()) {
                archive(output, folder, archiver);
            }
        } catch (InterruptedException e) {
            if (cancelled.getCount() == 0) {
                throw stopped();
            }
            throw e;
        } finally {
            mayBeInterrupted(false);
        }
        if (settings.archive()) {
            fingerprint(output, folder);
        }
        VideoAction.add(run, VideoRecord.of(output, video, state, settings.archive()));
        console.getLogger().println(savedLine(output, video));
        return new DeliveredVideo(output, video.url(), video.bytes(), video.sha256());
    }

    /** The workspace; its agent may need a while to be back after a restart of Jenkins or its own. */
    private FilePath workspaceOf(JenkinsJob.Source<FilePath> source, Instant deadline)
            throws DeliveryException, InterruptedException {
        boolean told = false;
        while (true) {
            FilePath folder = found(source);
            if (folder != null && connected(folder)) {
                return folder;
            }
            if (!source.mayComeBack()) {
                throw new DeliveryException("the agent with the workspace is lost.");
            }
            if (!told) {
                told = true;
                ConsoleListener.say(console, "Waiting for the agent to be back, to put the video into its workspace.");
            }
            if (cancelled.await(1, TimeUnit.SECONDS)) {
                throw stopped();
            }
            if (!Instant.now().isBefore(deadline)) {
                throw new DeliveryException("the agent with the workspace did not come back within the time-out.");
            }
        }
    }

    @CheckForNull
    private static FilePath found(JenkinsJob.Source<FilePath> source) throws InterruptedException {
        try {
            return source.get();
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "The agent is away", e);
            return null;
        }
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
        if (now && cancelled.getCount() == 0) {
            throw stopped();
        }
        interruptible = now ? Thread.currentThread() : null;
        if (!now && cancelled.getCount() == 0) {
            Thread.interrupted(); // meant for what is over
        }
    }

    @Override
    public synchronized void cancel() {
        cancelled.countDown();
        if (interruptible != null) {
            interruptible.interrupt();
        }
    }

    private static DeliveryException stopped() {
        return new DeliveryException("its download was stopped.");
    }

    private void archive(String output, FilePath folder, Launcher archiver) throws IOException, InterruptedException {
        boolean archived = false;
        try {
            run.pickArtifactManager()
                    .archive(folder, archiver, new BuildListenerAdapter(console), Map.of(output, output));
            archived = true;
        } finally {
            if (!archived) {
                new FilePath(new File(run.getArtifactsDir(), output)).delete(); // where it was copied to, half of it
            }
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
                ? HyperlinkNote.encodeTo("/" + run.getUrl() + VideoAction.URL_NAME + "/", output)
                : output;
        return "[wanFirstLastFrame] " + (settings.archive() ? "Archived " : "Saved ") + name + " (" + video.bytes()
                + " bytes, SHA-256 " + video.sha256() + ").";
    }
}
