package io.jenkins.plugins.wanfirstlastframe.script;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.FrameContent;
import io.jenkins.plugins.wanfirstlastframe.client.FrameFingerprint;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.ImageSource;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Preparation;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameException;
import io.jenkins.plugins.wanfirstlastframe.preview.InlineFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Puts image files of this machine into the request that they are for, just before it is submitted. A file that was looked
 * at before must still be the same.
 */
final class LocalFrames implements Preparation {

    private static final Logger LOGGER = Logger.getLogger(LocalFrames.class.getName());

    private final Consumer<String> notes;

    /** @param notes takes sentences on what was done to a file */
    LocalFrames(Consumer<String> notes) {
        this.notes = notes;
    }

    /**
     * A state that knows the content of the image files as they are now. Web servers are not asked. Where a file can't be
     * read, the state is as it was: {@link #prepare} tells.
     */
    static GenerationState looked(GenerationState state) {
        GenerationInput input = state.input().orElseThrow();
        if (!input.hasFiles()) {
            return state;
        }
        try {
            return state.withFrames(fingerprint(input.startImage()), fingerprint(input.endImage()));
        } catch (IOException | InvalidPathException e) {
            LOGGER.log(Level.FINE, e, () -> "An image file can't be looked at");
            return state;
        }
    }

    private static FrameFingerprint fingerprint(ImageSource image) throws IOException {
        if (image instanceof ImageSource.ImageFile file) {
            return FrameFingerprint.ofFile(Path.of(file.path()));
        }
        return image instanceof ImageSource.ExampleName example
                ? FrameFingerprint.ofExample(example)
                : FrameFingerprint.unread((ImageSource.WebAddress) image);
    }

    @Override
    public Prepared prepare(GenerationState state) throws PreparationException {
        GenerationInput input = state.input().orElseThrow();
        List<FrameFingerprint> looked = state.frames();
        Map<Parameter, FrameContent> frames = new EnumMap<>(Parameter.class);
        put(frames, Parameter.START_IMAGE, input.startImage(), input, looked.isEmpty() ? null : looked.get(0));
        put(frames, Parameter.END_IMAGE, input.endImage(), input, looked.isEmpty() ? null : looked.get(1));
        return new Inlined(frames);
    }

    private record Inlined(Map<Parameter, FrameContent> frames) implements Prepared {}

    private void put(
            Map<Parameter, FrameContent> frames,
            Parameter parameter,
            ImageSource image,
            GenerationInput input,
            @CheckForNull FrameFingerprint looked)
            throws PreparationException {
        if (!(image instanceof ImageSource.ImageFile file)) {
            return;
        }
        try {
            byte[] content = content(file.path());
            String before = looked == null ? "" : looked.sha256().orElse("");
            if (!before.isEmpty() && !before.equals(InlineFrame.sha256(content))) {
                throw new PreparationException(
                        Failure.Kind.INPUT,
                        "the " + parameter.title() + " " + PlainText.oneLine(file.path(), 160)
                                + " has changed since it was looked at.",
                        "Run it again once the file is as it should be.");
            }
            InlineFrame frame = InlineFrame.of(content, file.path(), input.width(), input.height());
            if (!frame.note().isEmpty()) {
                notes.accept(frame.note());
            }
            frames.put(parameter, new FrameContent.Inline(frame.mediaType(), frame.bytes()));
        } catch (FrameException e) {
            throw refused("the " + parameter.title() + " " + e.getMessage() + ".");
        } catch (IOException | InvalidPathException e) {
            throw refused("the " + parameter.title() + " " + PlainText.oneLine(file.path(), 160)
                    + " can't be read: there is no such file, or this user may not open it."
                    + " (A web address starts with https://.)");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PreparationException(Failure.Kind.ABORTED, "it was interrupted.", "");
        }
    }

    private static byte[] content(String path) throws IOException {
        Path file = Path.of(path);
        if (!Files.isRegularFile(file)) {
            throw new IOException("not a file");
        }
        return InlineFrame.content(file);
    }

    private static PreparationException refused(String sentence) {
        return new PreparationException(Failure.Kind.INPUT, sentence, "Correct the input.");
    }
}
