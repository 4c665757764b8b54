package io.jenkins.plugins.wanfirstlastframe.delivery;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.FilePath;
import hudson.remoting.Future;
import hudson.remoting.RequestAbortedException;
import io.jenkins.plugins.wanfirstlastframe.client.FrameContent;
import io.jenkins.plugins.wanfirstlastframe.client.FrameFingerprint;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.ImageSource;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Preparation;
import io.jenkins.plugins.wanfirstlastframe.preview.InlineFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Brings image files of a workspace into the request that they are for. The agent reads them and makes them small enough; the
 * controller has them in memory just while the request is submitted, of a few requests at a time.
 */
@Restricted(NoExternalUse.class)
public final class WorkspaceFrames implements Preparation {

    /** How long an agent may take to check a file of up to 50 MB. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    private static final Duration LOOK_FOR_AGENT_AGAIN = Duration.ofSeconds(2);

    private final Consumer<String> console;
    private final Semaphore inMemory;

    @CheckForNull
    private final Workspace workspace;

    private final BuildPictures pictures;

    // used by one thread at a time
    private boolean holds;

    private long begunAt;
    private final Map<Parameter, Future<WorkspaceFrame.Answer>> reads = new EnumMap<>(Parameter.class);

    /**
     * The frames of one request.
     *
     * @param console takes lines for the build's console
     * @param inMemory a permit for each request whose frames may be in memory at once
     * @param workspace null for a build without one
     * @param pictures keeps small pictures of them
     */
    public WorkspaceFrames(
            Consumer<String> console, Semaphore inMemory, @CheckForNull Workspace workspace, BuildPictures pictures) {
        this.pictures = pictures;
        this.console = console;
        this.inMemory = inMemory;
        this.workspace = workspace;
    }

    /**
     * Looks at an image file of the workspace. Waits for the agent.
     *
     * @param folder the workspace
     * @throws AbortException if the file can't be used; nothing was submitted
     */
    private static FrameFingerprint check(Parameter parameter, ImageSource.ImageFile file, FilePath folder)
            throws IOException, InterruptedException {
        try {
            WorkspaceFrame.Answer answer =
                    folder.actAsync(WorkspaceFrame.check(file.path())).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (!answer.problem.isEmpty()) {
                throw new AbortException(
                        "Nothing was submitted: " + parameter.title() + ": " + clean(answer.problem) + ".");
            }
            return new FrameFingerprint(file.path(), null, clean(answer.sha256), answer.length);
        } catch (ExecutionException | TimeoutException | RequestAbortedException e) {
            throw new AbortException("Nothing was submitted: the agent can't look at the file "
                    + PlainText.oneLine(file.path(), 160) + " ("
                    + PlainText.oneLine(String.valueOf(e.getMessage()), 200)
                    + ").");
        }
    }

    /** An agent is not trusted with the console. */
    private static String clean(String text) {
        return PlainText.oneLine(text, 400);
    }

    /** Whether an input has images that are files. */
    public static boolean any(GenerationInput input) {
        return input.startImage() instanceof ImageSource.ImageFile || input.endImage() instanceof ImageSource.ImageFile;
    }

    @Override
    public Prepared prepare(GenerationState state) throws PreparationPostponedException, PreparationException {
        GenerationInput input = state.input().orElseThrow();
        if (!any(input)) {
            return Prepared.NOTHING;
        }
        if (!holds && !inMemory.tryAcquire()) {
            throw new PreparationPostponedException(LOOK_AGAIN);
        }
        holds = true;
        try {
            Map<Parameter, FrameContent> frames = read(input, state);
            return new Prepared() {
                @Override
                public Map<Parameter, FrameContent> frames() {
                    return frames;
                }

                @Override
                public void close() {
                    release();
                }
            };
        } catch (PreparationException | RuntimeException e) {
            release();
            throw e;
        }
    }

    /** Lets go of what is in memory, also of a request that ends before its submit. */
    public void release() {
        reads.values().forEach(read -> read.cancel(true));
        reads.clear();
        if (holds) {
            holds = false;
            inMemory.release();
        }
    }

