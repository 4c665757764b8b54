package io.jenkins.plugins.wanfirstlastframe.delivery;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import hudson.model.Computer;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.remoting.Future;
import hudson.remoting.RequestAbortedException;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.generation.DeliveredVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery;
import io.jenkins.plugins.wanfirstlastframe.generation.DownloadRules;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Origin;
import io.jenkins.plugins.wanfirstlastframe.generation.OutputDownload;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import okhttp3.OkHttpClient;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Brings a request's videos into the workspace and from there among the artifacts.
 *
 * <p>The agent of the workspace downloads them itself, in a remote call that nobody waits for: {@link #deliver} begins it
 * and says "under way" until it has ended, so that a slow agent holds no thread of the controller. Without a workspace the
 * controller downloads them to a temporary folder in the build's directory.
 */
@Restricted(NoExternalUse.class)
public final class VideoDelivery implements Delivery {

    private static final Logger LOGGER = Logger.getLogger(VideoDelivery.class.getName());

    private static final Duration LOOK_FOR_AGENT_AGAIN = Duration.ofSeconds(2);

    /** How often a console gets a line while nothing changes, as one that waits for the service does. */
    private static final Duration HEARTBEAT = Duration.ofMinutes(2);

    /** The waits between two looks at a transfer: short at first, since many a video is there in a second. */
    private static final Duration FIRST_LOOK = Duration.ofMillis(50);

    private static final Duration MAX_LOOK = Duration.ofMillis(500);

    /** The lane of videos that the controller downloads itself; no node has a name like this. */
    private static final String CONTROLLER_LANE = "/controller";

    /**
     * What a delivery needs to know of its build's settings.
     *
     * @param id that of the request's record; part of file names
     * @param output where the video goes, in the workspace and among the artifacts
     * @param archive whether it becomes an artifact
     * @param rules from where it may be downloaded
     * @param reserved the paths that belong to other requests of the build, asked for when a download begins
     * @param proxyPassword whether the proxy's password may go to the agent
     * @param artifacts the images that are artifacts of the build, for a preview
     */
    public record Order(
            String id,
            String output,
            boolean archive,
            DownloadRules rules,
            Supplier<Collection<String>> reserved,
            boolean proxyPassword,
            FrameFiles.Source artifacts) {}

    private final Run<?, ?> run;
    private final Consumer<String> console;
    private final OkHttpClient http;
    private final Clock clock;
    private final Order order;
    private final Publisher publisher;
    private final BuildPictures pictures;

    @CheckForNull
    private final Workspace workspace;

    // used by one thread at a time
    private Instant lastLine = Instant.MIN;
    private boolean toldAway;
    private Duration look = FIRST_LOOK;

    private final StoppableWork work = new StoppableWork();

    // guarded by this
    @CheckForNull
    private Transfer transfer;

    @CheckForNull
    private OutputDownload download;

    /** A download that an agent has been asked for. */
    private record Transfer(FilePath folder, Future<AgentDownload.Result> result) {}

    /**
     * A delivery for one request of a build.
     *
     * @param console takes lines for the build's console
     * @param listener for those who archive, which are other plugins
     * @param http for downloads of the controller
     * @param workspace null for a build without one
     */
    public VideoDelivery(
            Run<?, ?> run,
            Consumer<String> console,
            TaskListener listener,
            OkHttpClient http,
            Clock clock,
            Order order,
            @CheckForNull Workspace workspace) {
        this.run = run;
        this.console = console;
        this.http = http;
        this.clock = clock;
        this.order = order;
        this.workspace = workspace;
        this.publisher = new Publisher(run, listener);
        this.pictures = new BuildPictures(run, order.id());
    }

    @Override
    public String lane() {
        return lane(workspace);
    }

    static String lane(@CheckForNull Workspace workspace) {
        return workspace == null ? CONTROLLER_LANE : workspace.node();
    }

    /** A folder of the controller for what has no workspace, until it is archived. */
    static File temporary(Run<?, ?> run, Order order) {
        return new File(BuildPictures.folder(run), order.id() + ".download");
    }

    @Override
    public List<DeliveredVideo> deliver(List<String> urls, GenerationState state)
            throws DeliveryPostponedException, DeliveryException, InterruptedException {
        try {
            return workspace == null ? byController(urls, state) : byAgent(workspace, urls, state);
        } catch (IOException | RequestAbortedException e) {
            if (isCancelled()) {
                throw stopped();
            }
            LOGGER.log(Level.INFO, e, () -> "Delivery of the video of " + run + " failed");
            throw new DeliveryException("it can't be kept: " + PlainText.oneLine(e.getMessage(), 200) + ".", e);
        }
    }

    // ---- without a workspace

    private List<DeliveredVideo> byController(List<String> urls, GenerationState state)
            throws IOException, DeliveryException, InterruptedException {
        FilePath temporary = new FilePath(temporary(run, order));
        Path folder = Path.of(temporary.getRemote());
        if (state.origin() == Origin.PREVIEW) {
            try {
                return work.run(() -> {
                    AgentPreview.Made made = AgentPreview.render(
                            http,
                            state.input().orElseThrow(),
                            order.artifacts().contents(state),
                            folder,
                            order.output());
                    pictures.keep(made.pictures());
                    return publisher.publish(List.of(made.video()), temporary);
                });
            } finally {
                temporary.deleteRecursive();
            }
        }
        Collection<String> reserved = order.reserved().get();
        OutputDownload mine = new OutputDownload(
                http, order.rules(), file -> reserved.contains(AgentDownload.relative(folder, file)));
        begin(mine);
        try {
            Duration left = Duration.between(clock.instant(), state.deadline());
            List<DeliveredVideo> videos = mine.fetch(urls, folder.resolve(order.output()), left);
            pictures.keep(AgentDownload.posters(videos));
            return publish(
                    videos.stream()
                            .map(video -> video.at(AgentDownload.relative(folder, Path.of(video.location()))))
                            .toList(),
                    temporary);
        } finally {
            begin(null);
            temporary.deleteRecursive();
        }
    }

    private synchronized void begin(@CheckForNull OutputDownload mine) throws DeliveryException {
        if (mine != null && isCancelled()) {
            throw stopped();
        }
        download = mine;
    }

    // ---- in a workspace

    private List<DeliveredVideo> byAgent(Workspace place, List<String> urls, GenerationState state)
            throws IOException, DeliveryPostponedException, DeliveryException, InterruptedException {
        Transfer current = underWay();
        if (current == null) {
            FilePath folder = place.resolve();
            if (folder == null || !Workspace.isConnected(folder)) {
                throw away(place);
            }
            toldAway = false;
            look = FIRST_LOOK;
            lastLine = clock.instant();
            current = begin(folder, urls, state);
        }
        try {
            List<DeliveredVideo> videos = result(current, state);
            end(current);
            return publish(videos, current.folder());
        } catch (IOException | RequestAbortedException e) {
            end(current);
            if (Workspace.isConnected(current.folder())) {
                throw e;
            }
            LOGGER.log(Level.INFO, e, () -> "The agent of " + run + " was lost while it fetched a video");
            throw away(place);
        }
    }

    @CheckForNull
    private synchronized Transfer underWay() {
        return transfer;
    }

    private Transfer begin(FilePath folder, List<String> urls, GenerationState state)
            throws IOException, InterruptedException, DeliveryException {
        if (isCancelled()) {
            throw stopped();
        }
        Duration left = Duration.between(clock.instant(), state.deadline());
        AgentProxy proxy = AgentProxy.current(order.proxyPassword());
        FilePath.FileCallable<AgentDownload.Result> call = state.origin() == Origin.PREVIEW
                ? new AgentPreview(
                        state.input().orElseThrow(),
                        order.output(),
                        work.run(() -> order.artifacts().contents(state)),
                        proxy)
                : new AgentDownload(
                        urls,
                        order.rules(),
                        left,
                        order.output(),
                        order.reserved().get(),
                        proxy);
        Transfer begun = new Transfer(folder, folder.actAsync(call)); // a hung agent may keep this waiting
        synchronized (this) {
            transfer = begun;
        }
        if (isCancelled()) {
            end(begun);
            throw stopped();
        }
        return begun;
    }

    private List<DeliveredVideo> result(Transfer current, GenerationState state)
            throws IOException, DeliveryPostponedException, DeliveryException, InterruptedException {
        if (!current.result().isDone()) {
            if (!Workspace.isConnected(current.folder())) {
                throw new IOException("the connection to the agent is lost");
            }
            heartbeat(state.origin() == Origin.PREVIEW ? "Still making the preview." : "Still fetching the video.");
            Duration wait = look;
            look = wait.multipliedBy(2).compareTo(MAX_LOOK) < 0 ? wait.multipliedBy(2) : MAX_LOOK;
            throw DeliveryPostponedException.underWay(wait);
        }
        try {
            AgentDownload.Result answer = current.result().get();
            List<DeliveredVideo> videos =
                    answer.videos(order.output(), order.rules().maxBytes());
            pictures.keep(answer.pictures());
            return videos;
        } catch (CancellationException e) {
            throw stopped();
        } catch (ExecutionException e) {
            if (isCancelled()) {
                throw stopped();
            }
            throw new IOException(String.valueOf(e.getCause().getMessage()), e);
        } catch (DeliveryException e) {
            end(current);
            throw e;
        }
    }

    private synchronized void end(Transfer ended) {
        if (transfer == ended) {
            transfer = null;
        }
        ended.result().cancel(true); // of no effect where it is done
    }

    private DeliveryPostponedException away(Workspace place) throws DeliveryException {
        if (!place.mayComeBack()) {
            throw new DeliveryException("the agent with the workspace is lost.");
        }
        if (toldAway) {
            heartbeat("Still waiting for the agent to be back.");
        } else {
            toldAway = true;
            lastLine = clock.instant();
            console.accept("Waiting for the agent to be back, to put the video into its workspace.");
        }
        return DeliveryPostponedException.notYet("The agent with the workspace is away.", LOOK_FOR_AGENT_AGAIN);
    }

    private void heartbeat(String line) {
        Instant now = clock.instant();
        if (Duration.between(lastLine, now).compareTo(HEARTBEAT) >= 0) {
            lastLine = now;
            console.accept(line);
        }
    }

    // ---- publishing

    private List<DeliveredVideo> publish(List<DeliveredVideo> videos, FilePath where)
            throws IOException, DeliveryException, InterruptedException {
        if (!order.archive()) {
            return videos;
        }
        return work.run(() -> publisher.publish(videos, where));
    }

    @Override
    public void cancel() {
        Transfer asked;
        work.cancel(); // first, so that nothing begins in between
        synchronized (this) {
            asked = transfer;
            if (download != null) {
                download.cancel();
            }
        }
        if (asked != null) { // a message to the agent, which may be hung: nobody who aborts waits for that
            Computer.threadPoolForRemoting.execute(() -> asked.result().cancel(true));
        }
    }

    private boolean isCancelled() {
        return work.isCancelled();
    }

    private static DeliveryException stopped() {
        return StoppableWork.stopped();
    }
}
