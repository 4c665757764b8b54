package io.jenkins.plugins.wanfirstlastframe.delivery;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.client.FrameContent;
import io.jenkins.plugins.wanfirstlastframe.client.FrameFingerprint;
import io.jenkins.plugins.wanfirstlastframe.client.ImageSource;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.client.PublishedAddress;
import io.jenkins.plugins.wanfirstlastframe.client.PublishedAddress.UnfitAddressException;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameException;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameFile;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameLimits;
import io.jenkins.plugins.wanfirstlastframe.preview.FreeMemory;
import io.jenkins.plugins.wanfirstlastframe.preview.InlineFrame;
import io.jenkins.plugins.wanfirstlastframe.preview.SmallPicture;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.util.VirtualFile;
import okhttp3.Dns;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Image files among the artifacts of the build that uses them, read by the controller: it decodes one at a time, so that
 * many builds don't need the memory for many images. Safe for many threads.
 */
@Restricted(NoExternalUse.class)
public final class ArtifactFrames {

    private static final Logger LOGGER = Logger.getLogger(ArtifactFrames.class.getName());

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    private final Dns dns;
    private final ReentrantLock decoding = new ReentrantLock();

    /** @param dns tells which hosts are inside of a network */
    public ArtifactFrames(Dns dns) {
        this.dns = dns;
    }

    /**
     * A frame that can be sent.
     *
     * @param picture a small picture of it, a JPEG file; empty where there is none
     * @param note what was done with the file, as a sentence; empty for nothing
     */
    record Ready(FrameContent content, byte[] picture, String note) {}

    /** A file can't be sent. The message is a clause. */
    static final class UnfitFileException extends Exception {
        private static final long serialVersionUID = 1L;

        UnfitFileException(String clause, @CheckForNull Throwable cause) {
            super(clause, cause);
        }
    }

    /**
     * The artifact of that path; empty where the build has none. The root of a build's artifacts gives out no file that a link
     * leads to outside of it.
     */
    private static Optional<VirtualFile> find(Run<?, ?> run, ImageSource.ImageFile file) throws IOException {
        VirtualFile found = run.getArtifactManager().root().child(FramePath.amongArtifacts(file));
        return found.isFile() ? Optional.of(found) : Optional.empty();
    }

    /**
     * Checks an artifact as the agent checks a file of its workspace. Reads it.
     *
     * @return empty where the build has no such artifact
     * @throws UnfitFileException if it can't be sent
     */
    Optional<FrameFingerprint> check(Run<?, ?> run, ImageSource.ImageFile file)
            throws UnfitFileException, InterruptedException {
        try {
            Optional<VirtualFile> found = find(run, file);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            WorkspaceFrame.Answer answer = answer(found.get(), file.path(), "", 0, 0);
            return Optional.of(new FrameFingerprint(file.path(), null, answer.sha256, answer.length));
        } catch (IOException | RuntimeException e) { // of an artifact manager, another plugin
            throw unreadable(run, file, e);
        }
    }

    /** Whether an artifact with that path and content can be published; for that it may be read whole. */
    boolean isPublished(Run<?, ?> run, ImageSource.ImageFile file, FrameFingerprint content) {
        try {
            Optional<VirtualFile> found = find(run, file);
            if (found.isEmpty() || found.get().length() != content.bytes()) {
                return false;
            }
            URL external = found.get().toExternalURL();
            if (external == null) {
                return false;
            }
            PublishedAddress.of(external.toString(), dns);
            return content.sha256().equals(fingerprint(found.get()).sha256());
        } catch (UnfitAddressException e) {
            return false;
        } catch (IOException | RuntimeException e) { // of an artifact manager, another plugin
            log(run, e);
            return false;
        }
    }

