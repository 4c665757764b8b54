package io.jenkins.plugins.wanfirstlastframe.run;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.wanfirstlastframe.WanFirstLastFrameStep;
import java.io.IOException;
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
        Owner owner = new Owner();
        StepHost host = new BuildHost(run, workspace, console, Jenkins.getAuthentication2());
        RequestDrive drive = new RequestDrive(host, new StepConsole(host), owner);
        drive.begin(settings);
        RequestEnd end;
        try {
            end = owner.end.get();
        } catch (InterruptedException e) {
            stop(drive, owner);
            throw e;
        } catch (ExecutionException e) {
            throw new IllegalStateException("it has an end, whatever that is", e);
        }
        report(drive, end);
    }

    private static void report(RequestDrive drive, RequestEnd end) throws IOException {
        if (end instanceof RequestEnd.Failed failed) {
            throw new AbortException(failed.outcome().failure().message());
        }
        if (end instanceof RequestEnd.NotBegun notBegun) {
            Throwable cause = notBegun.cause();
            throw cause instanceof AbortException refused ? refused : new IOException(cause);
        }
        if (end instanceof RequestEnd.Defect defect) {
            throw new IOException(defect.cause());
        }
        if (end instanceof RequestEnd.Detached detached) {
            drive.toldEnd();
            throw new AbortException("Jenkins is shutting down, and a freestyle build can't go on afterwards."
                    + detached.state()
                            .requestId()
                            .map(id -> " The request goes on at RunComfy and is billed; request id: " + id + ".")
                            .orElse(" Nothing was submitted."));
        }
    }

    /** Waits as long as the service may take for the cancel; another interrupt ends that. */
    private void stop(RequestDrive drive, Owner owner) throws InterruptedException {
        drive.stop("Aborted");
        try {
            RequestEnd end = owner.end.get(
                    OperatorProperties.abortGrace(drive.patience()).toSeconds(), TimeUnit.SECONDS);
            if (end instanceof RequestEnd.Failed failed) { // the interrupt says nothing of the request
                ConsoleListener.say(console, failed.outcome().failure().message());
            }
        } catch (TimeoutException e) {
            drive.stopWaiting();
        } catch (InterruptedException e) {
            drive.stopWaiting();
            throw e;
        } catch (ExecutionException e) {
            LOGGER.log(Level.WARNING, e, () -> "The end of an aborted request of " + run + " is unknown");
        }
    }

    /** Hears how it ended. */
    private static final class Owner implements RequestDrive.Owner {

        private final CompletableFuture<RequestEnd> end = new CompletableFuture<>();

        @Override
        public void keep(Claim record, Runnable then, Consumer<Throwable> otherwise) {
            then.run(); // nothing goes on after a restart
        }

        @Override
        public void ended(RequestEnd how) {
            end.complete(how);
        }
    }
}
