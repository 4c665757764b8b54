package io.jenkins.plugins.wanfirstlastframe.delivery;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import hudson.model.Computer;
import hudson.model.Run;
import hudson.remoting.RequestAbortedException;
import io.jenkins.plugins.wanfirstlastframe.client.FrameContent;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.ImageSource;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.delivery.ArtifactFrames.UnfitFileException;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery.DeliveryException;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Preparation;
import io.jenkins.plugins.wanfirstlastframe.preview.InlineFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Brings image files of a build into the request that they are for. Files of the workspace are read by its agent, which
 * makes them small enough; artifacts are read by the controller, or fetched by the service where the artifact manager
 * publishes them. The controller has frames in memory just while a request is submitted, of a few requests at a time.
 */
@Restricted(NoExternalUse.class)
public final class FrameFiles implements Preparation {

    /** How long an agent or an artifact store may take for a file of up to 50 MB. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    private static final Duration LOOK_FOR_AGENT_AGAIN = Duration.ofSeconds(2);

    private static final String PUBLISH =
            "If RunComfy takes no images within requests, publish the image: archive it before"
                    + " this step in a Jenkins whose artifact manager has external https addresses, with the setting for"
                    + " publishing frames (framePublishing) at automatic; or give it an https address of your own.";

    private final Source source;
    private final Consumer<String> console;
    private final Semaphore inMemory;

    @CheckForNull
    private final Workspace workspace;

    private final BuildPictures pictures;

    // used by one thread at a time
    private boolean holds;

    private long begunAt;
    private final Map<Parameter, Read> reads = new EnumMap<>(Parameter.class);
    private final Set<String> told = new HashSet<>();

    /**
     * Where artifacts are.
     *
     * @param found the images that are artifacts of the build; other files are in the workspace
     * @param publish whether artifacts are published, where their manager can do that
     */
    public record Source(Run<?, ?> run, ArtifactFrames artifacts, Set<Parameter> found, boolean publish) {

        /**
         * The content of those images that are artifacts, as they would travel within a request, by their paths. Reads them.
         *
         * @throws DeliveryException if one is gone or has changed
         */
        Map<String, byte[]> contents(GenerationState state) throws DeliveryException, InterruptedException {
            GenerationInput input = state.input().orElseThrow();
            Map<String, byte[]> contents = new HashMap<>();
            for (Parameter parameter : found) {
                boolean start = parameter == Parameter.START_IMAGE;
                if ((start ? input.startImage() : input.endImage()) instanceof ImageSource.ImageFile file) {
                    try {
                        contents.put(file.path(), artifacts.content(run, file, input.width(), input.height()));
                    } catch (UnfitFileException e) {
                        throw new DeliveryException(parameter.title() + ": " + e.getMessage() + ".", e);
                    }
                }
            }
            return contents;
        }
    }

    /**
     * The frames of one request.
     *
     * @param console takes lines for the build's console
     * @param inMemory a permit for each request whose frames may be in memory at once
     * @param workspace null for a build without one
     * @param pictures keeps small pictures of them
     */
    public FrameFiles(
            Source source,
            Consumer<String> console,
            Semaphore inMemory,
            @CheckForNull Workspace workspace,
            BuildPictures pictures) {
        this.pictures = pictures;
        this.source = source;
        this.console = console;
        this.inMemory = inMemory;
        this.workspace = workspace;
    }

    /** A file that is being read elsewhere. */
    private interface Read {
        Future<?> under();

        /** What was read, once that is done. */
        ArtifactFrames.Ready ready() throws PreparationException;
    }

    /** An agent is not trusted with the console. */
    static String clean(String text) {
        return PlainText.oneLine(text, 400);
    }

