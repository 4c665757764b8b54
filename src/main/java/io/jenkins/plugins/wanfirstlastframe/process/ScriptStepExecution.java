package io.jenkins.plugins.wanfirstlastframe.process;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Computer;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.remoting.RequestAbortedException;
import io.jenkins.plugins.wanfirstlastframe.WanScriptStep;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.delivery.Workspace;
import io.jenkins.plugins.wanfirstlastframe.run.GenerationService;
import io.jenkins.plugins.wanfirstlastframe.run.ScriptRecords;
import io.jenkins.plugins.wanfirstlastframe.run.ScriptSettings;
import io.jenkins.plugins.wanfirstlastframe.run.ScriptShare;
import io.jenkins.plugins.wanfirstlastframe.script.ScriptReport;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.util.Timer;
import org.jenkinsci.plugins.durabletask.BourneShellScript;
import org.jenkinsci.plugins.durabletask.DurableTask;
import org.jenkinsci.plugins.durabletask.WindowsBatchScript;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * One run of the Pipeline step for scripts. It holds no thread while the script runs: the process is one of the machinery of
 * {@code sh}, which this class begins and whose end it takes.
 *
 * <p>The way: the settings are checked on Pipeline's thread; in the background the node is made ready and the script's share
 * waited for; then the Pipeline is saved and the process begun; at its end what it has left is gathered. What is saved is
 * where it stands, never the token.
 */
public final class ScriptStepExecution extends StepExecution {

    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(ScriptStepExecution.class.getName());

    private static final Duration LOOK_FOR_AGENT_AGAIN = Duration.ofSeconds(5);

    /** How long a stopped build waits for what a script has made to be kept; afterwards that goes on by itself. */
    private static final Duration KEEPING_PATIENCE = LOOK_FOR_AGENT_AGAIN.multipliedBy(2);

    /** How long a script's end waits for Pipeline to be saved, which may be busy with other steps. */
    private static final Duration SAVE_PATIENCE = Duration.ofSeconds(10);

    /** Taken apart in {@link #start}. */
    private final transient WanScriptStep step;

    private final String id = UUID.randomUUID().toString();

    private volatile ScriptSettings settings;
    private volatile Workspace.Reconnecting workspace;

    /** How many places the script has; 0 before its process is begun. */
    private volatile int places;

    /** The process on the machinery of {@code sh}; null before it is begun. */
    @CheckForNull
    private volatile StepExecution process;

    /** Null while the process runs, and where nobody knows it. */
    @CheckForNull
    private volatile Integer exitCode;

    /** Why the process is over without an exit code; null for any other. */
    @CheckForNull
    private volatile Throwable lostCause;

    /** What the step returns once all is kept; null before, and where it fails. */
    @CheckForNull
    private volatile ArrayList<Map<String, Object>> kept;

    /** Why the step fails once all is kept. */
    @CheckForNull
    private volatile Throwable keptFailure;

    @CheckForNull
    private transient volatile ScriptShare share;

    @CheckForNull
    private transient volatile Throwable stopCause;

    @CheckForNull
    private transient TaskListener masked;

    private transient boolean toldAway;

    /** Pipeline takes one answer. */
    private transient volatile AtomicBoolean settled = new AtomicBoolean();

    /** An execution of a step that is about to start. */
    public ScriptStepExecution(WanScriptStep step, StepContext context) {
        super(context);
        this.step = step;
    }

    @Override
    public boolean start() throws Exception {
        Run<?, ?> run = getContext().get(Run.class);
        settings = ScriptSettings.of(step, run, text -> text);
        Workspace.Reconnecting place = Workspace.Reconnecting.of(getContext().get(FilePath.class));
        if (place == null) {
            throw new AbortException("Nothing was run: the workspace is not accessible.");
        }
        workspace = place;
        inBackground(() -> prepare(run));
        return false;
    }

    /** A piece of work of this execution. */
    private interface Work {
        void run() throws Exception;
    }

    private void inBackground(Work work) {
        Computer.threadPoolForRemoting.execute(() -> {
            try {
                work.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                giveUp(e);
            } catch (AbortException e) {
                giveUp(e);
            } catch (Exception | LinkageError e) { // also those of other plugins; whoever waits must be told
                LOGGER.log(settled.get() ? Level.FINE : Level.WARNING, "A script can't be run", e); // it may be stopped
                String what = process == null && places == 0
                        ? "Nothing was run: the script " + settings.file() + " can't be begun: "
                        : "The script " + settings.file() + " can't be followed: ";
                giveUp(new AbortException(
                        what + PlainText.oneLine(e.toString(), 200) + "; Jenkins' log has the details."));
            }
        });
    }

