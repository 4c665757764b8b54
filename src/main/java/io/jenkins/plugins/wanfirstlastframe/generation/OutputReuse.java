package io.jenkins.plugins.wanfirstlastframe.generation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.wanfirstlastframe.client.ContentKey;
import io.jenkins.plugins.wanfirstlastframe.client.FrameFingerprint;
import io.jenkins.plugins.wanfirstlastframe.client.FrameProbe;
import io.jenkins.plugins.wanfirstlastframe.client.FrameProbe.UnknownFrameException;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.ImageSource;
import io.jenkins.plugins.wanfirstlastframe.client.InputChanges;
import io.jenkins.plugins.wanfirstlastframe.client.InputFrames;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Decides whether the video in a file is still the one of an input, so that nothing needs to be submitted: by the file's
 * hash, by the description beside it, and by the note of a request whose video never came. Says in a line why.
 */
public final class OutputReuse {

    private static final Logger LOGGER = Logger.getLogger(OutputReuse.class.getName());

    private static final ObjectMapper JSON = new ObjectMapper();

    private final FrameProbe probe;
    private final ServiceUrl service;
    private final Clock clock;

    /**
     * Decides for one service; serves any number of videos and threads.
     *
     * @param probe looks at frames on web servers
     * @param clock by which the deadlines of the states go
     */
    public OutputReuse(FrameProbe probe, ServiceUrl service, Clock clock) {
        this.probe = probe;
        this.service = service;
        this.clock = clock;
    }

    /**
     * What was decided.
     *
     * @param state that the request, or the video that is there, begins with
     * @param line what a person is to be told of it
     */
    public record Decision(GenerationState state, String line) {}

    /**
     * Decides about a video. Reads its file, and may ask the frames' web servers.
     *
     * @param file where it is, or is to be
     * @param force whether it is made whatever there is
     * @param timeout after which a request is given up
     */
    public Decision decide(GenerationInput input, Path file, boolean force, Duration timeout) {
        Optional<VideoDescription> earlier = VideoDescription.read(file);
        Optional<RequestNote> note = RequestNote.read(file);
        GenerationState made = GenerationState.forInput(input, clock.instant(), timeout);
        List<FrameFingerprint> frames;
        try {
            frames = InputFrames.look(
                    probe,
                    OutputReuse::ofFile,
                    input,
                    Stream.of(earlier.map(VideoDescription::fingerprints), note.map(RequestNote::fingerprints))
                            .flatMap(Optional::stream)
                            .toList());
        } catch (UnknownFrameException e) {
            LOGGER.log(Level.FINE, e, () -> "A frame of " + file + " can't be looked at");
            return new Decision(made, InputChanges.anew(e.getMessage()));
        }
        made = made.withFrames(frames.get(0), frames.get(1));
        if (force) {
            return new Decision(made, InputChanges.forced("the caller"));
        }
        String key = ContentKey.of(service, input);
        Optional<Decision> owed = note.filter(
                        known -> key.equals(known.contentKey()) && InputFrames.same(known.fingerprints(), frames))
                .map(known -> owed(known, input, frames, file, timeout));
        if (owed.isPresent()) {
            return owed.get();
        }
        try {
            return unchanged(earlier, input, frames, file, timeout);
        } catch (ChangedException e) {
            return new Decision(made, InputChanges.anew(e.getMessage()));
        }
    }

    private static FrameFingerprint ofFile(int index, ImageSource.ImageFile image) throws UnknownFrameException {
        try {
            return FrameFingerprint.ofFile(Path.of(image.path()));
        } catch (IOException e) {
            String name = PlainText.oneLine(image.path(), 160);
            throw new UnknownFrameException(name + " can't be read (" + AtomicFiles.reason(e) + ")", e);
        } catch (InvalidPathException e) {
            throw new UnknownFrameException("its name is not one of a file here", e);
        }
    }

    /** A request for this very video was submitted, and its video never came. */
    private Decision owed(
            RequestNote note, GenerationInput input, List<FrameFingerprint> frames, Path file, Duration timeout) {
        String name = RequestNote.beside(file).toString();
        Optional<RequestId> id = note.id();
        if (id.isEmpty()) {
            GenerationState unknown = GenerationState.forInput(input, clock.instant(), timeout);
            return new Decision(
                    unknown.ended(FailureTexts.earlierSubmitUnknown(unknown, name)),
                    "A submit for this video was on its way when the program ended, by " + name + ".");
        }
        GenerationState attached = GenerationState.attachedTo(id.get(), input, clock.instant(), timeout);
        return new Decision(
                attached.withFrames(frames.get(0), frames.get(1)),
                "This video is paid for, by " + name + ". (To have it made anew, delete that file.)");
    }