    @Override
    public Prepared prepare(GenerationState state) throws PreparationPostponedException, PreparationException {
        GenerationInput input = state.input().orElseThrow();
        if (!input.hasFiles()) {
            return Prepared.NOTHING;
        }
        if (!holds && !inMemory.tryAcquire()) {
            throw new PreparationPostponedException(LOOK_AGAIN);
        }
        holds = true;
        try {
            Map<Parameter, FrameContent> frames = read(input, state);
            boolean inline = frames.values().stream().anyMatch(FrameContent.Inline.class::isInstance);
            return new Prepared() {
                @Override
                public Map<Parameter, FrameContent> frames() {
                    return frames;
                }

                @Override
                public String adviceIfRefused() {
                    return inline ? PUBLISH : "";
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
        reads.values().forEach(read -> read.under().cancel(true));
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
        if (!reads.values().stream().map(Read::under).allMatch(Future::isDone)) {
            if (System.nanoTime() - begunAt > PATIENCE.toNanos()) { // others wait for its place in memory
                throw refused(reads.keySet().iterator().next(), "it takes too long to read it");
            }
            throw new PreparationPostponedException(LOOK_AGAIN);
        }
        Map<Parameter, FrameContent> frames = new EnumMap<>(Parameter.class);
        for (Map.Entry<Parameter, Read> read : reads.entrySet()) {
            ArtifactFrames.Ready ready = read.getValue().ready();
            if (!ready.note().isEmpty() && told.add(ready.note())) { // a submit may be tried again
                console.accept(PlainText.oneLine(ready.note(), 800));
            }
            frames.put(read.getKey(), ready.content());
            boolean start = read.getKey() == Parameter.START_IMAGE;
            pictures.keep(start ? BuildPictures.START : BuildPictures.END, ready.picture());
        }
        return frames;
    }

    private void begin(GenerationInput input, GenerationState state)
            throws PreparationPostponedException, PreparationException {
        FilePath folder = null;
        if (isInWorkspace(Parameter.START_IMAGE, input.startImage())
                || isInWorkspace(Parameter.END_IMAGE, input.endImage())) {
            folder = workspace == null ? null : workspace.resolve();
            if (folder == null) {
                release(); // others may have their agents
                throw new PreparationPostponedException(LOOK_FOR_AGENT_AGAIN);
            }
        }
        begunAt = System.nanoTime();
        begin(Parameter.START_IMAGE, input.startImage(), 0, input, state, folder);
        begin(Parameter.END_IMAGE, input.endImage(), 1, input, state, folder);
    }

    private boolean isInWorkspace(Parameter parameter, ImageSource image) {
        return image instanceof ImageSource.ImageFile && !source.found().contains(parameter);
    }

    private void begin(
            Parameter parameter,
            ImageSource image,
            int index,
            GenerationInput input,
            GenerationState state,
            @CheckForNull FilePath folder)
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
        if (folder == null || source.found().contains(parameter)) {
            Future<ArtifactFrames.Ready> reading = Computer.threadPoolForRemoting.submit(() -> source.artifacts()
                    .ready(source.run(), file, sha256, input.width(), input.height(), source.publish()));
            reads.put(parameter, new ControllersRead(parameter, reading));
            return;
        }
        try {
            WorkspaceFrame call = WorkspaceFrame.read(file.path(), sha256, input.width(), input.height());
            reads.put(parameter, new AgentsRead(parameter, folder.actAsync(call)));
        } catch (IOException | RequestAbortedException e) {
            throw refused(parameter, "the agent can't read it");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refused(parameter, "it was interrupted");
        }
    }

    private record ControllersRead(Parameter parameter, Future<ArtifactFrames.Ready> under) implements Read {
        @Override
        public ArtifactFrames.Ready ready() throws PreparationException {
            try {
                return under.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw refused(parameter, "it was interrupted");
            } catch (ExecutionException e) {
                throw refused(
                        parameter,
                        e.getCause() instanceof UnfitFileException unfit
                                ? unfit.getMessage()
                                : "the controller can't read it ("
                                        + e.getCause().getClass().getSimpleName() + ")");
            }
        }
    }

    private record AgentsRead(Parameter parameter, Future<WorkspaceFrame.Answer> under) implements Read {
        @Override
        public ArtifactFrames.Ready ready() throws PreparationException {
            WorkspaceFrame.Answer answer = answer();
            if (!answer.problem.isEmpty()) {
                throw refused(parameter, clean(answer.problem));
            }
            if (answer.bytes.length == 0 || answer.bytes.length > InlineFrame.MAX_BYTES) {
                throw refused(parameter, "the agent's answer makes no sense");
            }
            try {
                return new ArtifactFrames.Ready(
                        new FrameContent.Inline(answer.mediaType, answer.bytes), answer.picture, clean(answer.note));
            } catch (IllegalArgumentException e) {
                throw refused(parameter, "the agent's answer makes no sense");
            }
        }

        private WorkspaceFrame.Answer answer() throws PreparationException {
            try {
                return under.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw refused(parameter, "it was interrupted");
            } catch (ExecutionException | RequestAbortedException e) {
                throw refused(parameter, "the agent can't read it");
            }
        }
    }

    private static PreparationException refused(Parameter parameter, String clause) {
        return new PreparationException(
                Failure.Kind.INPUT,
                parameter.title() + ": " + clause + ".",
                "Run it again once the file is as it should be.");
    }
}