    // ---- up to the process

    private void prepare(Run<?, ?> run) throws Exception {
        ScriptProcess.token(run, settings); // refused now rather than after the jars are there
        FilePath folder = workspaceFolder();
        if (ScriptProcess.folder(folder, id).exists()) { // what there may be of it is kept, and its folder taken away
            places = settings.maxConcurrent();
            share = ScriptShare.resume(run, id, places);
            lost(new AbortException(
                    "Jenkins ended while the script " + settings.file() + " was being started, so nobody"
                            + " knows how far it has come; it is not run a second time. Look for its requests in your RunComfy"
                            + " account."));
            return;
        }
        places = 0; // of an earlier run of Jenkins
        EnvVars environment = getContext().get(EnvVars.class);
        Launcher launcher = getContext().get(Launcher.class);
        ScriptProcess script = ScriptProcess.prepare(settings, folder, environment, launcher, plainConsole());
        ScriptShare asked = ScriptShare.ask(run, id, settings);
        share = asked;
        if (stopCause != null) { // which saw no share
            giveUp(stopCause);
            return;
        }
        if (!asked.places().isDone()) {
            tell(ScriptShare.waiting(settings));
        }
        asked.places()
                .thenAccept(given -> GenerationService.get()
                        .savePipeline(
                                run,
                                getContext(),
                                () -> inBackground(() -> begin(run, script, given)),
                                problem -> giveUp(
                                        new AbortException("Nothing was run: the Pipeline's state can't be saved ("
                                                + PlainText.oneLine(problem.getMessage(), 200) + ")."))));
    }

    private FilePath workspaceFolder() throws AbortException {
        FilePath folder = workspace.resolve();
        if (folder == null) {
            throw new AbortException("Nothing was run: the agent is not connected.");
        }
        return folder;
    }

    private void begin(Run<?, ?> run, ScriptProcess script, int given) throws Exception {
        if (stopCause != null) {
            giveUp(stopCause);
            return;
        }
        if (!run.isBuilding()) { // a build that is killed stops no step
            giveUp(new AbortException("Nothing was run: the build is over."));
            return;
        }
        Launcher launcher = getContext().get(Launcher.class);
        FilePath folder = ScriptProcess.folder(workspaceFolder(), id);
        String token = ScriptProcess.token(run, settings);
        synchronized (this) {
            masked = new MaskedListener(plainConsole(), token);
        }
        ScriptProcess.makeRoom(folder);
        ScriptStepContext inner = new ScriptStepContext(
                getContext(), this, ScriptProcess.variables(settings, id, token, given, folder, plainConsole()));
        StepExecution begun = new ScriptTask(task(script, launcher, folder)).start(inner);
        boolean stopped;
        synchronized (this) { // a stop comes before, and nothing is begun, or finds what is to be stopped
            stopped = stopCause != null;
            if (!stopped) {
                places = given;
            }
        }
        if (stopped) {
            ScriptEnd.cleanUp(folder);
            return;
        }
        try {
            BegunScripts.get().add(new BegunScript(id, run, workspace, settings), run);
            begun.start();
        } catch (Exception e) {
            ScriptEnd.cleanUp(folder); // a process that there may be all the same submits nothing without it
            BegunScripts.get().remove(id);
            places = 0;
            throw e;
        } finally {
            inner.begun();
        }
        Throwable cause;
        synchronized (this) {
            process = begun;
            cause = stopCause;
        }
        save();
        if (cause != null) {
            tellToEnd(begun, cause);
        }
    }

    /** Has Pipeline write its state, this execution in it; where it can't, its own log says why. */
    private void save() {
        getContext()
                .saveState()
                .addListener(() -> LOGGER.log(Level.FINE, "A script's Pipeline was saved, or can't be"), Runnable::run);
    }

    private static DurableTask task(ScriptProcess script, Launcher launcher, FilePath folder)
            throws IOException, InterruptedException {
        if (launcher.isUnix()) {
            return new BourneShellScript(script.shell());
        }
        FilePath words = folder.child("arguments");
        words.write(script.argumentFile(), "UTF-8");
        return new WindowsBatchScript(script.batch(words));
    }

    // ---- the console

