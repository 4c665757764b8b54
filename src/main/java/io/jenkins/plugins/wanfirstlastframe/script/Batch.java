package io.jenkins.plugins.wanfirstlastframe.script;

import io.jenkins.plugins.wanfirstlastframe.clips.Clip;
import io.jenkins.plugins.wanfirstlastframe.clips.ClipList;
import io.jenkins.plugins.wanfirstlastframe.clips.ClipListException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Several videos, some of them under way at a time. No thread waits for a single one of them. */
public final class Batch {

    private final ScriptContext context;
    private final List<Wanted> videos = new ArrayList<>();
    private int maxConcurrent = BatchRun.MAX_CONCURRENT;
    private int retries;
    private Making making = Making.ALWAYS;

    Batch(ScriptContext context) {
        this.context = context;
    }

    /** A video with its name and its file. */
    private record Wanted(String name, Video video, Path file) {}

    /** How many requests are at the service at once; 4 unless it is said. */
    public Batch atMost(int requests) {
        maxConcurrent = BatchRun.checkedMax(requests);
        return this;
    }

    /**
     * How often a video is tried again whose request the service ran in vain, or turned away for a reason that may pass.
     * Each such request that ran may cost money. What another try can't mend, such as a balance that is used up, is not
     * tried again, nor is a request of which nobody knows whether the service has it.
     */
    public Batch retries(int times) {
        retries = Math.max(0, times);
        return this;
    }

    /** Keeps each video that is in its file already where nothing has changed; see {@link Video#onlyIfChanged}. */
    public Batch onlyIfChanged() {
        making = making.or(new Making(true, false, false));
        return this;
    }

    /** Makes all videos, also where {@link #onlyIfChanged} would keep earlier ones. */
    public Batch force() {
        making = making.or(new Making(false, true, false));
        return this;
    }

    /** Submits nothing, and saves previews in the videos' places; see {@link Video#dryRun}. */
    public Batch dryRun() {
        making = making.or(new Making(false, false, true));
        return this;
    }

    /** Adds a video that is to be saved in a file; each video needs its own. */
    public Batch add(Video video, String file) {
        return add(video, Video.path(file));
    }

    /** Adds a video that is to be saved in a file; each video needs its own. */
    public Batch add(Video video, Path file) {
        videos.add(new Wanted(String.valueOf(file.getFileName()), video, file));
        return this;
    }

    /**
     * Adds the clips of a list, to be saved below the working directory.
     *
     * @param list a YAML, JSON or CSV file; see {@link ClipList}
     * @throws WanException with all that is wrong with the list
     */
    public Batch from(Path list) {
        return from(list, Path.of(""));
    }

    /**
     * Adds the clips of a list.
     *
     * @param list a YAML, JSON or CSV file; see {@link ClipList}
     * @param folder below which they are saved
     * @throws WanException with all that is wrong with the list
     */
    public Batch from(Path list, Path folder) {
        try {
            for (Clip clip : ClipList.read(list).clips()) {
                Video video = new Video(context);
                clip.input().values().forEach(video::set);
                videos.add(new Wanted(clip.name(), video, folder.resolve(Video.path(clip.output()))));
            }
            return this;
        } catch (ClipListException e) {
            throw WanException.invalid(e.getMessage());
        }
    }

    /**
     * Has the videos made, and waits for all of them. What fails is told in the result; it does not end the others, but for
     * two cases in which every further request would fail as well: where the account's balance is used up, or the token is
     * refused, nothing more is submitted.
     *
     * @throws WanException if the input of any is wrong, or its file can't be written: then nothing is submitted
     */
    public BatchResult run() {
        Session session = context.session();
        BatchResult result = new BatchRun(session, context.err(), (name, failure) -> context.tell(failure, name + ": "))
                .atMost(maxConcurrent)
                .retries(retries)
                .run(videos.stream()
                        .map(wanted -> new BatchRun.Order(
                                wanted.name(),
                                wanted.file(),
                                making.or(wanted.video().making()),
                                () -> wanted.video().state(session)))
                        .toList());
        result.failed().stream().findFirst().ifPresent(item -> context.note(item.failure()));
        return result;
    }
}