    private Map<Parameter, FrameContent> read(GenerationInput input, GenerationState state)
            throws PreparationPostponedException, PreparationException {
        if (reads.isEmpty()) {
            begin(input, state);
        }
        if (!reads.values().stream().allMatch(Future::isDone)) {
            if (System.nanoTime() - begunAt > PATIENCE.toNanos()) { // others wait for its place in memory
                throw refused(reads.keySet().iterator().next(), "the agent doesn't read it");
            }
            throw new PreparationPostponedException(LOOK_AGAIN);
        }
        Map<Parameter, FrameContent> frames = new EnumMap<>(Parameter.class);
        for (Map.Entry<Parameter, Future<WorkspaceFrame.Answer>> read : reads.entrySet()) {
            WorkspaceFrame.Answer answer = answer(read.getKey(), read.getValue());
            if (!answer.note.isEmpty()) {
                console.accept(clean(answer.note));
            }
            frames.put(read.getKey(), content(read.getKey(), answer));
            boolean start = read.getKey() == Parameter.START_IMAGE;
            pictures.keep(start ? BuildPictures.START : BuildPictures.END, answer.picture);
        }
        return frames;
    }

    private static FrameContent content(Parameter parameter, WorkspaceFrame.Answer answer) throws PreparationException {
        if (answer.bytes.length == 0 || answer.bytes.length > InlineFrame.MAX_BYTES) {
            throw refused(parameter, "the agent's answer makes no sense");
        }
        try {
            return new FrameContent.Inline(answer.mediaType, answer.bytes);
        } catch (IllegalArgumentException e) {
            throw refused(parameter, "the agent's answer makes no sense");
        }
    }

    private void begin(GenerationInput input, GenerationState state)
            throws PreparationPostponedException, PreparationException {
        FilePath folder = workspace == null ? null : workspace.resolve();
        if (folder == null) {
            release(); // others may have their agents
            throw new PreparationPostponedException(LOOK_FOR_AGENT_AGAIN);
        }
        begunAt = System.nanoTime();
        begin(Parameter.START_IMAGE, input.startImage(), 0, input, state, folder);
        begin(Parameter.END_IMAGE, input.endImage(), 1, input, state, folder);
    }

    private void begin(
            Parameter parameter,
            ImageSource image,
            int index,
            GenerationInput input,
            GenerationState state,
            FilePath folder)
            throws PreparationException {
        if (!(image instanceof ImageSource.ImageFile file)) {
            return;
        }
        String sha256 = state.frames().isEmpty()
                ? ""
                : state.frames().get(index).sha256().orElse("");
        if (sha256.isEmpty()) {
            throw refused(parameter, "it was never checked");
        }
        try {
            reads.put(
                    parameter,
                    folder.actAsync(WorkspaceFrame.read(file.path(), sha256, input.width(), input.height())));
        } catch (IOException | RequestAbortedException e) {
            throw refused(parameter, "the agent can't read it");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refused(parameter, "it was interrupted");
        }
    }

    private static WorkspaceFrame.Answer answer(Parameter parameter, Future<WorkspaceFrame.Answer> read)
            throws PreparationException {
        try {
            WorkspaceFrame.Answer answer = read.get();
            if (answer.problem.isEmpty()) {
                return answer;
            }
            throw refused(parameter, clean(answer.problem));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refused(parameter, "it was interrupted");
        } catch (ExecutionException | RequestAbortedException e) {
            throw refused(parameter, "the agent can't read it");
        }
    }

    private static PreparationException refused(Parameter parameter, String clause) {
        return new PreparationException(
                Failure.Kind.INPUT,
                parameter.title() + ": " + clause + ".",
                "Run it again once the file is as it should be.");
    }

    /**
     * What identifies both frames of an input, where one of them is a file; waits for the agent, which checks it.
     *
     * @param workspace null for a build without one
     * @return empty where none is a file
     * @throws AbortException if a file can't be used; nothing was submitted
     */
    public static List<FrameFingerprint> check(GenerationInput input, @CheckForNull Workspace workspace)
            throws IOException, InterruptedException {
        if (!any(input)) {
            return List.of();
        }
        FilePath folder = workspace == null ? null : workspace.resolve();
        if (folder == null) {
            throw new AbortException("Nothing was submitted: the agent with the workspace is away.");
        }
        return List.of(
                fingerprint(Parameter.START_IMAGE, input.startImage(), folder),
                fingerprint(Parameter.END_IMAGE, input.endImage(), folder));
    }

    private static FrameFingerprint fingerprint(Parameter parameter, ImageSource image, FilePath folder)
            throws IOException, InterruptedException {
        if (image instanceof ImageSource.ImageFile file) {
            return check(parameter, file, folder);
        }
        return image instanceof ImageSource.ExampleName example
                ? FrameFingerprint.ofExample(example)
                : FrameFingerprint.unread((ImageSource.WebAddress) image);
    }
}