    private TaskListener plainConsole() throws IOException, InterruptedException {
        return getContext().get(TaskListener.class);
    }

    /** The console without the token. After a restart the token is looked up anew, for that alone. */
    TaskListener console() throws IOException, InterruptedException {
        TaskListener known;
        synchronized (this) {
            known = masked;
        }
        if (known != null) {
            return known;
        }
        TaskListener plain = plainConsole();
        TaskListener hiding;
        try {
            hiding = new MaskedListener(plain, ScriptProcess.token(getContext().get(Run.class), settings));
        } catch (AbortException e) { // the process itself hides it all the same
            LOGGER.log(Level.FINE, e, () -> "No token to be hidden in the output of " + settings.file());
            hiding = plain;
        }
        synchronized (this) {
            masked = hiding;
        }
        return hiding;
    }

    private void tell(String line) {
        try {
            ScriptRecords.say(plainConsole(), line);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.WARNING, e, () -> "Can't tell the console: " + line);
        }
    }

    // ---- the end of the process

    /** The process has ended by itself. */
    void exited(int code) {
        over(code, null);
    }

    /** The process was stopped, or nobody can follow it any more. */
    void lost(Throwable cause) {
        over(null, cause);
    }

    private boolean isOver() {
        return exitCode != null || lostCause != null;
    }

    /** From here on a restart of Jenkins goes on with what is left to do. Only the first end counts. */
    private void over(@CheckForNull Integer code, @CheckForNull Throwable cause) {
        synchronized (this) {
            if (isOver()) {
                return;
            }
            exitCode = code;
            lostCause = cause;
        }
        save();
        inBackground(this::gather);
    }

    private void gather() throws Exception {
        if (kept != null || keptFailure != null) { // before Jenkins was restarted
            settle(null);
            answer();
            return;
        }
        BegunScripts begun = BegunScripts.get();
        if (!begun.take(id)) { // nobody waits for it any more, and what it has made is being kept without this step
            end(null);
            return;
        }
        try {
            if (settled.get() && !begun.contains(id)) { // was kept meanwhile
                return;
            }
            gatherAlone();
        } finally {
            begun.release(id);
        }
    }

    private void gatherAlone() throws Exception {
        Run<?, ?> run = getContext().get(Run.class);
        FilePath place = workspace.resolve();
        Integer code = exitCode;
        if (place == null) {
            if (code != null && stopCause == null) {
                awaitAgent();
                return;
            }
            tell(
                    "The agent is away, so nobody knows here what the script has made; requests of it may go on at RunComfy and"
                            + " be billed. What it may spend counts as spent. As soon as the agent answers, the process is told"
                            + " to end, and what it has made is kept.");
            end(null);
            return;
        }
        FilePath folder = ScriptProcess.folder(place, id);
        ScriptEnd.Left left;
        boolean over = true;
        try {
            if (code == null) {
                over = ScriptEnd.end(place, folder, id);
            }
            left = new ScriptEnd(run, plainConsole(), settings, id).gather(place, folder);
        } catch (IOException | RequestAbortedException e) {
            if (code != null && stopCause == null && !Workspace.isConnected(place)) {
                LOGGER.log(Level.INFO, e, () -> "The agent of " + run + " was lost while its results were gathered");
                awaitAgent();
                return;
            }
            LOGGER.log(Level.WARNING, e, () -> "The results of a script of " + run + " can't be gathered");
            tell("What the script has made can't be kept (" + PlainText.oneLine(String.valueOf(e.getMessage()), 200)
                    + ").");
            end(
                    code == null
                            ? null
                            : new AbortException("The script " + settings.file() + " ended with exit code " + code
                                    + ", and what it has made can't be kept; the line above says why."));
            return;
        }
        ScriptReport report = left.report();
        Integer known = code;
        if (report.exitCode() != null
                && (known == null ? isUnseen() : known < 0)) { // Jenkins was away and has not seen it
            known = report.exitCode();
        }
        if (over) {
            BegunScripts.get().remove(id);
        } else {
            tell(
                    "The script's process was told to end and has not ended; its requests may be made and billed all the same."
                            + " What it may spend counts as spent.");
        }
        settle(over ? report : null);
        if (known != null && known == 0 && stopCause == null && report.process() != null) {
            kept = new ArrayList<>(left.videos());
        } else {
            keptFailure = known == null || stopCause != null
                    ? cause()
                    : new ScriptEnd(run, plainConsole(), settings, id).failure(known, report);
        }
        awaitSaved();
        answer();
        if (over) {
            ScriptEnd.cleanUp(folder);
        }
    }

    /** Without the folder that is removed now, a restart could not learn once more how the script has ended. */
    private void awaitSaved() throws InterruptedException {
        try {
            getContext().saveState().get(SAVE_PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOGGER.log(Level.FINE, e, () -> "The Pipeline of " + settings.file() + " can't be saved");
        }
    }

    private void answer() {
        List<Map<String, Object>> videos = kept;
        Throwable failure = keptFailure;
        Throwable stopped = stopCause; // maybe meanwhile
        if (videos != null && stopped == null) {
            succeed(videos);
        } else {
            fail(failure != null ? failure : stopped);
        }
    }

    /** Whether the process was lost, rather than stopped: now, or before a restart. */
    private boolean isUnseen() {
        return stopCause == null && !(lostCause instanceof FlowInterruptedException);
    }

    private Throwable cause() {
        Throwable stopped = stopCause;
        Throwable lost = lostCause;
        return stopped != null ? stopped : lost != null ? lost : new AbortException("The script was stopped.");
    }

    private void awaitAgent() {
        if (!toldAway) {
            toldAway = true;
            tell("Waiting for the agent to be back, to keep what the script has made.");
        }
        Timer.get().schedule(() -> inBackground(this::gather), LOOK_FOR_AGENT_AGAIN.toSeconds(), TimeUnit.SECONDS);
    }

    /** @param report null where nobody knows what the script has spent */
    private void settle(@CheckForNull ScriptReport report) {
        ScriptShare mine = share;
        if (mine != null) {
            mine.settle(report == null ? null : report.costUsd().orElse(null));
        }
    }

    /** Ends the step without knowing what the script has spent. */
    private void end(@CheckForNull Throwable failure) {
        settle(null);
        fail(failure == null ? cause() : failure);
    }

    private void succeed(List<Map<String, Object>> videos) {
        if (settled.compareAndSet(false, true)) {
            getContext().onSuccess(videos);
        }
    }

    /** Whatever there may be of the script is seen to without this step from now on. */
    private void fail(Throwable cause) {
        if (settled.compareAndSet(false, true)) {
            getContext().onFailure(cause);
            BegunScripts.get().leave(id);
        }
    }

    /** Ends the step before its process, or where that can't be followed. */
    private void giveUp(Throwable cause) {
        ScriptShare mine = share;
        if (mine != null) {
            if (process == null && places == 0) {
                mine.withdraw();
            } else {
                mine.settle(null);
            }
        }
        fail(cause);
    }

    // ---- after a restart, and stops

    @Override
    public void onResume() {
        resume();
        StepExecution begun = process;
        if (begun != null && !isOver()) {
            begun.onResume();
        }
    }

    private void resume() {
        try {
            Run<?, ?> run = getContext().get(Run.class);
            if (process == null) {
                inBackground(() -> prepare(run));
                return;
            }
            share = ScriptShare.resume(run, id, places);
            if (isOver()) {
                inBackground(this::gather);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            giveUp(e);
        } catch (IOException e) {
            giveUp(e);
        }
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        settled = new AtomicBoolean();
    }

    @Override
    public void stop(@NonNull Throwable cause) {
        StepExecution begun;
        boolean early;
        synchronized (this) {
            if (stopCause == null) {
                stopCause = cause;
            }
            begun = process;
            early = places == 0;
        }
        if (begun == null) {
            if (early) { // else it is being begun, and stopped right after
                giveUp(cause);
            }
        } else if (!isOver()) {
            tellToEnd(begun, cause);
        } else {
            // what a script has made is being kept, which tells what is left and fails with this cause; not for ever
            Timer.get().schedule(() -> fail(cause), KEEPING_PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private void tellToEnd(StepExecution begun, Throwable cause) {
        try {
            begun.stop(cause);
        } catch (Exception e) { // such as that the agent is not coming back; Pipeline would end the step at once
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            LOGGER.log(Level.FINE, e, () -> "The process of " + settings.file() + " can't be told to end");
            lost(cause);
        }
    }

    @Override
    public String getStatus() {
        StepExecution begun = process;
        if (begun == null) {
            ScriptShare asked = share;
            return asked == null ? "preparing the agent" : "waiting for " + settings.maxConcurrent() + " places";
        }
        return isOver() ? "keeping what the script has made" : begun.getStatus();
    }
}
