package io.jenkins.plugins.wanfirstlastframe.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.wanfirstlastframe.FailBuild;
import io.jenkins.plugins.wanfirstlastframe.WanClipsStep;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** One run of the freestyle build step for a clip list: like the Pipeline step's, but it waits on the build's own thread. */
@Restricted(NoExternalUse.class)
public final class BlockingClips {

    private static final Logger LOGGER = Logger.getLogger(BlockingClips.class.getName());

    /** What telling how it ended may take after the last request is given up. */
    private static final int MORE_SECONDS = 60;

    private final Run<?, ?> run;
    private final FilePath workspace;
    private final TaskListener console;

    /** A run of the build step in a workspace that is there. */
    public BlockingClips(Run<?, ?> run, FilePath workspace, TaskListener console) {
        this.run = run;
        this.workspace = workspace;
        this.console = console;
    }

    /**
     * Has the videos of a clip list made and waits for them.
     *
     * @param expand puts the build's variables into a text
     * @throws AbortException if nothing was begun, or clips have no video and that is to fail the build
     * @throws InterruptedException if the build was aborted; the console has been told what became of each request
     */
    public void generate(WanClipsStep step, UnaryOperator<String> expand) throws IOException, InterruptedException {
        ClipsOrder order = ClipsOrder.of(step, run, expand);
        Owner owner = new Owner();
        ClipsRun clips =
                new ClipsRun(new BuildHost(run, workspace, console, Jenkins.getAuthentication2()), order, owner);
        clips.begin();
        ClipsResult result;
        try {
            result = owner.end.get();
        } catch (InterruptedException e) {
            stop(clips, owner);
            throw e;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof AbortException refused ? refused : new IOException(e.getCause());
        }
        Optional<String> missing = result.missing();
        boolean ended = clips.isStopped() || GenerationService.get().isShuttingDown();
        if (missing.isPresent() && (ended || order.failBuild() == FailBuild.FAILURE)) {
            throw new AbortException(missing.get());
        }
        if (missing.isPresent() && order.failBuild() == FailBuild.UNSTABLE) {
            ConsoleListener.say(console, missing.get());
            run.setResult(Result.UNSTABLE);
        }
    }

    /** Waits as long as the service may take for the cancels; another interrupt ends that. */
    private static void stop(ClipsRun clips, Owner owner) throws InterruptedException {
        clips.stop("Aborted");
        try {
            owner.end.get(OperatorProperties.abortGrace(clips.patience()).toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            clips.stopWaiting();
            try {
                owner.end.get(MORE_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException | ExecutionException late) {
                LOGGER.log(Level.WARNING, "The end of aborted clips can't be told", late);
            }
        } catch (ExecutionException e) {
            LOGGER.log(Level.FINE, "Clips were aborted before they were begun", e);
        } catch (InterruptedException e) {
            clips.stopWaiting();
            throw e;
        }
    }

    /** Hears how it ended. */
    private static final class Owner implements ClipsRun.Owner {

        private final CompletableFuture<ClipsResult> end = new CompletableFuture<>();

        @Override
        public void keep(String journal, Runnable then, Consumer<Throwable> otherwise) {
            then.run(); // nothing goes on after a restart
        }

        @Override
        public boolean survivesRestart() {
            return false;
        }

        @Override
        public void over(ClipsResult result) {
            end.complete(result);
        }

        @Override
        public void notBegun(@CheckForNull Throwable cause) {
            end.completeExceptionally(cause == null ? new AbortException("Aborted") : cause);
        }
    }
}
