package io.jenkins.plugins.wanfirstlastframe.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.FrameProbe.UnknownFrameException;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** What identifies the content of an input's start and end frame, in this order; an empty list where that isn't known. */
public final class InputFrames {

    private InputFrames() {}

    /**
     * Looks at both frames. Examples are known by their names; for web addresses their servers are asked, see {@link
     * FrameProbe#look}.
     *
     * @param files looks at frames that are files
     * @param earlier the frames of earlier videos, those most like this one first
     * @throws UnknownFrameException if one can't be looked at; its message is a clause that says which and why
     */
    public static List<FrameFingerprint> look(
            FrameProbe probe, FileLook files, GenerationInput input, Collection<List<FrameFingerprint>> earlier)
            throws UnknownFrameException {
        return List.of(
                look(probe, files, "start", input.startImage(), 0, earlier),
                look(probe, files, "end", input.endImage(), 1, earlier));
    }

    /** Looks at a frame that is a file. */
    @FunctionalInterface
    public interface FileLook {
        /**
         * The file's fingerprint.
         *
         * @param index 0 for the start frame, 1 for the end frame
         * @throws UnknownFrameException if it can't be read
         */
        FrameFingerprint look(int index, ImageSource.ImageFile file) throws UnknownFrameException;
    }

    private static FrameFingerprint look(
            FrameProbe probe,
            FileLook files,
            String which,
            ImageSource image,
            int index,
            Collection<List<FrameFingerprint>> earlier)
            throws UnknownFrameException {
        if (image instanceof ImageSource.ExampleName example) {
            return FrameFingerprint.ofExample(example);
        }
        try {
            return image instanceof ImageSource.ImageFile file
                    ? files.look(index, file)
                    : look(probe, (ImageSource.WebAddress) image, index, earlier);
        } catch (UnknownFrameException e) {
            throw new UnknownFrameException(
                    "whether the " + which + " image has changed can't be told, since " + e.getMessage(), e);
        }
    }

    private static FrameFingerprint look(
            FrameProbe probe, ImageSource.WebAddress address, int index, Collection<List<FrameFingerprint>> earlier)
            throws UnknownFrameException {
        @CheckForNull
        FrameFingerprint known = earlier.stream()
                .filter(frames -> frames.size() == 2 && frames.get(index).isOf(address))
                .map(frames -> frames.get(index))
                .findFirst()
                .orElse(null);
        return probe.look(address, known);
    }

    /** The frames of an input as far as nobody needs to look at them: known where both are examples. */
    public static List<FrameFingerprint> ofExamples(GenerationInput input) {
        List<ImageSource> images = List.of(input.startImage(), input.endImage());
        return images.stream().allMatch(ImageSource.ExampleName.class::isInstance)
                ? images.stream()
                        .flatMap(image -> image instanceof ImageSource.ExampleName example
                                ? Stream.of(FrameFingerprint.ofExample(example))
                                : Stream.empty())
                        .toList()
                : List.of();
    }

    /** Whether both pairs stand for the same content, as far as that is known: where it isn't, they don't. */
    public static boolean same(List<FrameFingerprint> frames, List<FrameFingerprint> others) {
        return frames.size() == 2
                && others.size() == 2
                && frames.get(0).sameContent(others.get(0))
                && frames.get(1).sameContent(others.get(1));
    }
}