    private Decision unchanged(
            Optional<VideoDescription> earlier,
            GenerationInput input,
            List<FrameFingerprint> frames,
            Path file,
            Duration timeout)
            throws ChangedException {
        if (!Files.isRegularFile(file)) {
            throw new ChangedException("there is no earlier video");
        }
        VideoDescription description =
                earlier.orElseThrow(() -> new ChangedException("nothing beside the file says what it was made of"));
        if (Boolean.TRUE.equals(description.dryRun())) {
            throw new ChangedException("the file is the preview of a dry run");
        }
        if (!service.toString().equals(description.service())) {
            throw new ChangedException(
                    description.service() == null
                            ? "nothing beside the file says which service made it"
                            : InputChanges.otherService());
        }
        if (!ContentKey.of(service, input).equals(description.contentKey())
                || !InputFrames.same(description.fingerprints(), frames)) {
            throw new ChangedException(difference(description, input, frames));
        }
        List<DeliveredVideo> videos = new ArrayList<>(List.of(video(file, description)));
        for (int number = 2; ; number++) {
            Path further = OutputDownload.numbered(file, number);
            Optional<VideoDescription> its = VideoDescription.read(further);
            if (its.isEmpty() || !VideoDescription.isPartOf(further, file)) {
                break;
            }
            videos.add(video(further, its.get()));
        }
        String from = file.toString();
        GenerationState state = GenerationState.reusing(input, from, clock.instant(), timeout)
                .withFrames(frames.get(0), frames.get(1))
                .delivered(videos);
        return new Decision(state, InputChanges.unchanged(since(description), from));
    }

    private static DeliveredVideo video(Path file, VideoDescription description) throws ChangedException {
        try {
            DeliveredVideo video = DeliveredVideo.of(file, description.url() == null ? "" : description.url());
            if (!video.sha256().equals(description.sha256())) {
                throw new ChangedException("the file " + file.getFileName() + " is not what it was");
            }
            return video;
        } catch (IOException e) {
            throw new ChangedException("the file can't be read (" + AtomicFiles.reason(e) + ")");
        }
    }

    /** To the second: nobody needs more in a line. */
    private static String since(VideoDescription description) {
        try {
            return Instant.parse(String.valueOf(description.submittedAt()))
                    .truncatedTo(ChronoUnit.SECONDS)
                    .toString();
        } catch (DateTimeException e) {
            return "it was made";
        }
    }

    private static String difference(
            VideoDescription description, GenerationInput input, List<FrameFingerprint> frames) {
        JsonNode before = description.input();
        if (before == null) {
            return "nothing beside the file says what it was made of";
        }
        List<FrameFingerprint> earlier = description.fingerprints();
        if (earlier.isEmpty() || !earlier.stream().allMatch(FrameFingerprint::isKnown)) {
            return "nobody has looked at its frames when it was made";
        }
        JsonNode now = asRead(VideoDescription.input(input));
        List<String> changed = InputChanges.between(values(before), earlier, values(now), frames);
        return changed.isEmpty()
                ? "other parameters are left to the service's defaults" // or no longer; the values are the same
                : InputChanges.clause(changed);
    }

    private static Function<Parameter, Object> values(JsonNode input) {
        return parameter -> input.path(parameter.propertyName());
    }

    /** Numbers may be of other types once they are written and read again. */
    private static JsonNode asRead(JsonNode input) {
        try {
            return JSON.readTree(VideoDescription.json(input));
        } catch (IOException e) {
            throw new IllegalStateException("what was written as JSON can be read", e);
        }
    }

    /** The video has to be made; the message is a clause that says why. */
    private static final class ChangedException extends Exception {
        private static final long serialVersionUID = 1L;

        ChangedException(String why) {
            super(why);
        }
    }

    /** Whether a file is a video that was made and may have been paid for, by the description beside it. */
    public static boolean isMadeVideo(Path file) {
        return Files.isRegularFile(file)
                && VideoDescription.read(file)
                        .filter(description -> !Boolean.TRUE.equals(description.dryRun()))
                        .isPresent();
    }

    /**
     * Keeps the note of a request beside its video's file for as long as the request is owed: see {@link #decide}.
     *
     * @param listener is told what happens, too
     */
    public GenerationListener noting(Path file, GenerationListener listener) {
        return new Noting(new RequestNote.Keeper(file, service), listener);
    }

    private record Noting(RequestNote.Keeper keeper, GenerationListener listener) implements GenerationListener {
        @Override
        public void progress(Progress progress) {
            listener.progress(progress);
        }

        @Override
        public void save(GenerationState state) {
            keeper.keep(state);
            listener.save(state);
        }
    }
}