    /**
     * Makes an artifact ready for a request that is submitted at once: its address is made anew each time, and may not be
     * valid for long.
     *
     * @param sha256 what it was when it was checked
     * @param publish whether its address at the artifact store is sent, where it has one
     * @throws UnfitFileException if it is gone or has changed
     */
    Ready ready(
            Run<?, ?> run, ImageSource.ImageFile file, String sha256, int videoWidth, int videoHeight, boolean publish)
            throws UnfitFileException, InterruptedException {
        try {
            VirtualFile found = find(run, file).orElseThrow(() -> gone(file));
            String note = "";
            URL external = publish ? found.toExternalURL() : null;
            if (external != null) {
                try {
                    PublishedAddress address = PublishedAddress.of(external.toString(), dns);
                    byte[] picture = picture(found, sha256)
                            .orElseThrow(() -> new UnfitFileException(WorkspaceFrame.changed(file.path()), null));
                    return new Ready(address.content(), picture, published(file, address));
                } catch (UnfitAddressException e) {
                    note = "The address that the artifact manager has for " + shown(file) + " " + e.getMessage()
                            + ", so the image is sent within the request.";
                }
            }
            WorkspaceFrame.Answer answer = answer(found, file.path(), sha256, videoWidth, videoHeight);
            return new Ready(
                    new FrameContent.Inline(answer.mediaType, answer.bytes),
                    answer.picture,
                    (note + " " + answer.note).strip());
        } catch (IOException | RuntimeException e) { // of an artifact manager, another plugin
            throw unreadable(run, file, e);
        }
    }

    /**
     * An artifact as it would travel within a request, whatever it was before.
     *
     * @throws UnfitFileException if it can't be sent
     */
    byte[] content(Run<?, ?> run, ImageSource.ImageFile file, int videoWidth, int videoHeight)
            throws UnfitFileException, InterruptedException {
        try {
            VirtualFile found = find(run, file).orElseThrow(() -> gone(file));
            return decoding(found, content -> InlineFrame.of(content, file.path(), videoWidth, videoHeight))
                    .bytes();
        } catch (IOException | RuntimeException e) { // of an artifact manager, another plugin
            throw unreadable(run, file, e);
        }
    }

    private WorkspaceFrame.Answer answer(VirtualFile file, String path, String sha256, int videoWidth, int videoHeight)
            throws IOException, UnfitFileException, InterruptedException {
        WorkspaceFrame.Answer answer =
                decoding(file, content -> WorkspaceFrame.Answer.of(content, path, sha256, videoWidth, videoHeight));
        if (!answer.problem.isEmpty()) {
            throw new UnfitFileException(answer.problem, null);
        }
        return answer;
    }

    /** A small picture of a file; empty where its content is not that one. */
    private Optional<byte[]> picture(VirtualFile file, String sha256)
            throws IOException, UnfitFileException, InterruptedException {
        return decoding(
                file,
                content -> InlineFrame.sha256(content).equals(sha256)
                        ? Optional.of(SmallPicture.ofFrame(FrameFile.of(content, file.getName(), FrameLimits.DEFAULT)
                                .image()))
                        : Optional.empty());
    }

    /** What is done with a file's content. */
    private interface Use<T> {
        T of(byte[] content) throws FrameException, InterruptedException;
    }

    private <T> T decoding(VirtualFile file, Use<T> use) throws IOException, UnfitFileException, InterruptedException {
        decoding.lockInterruptibly();
        try {
            FreeMemory.check(file.length(), file.getName());
            try (InputStream in = file.open()) {
                return use.of(InlineFrame.content(in));
            }
        } catch (FrameException e) {
            throw new UnfitFileException(PlainText.oneLine(e.getMessage(), 300), e);
        } finally {
            decoding.unlock();
        }
    }

    private static UnfitFileException gone(ImageSource.ImageFile file) {
        return new UnfitFileException(shown(file) + " is no longer an artifact", null);
    }

    private static FrameFingerprint fingerprint(VirtualFile file) throws IOException {
        try (InputStream in = file.open()) {
            return FrameFingerprint.read(file.getName(), null, in);
        }
    }

    private static UnfitFileException unreadable(Run<?, ?> run, ImageSource.ImageFile file, Exception e) {
        log(run, e);
        return new UnfitFileException("the artifact " + shown(file) + " can't be read; Jenkins' log says why", null);
    }

    /** Without the exception itself: what others say of an address may have its signature in it. */
    private static void log(Run<?, ?> run, Exception e) {
        String text = PlainText.oneLine(PlainText.withoutQueries(e.toString()), 400);
        LOGGER.log(Level.INFO, "An artifact of {0} can''t be read: {1}", new Object[] {run, text});
    }

    private static String published(ImageSource.ImageFile file, PublishedAddress address) {
        Optional<Instant> until = address.until();
        return shown(file) + " is published by the artifact manager at " + address.shown() + ", "
                + until.map(time -> "until " + TIME.format(time) + ".")
                        .orElse("for as long as the artifact manager's rules say.");
    }

    private static String shown(ImageSource.ImageFile file) {
        return PlainText.oneLine(file.path(), 160);
    }
}
