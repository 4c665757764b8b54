package io.jenkins.plugins.wanfirstlastframe.delivery;

import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.remoting.RequestAbortedException;
import hudson.tasks.Fingerprinter.FingerprintAction;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.generation.DeliveredVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery.DeliveryException;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import jenkins.util.BuildListenerAdapter;

/** Makes videos artifacts of a build, and gives them their fingerprints. */
final class Publisher {

    private static final Logger LOGGER = Logger.getLogger(Publisher.class.getName());

    private final Run<?, ?> run;
    private final TaskListener listener;

    Publisher(Run<?, ?> run, TaskListener listener) {
        this.run = run;
        this.listener = listener;
    }

    /**
     * Archives videos and notes their fingerprints. May take minutes, in the code of other plugins.
     *
     * @param videos by their paths in the folder
     * @return the videos, each with what could not be noted beside it
     * @throws DeliveryException if they can't be archived; then nothing of them is left among the artifacts
     */
    List<DeliveredVideo> publish(List<DeliveredVideo> videos, FilePath folder)
            throws IOException, DeliveryException, InterruptedException {
        archive(videos, folder);
        List<DeliveredVideo> published = new ArrayList<>();
        for (DeliveredVideo video : videos) {
            published.add(fingerprinted(video));
        }
        return published;
    }

    private void archive(List<DeliveredVideo> videos, FilePath folder)
            throws IOException, DeliveryException, InterruptedException {
        Map<String, String> artifacts = new LinkedHashMap<>();
        List<FilePath> copies = new ArrayList<>();
        for (DeliveredVideo video : videos) {
            artifacts.put(video.location(), video.location());
            FilePath copy = new FilePath(new File(run.getArtifactsDir(), video.location()));
            if (!copy.exists()) { // an artifact of that name which is there already is somebody else's
                copies.add(copy);
            }
        }
        boolean archived = false;
        try {
            run.pickArtifactManager()
                    .archive(folder, folder.createLauncher(listener), new BuildListenerAdapter(listener), artifacts);
            archived = true;
        } catch (RuntimeException e) { // an artifact manager is another plugin, which may fail in ways of its own
            LOGGER.log(Level.WARNING, e, () -> "Archiving a video of " + run + " failed");
            throw new DeliveryException("it can't be archived: " + PlainText.oneLine(e.toString(), 200) + ".", e);
        } finally {
            if (!archived) {
                for (FilePath copy : copies) {
                    copy.delete(); // half of it
                }
            }
        }
    }

    /** The video is paid for and in its place by now: what is noted of it beside that is of less worth. */
    private DeliveredVideo fingerprinted(DeliveredVideo video) {
        try {
            Jenkins.get()
                    .getFingerprintMap()
                    .getOrCreate(run, video.location(), video.md5())
                    .addFor(run);
            note(video);
            return video;
        } catch (IOException | RequestAbortedException e) {
            LOGGER.log(Level.WARNING, e, () -> "The fingerprint of a video of " + run + " can't be saved");
            return video.butLacking("The video is in its place, but its fingerprint can't be saved: "
                    + PlainText.oneLine(e.getMessage(), 200) + ".");
        }
    }

    /**
     * Notes the fingerprint in the build's own record. That is saved whenever it has four times as many as before, and at
     * the build's end by Jenkins: saved each time, a thousand videos would write a thousand ever longer records.
     */
    private void note(DeliveredVideo video) throws IOException {
        Map<String, String> record = Map.of(video.location(), video.md5());
        int count;
        synchronized (run) {
            FingerprintAction fingerprints = run.getAction(FingerprintAction.class);
            if (fingerprints == null) {
                fingerprints = new FingerprintAction(run, record);
                run.addAction(fingerprints);
            } else {
                fingerprints.add(record);
            }
            count = fingerprints.getRecords().size();
        }
        if (Integer.bitCount(count) == 1 && Integer.numberOfTrailingZeros(count) % 2 == 0) {
            run.save();
        }
    }
}
