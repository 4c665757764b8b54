package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import hudson.Launcher;
import hudson.console.HyperlinkNote;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.tasks.Fingerprinter.FingerprintAction;
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

    /** The thread that waits for the agent or downloads; only then can it be interrupted. Guarded by this. */
    @CheckForNull
    private Thread downloading;

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
                FilePath folder = workspaceOf(workspace, state.deadline());
                Launcher archiver = launcher.get();
                return deliver(urls.get(0), rules, state, output, folder, archiver);
            }
            FilePath folder = new FilePath(new File(run.getRootDir(), "wan-first-last-frame/" + unique + ".download"));
            try {
                Launcher local = new Launcher.LocalLauncher(console);
                return deliver(urls.get(0), rules, state, output, folder, local);
            } finally {
                folder.deleteRecursive();
            }
        } catch (IOException e) {
            LOGGER.log(Level.INFO, e, () -> "Delivery of the video of request " + unique + " failed");
            throw new DeliveryException("it can't be kept: " + e.getMessage() + ".", e);
        }
    }

    private DeliveredVideo deliver(
            String url, DownloadRules rules, GenerationState state, String output, FilePath folder, Launcher archiver)
            throws IOException, InterruptedException, DeliveryException {
        DeliveredVideo video = download(url, rules, state.deadline(), output, folder);
        if (settings.archive()) {
            archive(output, folder, archiver);
        }
        VideoAction.add(run, VideoRecord.of(output, video, state, settings.archive()));
        console.getLogger().println(savedLine(output, video));
        return new DeliveredVideo(output, video.url(), video.bytes(), video.sha256());
    }

    /** The workspace; after a restart of Jenkins its agent may need a while to be back. */
    private FilePath workspaceOf(JenkinsJob.Source<FilePath> source, Instant deadline)
            throws IOException, DeliveryException, InterruptedException {
        boolean told = false;
        while (true) {
            FilePath folder = source.get();
            if (folder != null && folder.toComputer() != null) {
                folder.mkdirs();
                return folder;
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

    private DeliveredVideo download(String url, DownloadRules rules, Instant deadline, String output, FilePath folder)
            throws IOException, InterruptedException, DeliveryException {
        mayBeInterrupted(true);
        try {
            if (workspace == null) {
                return onController(url, rules, deadline, Path.of(folder.child(output).getRemote()));
            }
            return folder.act(new AgentDownload(url, rules, deadline, output, AgentProxy.current()))
                    .video();
        } catch (InterruptedException e) {
            if (cancelled.getCount() == 0) {
                throw stopped();
            }
            throw e;
        } finally {
            mayBeInterrupted(false);
        }
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
        downloading = now ? Thread.currentThread() : null;
        if (!now && cancelled.getCount() == 0) {
            Thread.interrupted(); // meant for the download, which is over
        }
    }

    @Override
    public synchronized void cancel() {
        cancelled.countDown();
        if (downloading != null) {
            downloading.interrupt();
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
