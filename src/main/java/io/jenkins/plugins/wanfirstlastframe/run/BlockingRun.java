package io.jenkins.plugins.wanfirstlastframe.run;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Computer;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.wanfirstlastframe.WanFirstLastFrameStep;
import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.FrameProbe;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.client.TokenSource.TokenException;
import io.jenkins.plugins.wanfirstlastframe.delivery.Workspace;
import io.jenkins.plugins.wanfirstlastframe.generation.Outcome;
import io.jenkins.plugins.wanfirstlastframe.generation.RunningGeneration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.springframework.security.core.Authentication;

/** One run of the freestyle build step: like the Pipeline step's, but it waits on the build's own thread. */
@Restricted(NoExternalUse.class)
public final class BlockingRun {

    private static final Logger LOGGER = Logger.getLogger(BlockingRun.class.getName());

    private final Run<?, ?> run;
    private final FilePath workspace;
    private final TaskListener console;

    /** A run of the build step in a workspace that is there. */
    public BlockingRun(Run<?, ?> run, FilePath workspace, TaskListener console) {
        this.run = run;
        this.workspace = workspace;
        this.console = console;
    }

    /**
     * Generates a video and waits for it.
     *
     * @param expand puts the build's variables into a text
     * @throws AbortException if there is no video, with the reason, what it costs, and what to do
     * @throws InterruptedException if the build was aborted; the console has been told what became of the request
     */
    public void generate(WanFirstLastFrameStep step, UnaryOperator<String> expand)
            throws IOException, InterruptedException {
        ResolvedSettings settings = ResolvedSettings.of(step, run, true, expand);
        GenerationService service = GenerationService.get();
        RequestLedger.Claim claim = open(service, settings);
        if (claim.note() != null) {
            ConsoleListener.say(console, claim.note());
        }
        BuildGeneration build =
                new BuildGeneration(service, run, BuildConsole.of(console), claim, new Workspace.Fixed(workspace));
        RunningGeneration running;
        try {
            running = build.begin();
        } catch (TokenException e) {
            throw new AbortException("Nothing was submitted: " + e.getMessage());
        } catch (UncheckedIOException e) {
            throw notRecorded(e);
        }
        Outcome outcome;
        try {
            outcome = running.await("Aborted");
        } catch (InterruptedException e) {
            if (!running.outcome().isDone()) {
                claim.abandon();
            }
            tellEnd(running); // the interrupt says nothing of the request
            claim.told();
            throw e;
        }
        if (outcome instanceof Outcome.Failed failed) {
            claim.told();
            throw new AbortException(failed.failure().message());
        }
        if (outcome instanceof Outcome.Detached detached) {
            claim.told();
            throw new AbortException("Jenkins is shutting down, and a freestyle build can't go on afterwards."
                    + detached.state()
                            .requestId()
                            .map(id -> " The request goes on at RunComfy and is billed; request id: " + id + ".")
                            .orElse(" Nothing was submitted."));
        }
    }

    private RequestLedger.Claim open(GenerationService service, ResolvedSettings asked)
            throws IOException, InterruptedException {
        try {
            EarlierVideos.Found found = look(service, asked);
            ResolvedSettings settings = asked.withFrames(found.files());
            Optional<RequestLedger.Claim> claim = service.open(run, settings, found);
            while (claim.isEmpty()) { // an earlier build step's request is still being ended
                Thread.sleep(RequestDrive.ASK_FOR_EARLIER_END.toMillis());
                claim = service.open(run, settings, found);
            }
            return claim.get();
        } catch (AbortException e) {
            throw e;
        } catch (IOException e) {
            throw notRecorded(e);
        }
    }

    /** Looks on another thread: one that reads from a socket notices no interrupt by itself. */
    private EarlierVideos.Found look(GenerationService service, ResolvedSettings asked)
            throws IOException, InterruptedException {
        Authentication builder = Jenkins.getAuthentication2();
        FrameProbe probe = new FrameProbe(service.http());
        Future<EarlierVideos.Found> looking = Computer.threadPoolForRemoting.submit(
                () -> EarlierVideos.look(service, run, asked, new Workspace.Fixed(workspace), builder, probe));
        try {
            return looking.get();
        } catch (InterruptedException e) {
            probe.cancel();
            looking.cancel(true);
            ConsoleListener.say(console, "Aborted before anything was submitted. " + Billing.NOT_BILLED.sentence());
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException problem) {
                throw problem;
            }
            if (e.getCause() instanceof InterruptedException interrupt) {
                throw interrupt;
            }
            if (e.getCause() instanceof RuntimeException defect) {
                throw defect;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private AbortException notRecorded(Exception e) {
        LOGGER.log(Level.WARNING, e, () -> "A request of " + run + " can't be begun");
        return new AbortException("Nothing was submitted: the request's record can't be written ("
                + PlainText.oneLine(e.getMessage(), 200) + ").");
    }

    private void tellEnd(RunningGeneration aborted) {
        String request = aborted.state()
                .requestId()
                .map(id -> " Request id: " + id + ".")
                .orElse("");
        if (!aborted.outcome().isDone()) {
            ConsoleListener.say(
                    console,
                    "Aborted: the build no longer waits for the end of the request." + request + " "
                            + Billing.MAY_BE_BILLED.sentence());
        } else if (aborted.outcome().isCompletedExceptionally()) {
            LOGGER.log(Level.WARNING, () -> "The end of a request of " + run + " is unknown");
        } else if (aborted.outcome().join() instanceof Outcome.Failed failed) {
            ConsoleListener.say(console, failed.failure().message());
        } else if (aborted.outcome().join() instanceof Outcome.Finished) {
            ConsoleListener.say(
                    console, "Aborted when the video was already there." + request + " " + Billing.BILLED.sentence());
        }
    }
}
