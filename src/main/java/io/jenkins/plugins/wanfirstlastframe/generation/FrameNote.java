package io.jenkins.plugins.wanfirstlastframe.generation;

import com.fasterxml.jackson.annotation.JsonInclude;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.FrameFingerprint;
import io.jenkins.plugins.wanfirstlastframe.client.InputFrames;
import java.util.List;

/**
 * What identifies the content of a frame, as it is written down beside a video.
 *
 * @param source the name of an example, the address without its query, or the name of a file
 * @param validator what the web server said to tell contents at one address apart; null where it said nothing
 * @param sha256 of the content in lower-case hexadecimal digits; null where it wasn't read
 * @param bytes the content's length; null where it isn't known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record FrameNote(
        @CheckForNull String source,
        @CheckForNull String validator,
        @CheckForNull String sha256,
        @CheckForNull Long bytes) {

    /** The frames of a request; null where nobody has looked at them. */
    @CheckForNull
    static List<FrameNote> listOf(GenerationState state) {
        List<FrameFingerprint> frames = state.frames().isEmpty()
                ? state.input().map(InputFrames::ofExamples).orElse(List.of())
                : state.frames();
        return frames.isEmpty() ? null : frames.stream().map(FrameNote::of).toList();
    }

    private static FrameNote of(FrameFingerprint frame) {
        return new FrameNote(
                frame.source(),
                frame.validator().orElse(null),
                frame.sha256().orElse(null),
                frame.bytes() < 0 ? null : frame.bytes());
    }

    /** The frames that were written down; empty where that isn't a start and an end frame. */
    static List<FrameFingerprint> fingerprints(@CheckForNull List<FrameNote> notes) {
        boolean both = notes != null
                && notes.size() == 2
                && notes.stream().allMatch(note -> note != null && note.source() != null);
        return both ? notes.stream().map(FrameNote::fingerprint).toList() : List.of();
    }

    private FrameFingerprint fingerprint() {
        return new FrameFingerprint(String.valueOf(source), validator, sha256, bytes == null ? -1 : bytes);
    }
}
