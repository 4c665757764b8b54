package io.jenkins.plugins.wanfirstlastframe.run;

import hudson.console.HyperlinkNote;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.wanfirstlastframe.VideoRecord;
import io.jenkins.plugins.wanfirstlastframe.generation.DeliveredVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationListener;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Progress;
import io.jenkins.plugins.wanfirstlastframe.generation.VideoMismatch;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;

/** Shows a request's progress in the build's console, a line for each change, and keeps its record. */
final class ConsoleListener implements GenerationListener {

    /** With the seconds in any case, which {@link LocalTime#toString} leaves out at each full minute. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final Run<?, ?> run;
    private volatile BuildConsole console;
    private final Claim claim;

    ConsoleListener(Run<?, ?> run, BuildConsole console, Claim claim) {
        this.run = run;
        this.console = console;
        this.claim = claim;
    }

    /** Goes on in another console: that of a step is closed when the step has ended. */
    void redirect(BuildConsole other) {
        console = other;
    }

    @Override
    public void progress(Progress progress) {
        if (progress instanceof Progress.Delivered delivered) {
            boolean archived = claim.record().settings().archive();
            for (DeliveredVideo video : delivered.videos()) {
                console.say(kept(run, video, archived) + (video.lacking().isEmpty() ? "" : " " + video.lacking()));
                VideoMismatch.of(video, delivered.input()).ifPresent(mismatch -> console.say(mismatch.text()));
            }
        } else {
            console.say(progress.text());
        }
    }

    /**
     * That a video is kept, with its address in a Jenkins that shows the console.
     *
     * @param archived whether it is an artifact
     */
    static String kept(Run<?, ?> run, DeliveredVideo video, boolean archived) {
        String path = video.location();
        String name = archived
                ? HyperlinkNote.encodeTo("/" + run.getUrl() + "artifact/" + VideoRecord.address(path), path)
                : path;
        return (archived ? "Archived " : "Saved ") + name + " (" + video.bytes() + " bytes, SHA-256 " + video.sha256()
                + ").";
    }

    @Override
    public void save(GenerationState state) {
        claim.save(state);
    }

    /** Writes a line of this plugin to a console. */
    static void say(TaskListener console, String line) {
        console.getLogger().println("[wanFirstLastFrame] " + TIME.format(LocalTime.now()) + " " + line);
    }
}
