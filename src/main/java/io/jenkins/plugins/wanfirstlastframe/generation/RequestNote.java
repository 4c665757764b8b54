package io.jenkins.plugins.wanfirstlastframe.generation;

import com.fasterxml.jackson.annotation.JsonInclude;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.ContentKey;
import io.jenkins.plugins.wanfirstlastframe.client.FrameFingerprint;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is kept beside a video's file as {@code <file>.request.json} while a request for it is paid for and its video isn't
 * here: so that nobody pays twice after the program was killed.
 *
 * @param requestId null while nobody knows whether the service has the request
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RequestNote(
        @CheckForNull String requestId,
        @CheckForNull String service,
        @CheckForNull String contentKey,
        @CheckForNull List<FrameNote> frames) {

    /** The file in which the request for a video is kept. */
    static Path beside(Path video) {
        return video.resolveSibling(video.getFileName() + ".request.json");
    }

    static Optional<RequestNote> read(Path video) {
        return VideoDescription.read(beside(video), RequestNote.class);
    }

    private static RequestNote of(GenerationState state, ServiceUrl service) {
        return new RequestNote(
                state.requestId().map(RequestId::value).orElse(null),
                service.toString(),
                state.input().map(input -> ContentKey.of(service, input)).orElse(null),
                FrameNote.listOf(state));
    }

    /** The service's name for the request; empty where it isn't known, or no such name. */
    Optional<RequestId> id() {
        try {
            return Optional.ofNullable(requestId).map(RequestId::new);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    List<FrameFingerprint> fingerprints() {
        return FrameNote.fingerprints(frames);
    }

    /** Keeps the note of one request as that goes on. */
    static final class Keeper {
        private final Path video;
        private final ServiceUrl service;

        @CheckForNull
        private RequestNote kept;

        Keeper(Path video, ServiceUrl service) {
            this.video = video;
            this.service = service;
        }

        /**
         * Writes the note, or takes it away where nothing is owed any more.
         *
         * @throws UncheckedIOException if that can't be done
         */
        synchronized void keep(GenerationState state) {
            try {
                switch (Fate.of(state)) {
                    case UNKNOWN, OWED -> {
                        RequestNote note = of(state, service);
                        if (!note.equals(kept)) {
                            AtomicFiles.write(beside(video), VideoDescription.json(note));
                            kept = note;
                        }
                    }
                    case NOT_SUBMITTED, DELIVERED, NOTHING -> {
                        Files.deleteIfExists(beside(video));
                        kept = null;
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(AtomicFiles.reason(e), e);
            }
        }
    }
}
