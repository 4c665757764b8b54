package io.jenkins.plugins.wanfirstlastframe.process;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.Proc;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.wanfirstlastframe.WanScriptStep;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.delivery.Workspace;
import io.jenkins.plugins.wanfirstlastframe.run.ScriptRecords;
import io.jenkins.plugins.wanfirstlastframe.run.ScriptSettings;
import io.jenkins.plugins.wanfirstlastframe.run.ScriptShare;
import java.io.IOException;
import java.io.OutputStream;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** One run of a script in a freestyle build: like the Pipeline step's, but it waits on the build's own thread. */
@Restricted(NoExternalUse.class)
public final class BlockingScript {

    private static final Logger LOGGER = Logger.getLogger(BlockingScript.class.getName());

    private final Run<?, ?> run;
    private final FilePath workspace;
    private final EnvVars environment;
    private final Launcher launcher;
    private final TaskListener console;

    /** A run of the build step in a workspace that is there. */
    public BlockingScript(
            Run<?, ?> run, FilePath workspace, EnvVars environment, Launcher launcher, TaskListener console) {
        this.run = run;
        this.workspace = workspace;
        this.environment = environment;
        this.launcher = launcher;
        this.console = console;
    }

    /**
     * Runs a script and waits for its end.
     *
     * @throws AbortException if it does not end well, with the reason
     * @throws InterruptedException if the build was aborted; the process has ended by then, or was told to
     */
    public void run(WanScriptStep step) throws IOException, InterruptedException {
        ScriptSettings settings = ScriptSettings.of(step, run, environment::expand);
        String id = UUID.randomUUID().toString();
        String token = ScriptProcess.token(run, settings);
        ScriptProcess script = ScriptProcess.prepare(settings, workspace, environment, launcher, console);
        ScriptShare share = ScriptShare.ask(run, id, settings);
        FilePath folder = ScriptProcess.folder(workspace, id);
        Proc process;
        OutputStream out = new MaskedListener(console, token).getOutputStream();
        try {
            int places = awaitPlaces(share, settings);
            ScriptProcess.makeRoom(folder);
            note(id, settings);
            EnvVars all = new EnvVars(environment);
            all.putAll(ScriptProcess.variables(settings, id, token, places, folder, console));
            process = launcher.launch()
                    .cmds(script.command(launcher.isUnix()))
                    .envs(all)
                    .stdout(out)
                    .pwd(workspace)
                    .quiet(true)
                    .start();
        } catch (IOException | InterruptedException | RuntimeException e) {
            notBegun(id, share, folder);
            throw e;
        }
        try {
            await(process, out, settings, id, share, folder);
        } finally {
            BegunScripts.get().leave(id); // the build may go on
        }
    }

    /** Without its folder, a process that there may be all the same submits nothing. */
    private void notBegun(String id, ScriptShare share, FilePath folder) {
        try {
            ScriptEnd.cleanUp(folder);
            share.withdraw();
            BegunScripts.get().remove(id);
        } catch (IOException | InterruptedException | RuntimeException e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            LOGGER.log(Level.WARNING, e, () -> "Nobody knows whether a script of " + run + " was begun");
            share.settle(null);
            BegunScripts.get().leave(id);
        }
    }

    private void await(
            Proc process, OutputStream out, ScriptSettings settings, String id, ScriptShare share, FilePath folder)
            throws IOException, InterruptedException {
        int code;
        try {
            code = process.join();
        } catch (InterruptedException e) {
            out.flush();
            stop(process, settings, id, share, folder);
            throw e;
        } catch (IOException e) {
            share.settle(null);
            throw new AbortException("The script " + settings.file()
                    + " can't be followed any more, since its agent is lost (" + PlainText.oneLine(e.getMessage(), 200)
                    + "). Requests of it may go on at RunComfy and be billed.");
        }
        out.flush();
        ScriptEnd end = new ScriptEnd(run, console, settings, id);
        ScriptEnd.Left left = gather(end, id, share, folder);
        if (code != 0 || left.report().process() == null) {
            throw end.failure(code, left.report());
        }
    }

    private void note(String id, ScriptSettings settings) throws IOException {
        Workspace.Reconnecting place = Workspace.Reconnecting.of(workspace);
        if (place != null) { // else nobody could find the agent again
            BegunScripts.get().add(new BegunScript(id, run, place, settings), run);
        }
    }

    private int awaitPlaces(ScriptShare share, ScriptSettings settings) throws InterruptedException {
        if (!share.places().isDone()) {
            ScriptRecords.say(console, ScriptShare.waiting(settings));
        }
        try {
            return share.places().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("they are given or not", e);
        }
    }

    private ScriptEnd.Left gather(ScriptEnd end, String id, ScriptShare share, FilePath folder)
            throws IOException, InterruptedException {
        try {
            ScriptEnd.Left left = end.gather(workspace, folder);
            BegunScripts.get().remove(id);
            share.settle(left.report().costUsd().orElse(null));
            ScriptEnd.cleanUp(folder);
            return left;
        } catch (IOException | InterruptedException | RuntimeException e) {
            share.settle(null);
            throw e;
        }
    }

    /** The process is told to end, and what it says then is kept; a second interrupt ends that. */
    private void stop(Proc process, ScriptSettings settings, String id, ScriptShare share, FilePath folder)
            throws InterruptedException {
        try {
            process.kill();
            if (!ScriptEnd.end(workspace, folder, id)) {
                throw new IOException("the process goes on");
            }
            gather(new ScriptEnd(run, console, settings, id), id, share, folder);
        } catch (IOException e) {
            share.settle(null);
            LOGGER.log(Level.WARNING, e, () -> "The end of a script of " + run + " is not known");
            ScriptRecords.say(
                    console, "Nobody knows how the script ended. Requests of it may go on at RunComfy and be billed.");
        }
    }
}
