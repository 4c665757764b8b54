package io.jenkins.plugins.wanfirstlastframe.process;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.FilePath;
import hudson.init.InitMilestone;
import hudson.model.Computer;
import hudson.model.PeriodicWork;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;
import hudson.slaves.ComputerListener;
import hudson.util.LogTaskListener;
import io.jenkins.plugins.wanfirstlastframe.run.ScriptRecords;
import io.jenkins.plugins.wanfirstlastframe.run.ScriptShare;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import jenkins.util.Timer;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Sees to the scripts that a build has left behind: it was killed, Pipeline could not go on with it after a crash of Jenkins,
 * or its agent was lost. As soon as the agent answers, the process is told to end, since each further request would be billed
 * for nobody, and what it has made is kept.
 */
@Extension
@Restricted(NoExternalUse.class)
public final class LeftScripts extends PeriodicWork {

    private static final Logger LOGGER = Logger.getLogger(LeftScripts.class.getName());

    private static final Duration PATIENCE = Duration.ofDays(7);

    /** How long a job may be known by neither its old name nor its new one while it is moved. */
    private static final Duration MOVE_PATIENCE = Duration.ofSeconds(10);

    /** Those whose build was not there when last looked for: it is deleted, or is just being moved. */
    private final Set<String> missed = ConcurrentHashMap.newKeySet();

    /** Those of which the log tells already that they could not be kept. */
    private final Set<String> failed = ConcurrentHashMap.newKeySet();

    @Override
    public long getRecurrencePeriod() {
        return MIN;
    }

    @Override
    protected void doRun() {
        boolean lookAgain = false;
        for (BegunScript script : BegunScripts.get().all()) {
            Run<?, ?> run = script.run();
            if (run != null) {
                missed.remove(script.id());
            } else if (missed.add(script.id())) {
                lookAgain = true;
                continue;
            }
            if (run == null || script.isLeft() || !run.isBuilding()) {
                Computer.threadPoolForRemoting.execute(() -> seeTo(script, run));
            }
        }
        if (lookAgain) {
            seeToThemIn(MOVE_PATIENCE);
        }
    }

    private void seeTo(BegunScript script, @CheckForNull Run<?, ?> run) {
        BegunScripts scripts = BegunScripts.get();
        if (!scripts.take(script.id())) { // the build's own step is still at it
            return;
        }
        try {
            FilePath workspace = script.workspace().resolve();
            if (scripts.contains(script.id()) && workspace != null && end(script, run, workspace)) {
                over(script);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            LOGGER.log(
                    failed.add(script.id()) ? Level.WARNING : Level.FINE,
                    e,
                    () -> "What the script " + script.file() + " of " + run
                            + " has made can't be kept; this is tried each minute for a week");
        } finally {
            giveUpInTheEnd(script, run);
            scripts.release(script.id());
        }
    }

    private void giveUpInTheEnd(BegunScript script, @CheckForNull Run<?, ?> run) {
        Instant since = script.since();
        if (run != null && !run.isBuilding()) { // whose script may have run for longer than a week
            Instant over = Instant.ofEpochMilli(run.getStartTimeInMillis() + run.getDuration());
            since = over.isAfter(since) ? over : since;
        }
        if (BegunScripts.get().contains(script.id())
                && since.isBefore(Instant.now().minus(PATIENCE))) {
            LOGGER.warning(() -> "Nobody knows what the script " + script.file() + " of " + run
                    + " has made, since that could not be learnt from its agent " + script.node()
                    + " in a week. Look for its requests in your RunComfy account.");
            over(script);
        }
    }

    private void over(BegunScript script) {
        BegunScripts.get().remove(script.id());
        missed.remove(script.id());
        failed.remove(script.id());
    }

    /** Ends the process and keeps what it has made. Gives whether that is done. */
    private static boolean end(BegunScript script, @CheckForNull Run<?, ?> run, FilePath workspace)
            throws IOException, InterruptedException {
        FilePath folder = ScriptProcess.folder(workspace, script.id());
        if (!ScriptEnd.end(workspace, folder, script.id())) {
            return false;
        }
        if (run == null) {
            ScriptEnd.report(folder).costUsd().ifPresent(usd -> ScriptShare.correct(script.id(), usd));
        } else {
            TaskListener log = new LogTaskListener(LOGGER, Level.INFO);
            ScriptRecords.say(log, "Of the script " + script.file() + " that " + run + " has left behind:");
            ScriptEnd.Left left = ScriptEnd.ofLeft(script, run, log).gather(workspace, folder);
            left.report().costUsd().ifPresent(usd -> ScriptShare.correct(run, script.id(), usd));
        }
        ScriptEnd.cleanUp(folder);
        return true;
    }

    /** Rather than within the next minute. */
    private static void seeToThemIn(Duration delay) {
        LeftScripts work = ExtensionList.lookupSingleton(LeftScripts.class);
        Timer.get().schedule(work::doRun, delay.toSeconds(), TimeUnit.SECONDS);
    }

    /** An agent that comes back may have such a script, whose requests are billed for as long as it runs. */
    @Extension
    @Restricted(NoExternalUse.class)
    public static final class AgentsBack extends ComputerListener {

        @Override
        public void onOnline(Computer computer, TaskListener listener) {
            boolean jobsAreLoaded = Jenkins.get().getInitLevel().compareTo(InitMilestone.JOB_CONFIG_ADAPTED) >= 0;
            if (jobsAreLoaded && !BegunScripts.get().all().isEmpty()) {
                seeToThemIn(Duration.ofSeconds(1));
            }
        }
    }

    /** Tells the console of a build that ends what it leaves behind, and sees to that soon. */
    @Extension
    @Restricted(NoExternalUse.class)
    public static final class Told extends RunListener<Run<?, ?>> {

        @Override
        public void onCompleted(Run<?, ?> run, @NonNull TaskListener console) {
            for (BegunScript script : BegunScripts.get().of(run)) {
                ScriptRecords.say(
                        console,
                        "Nobody waits for the script " + script.file()
                                + " any more. If its process still runs, it is told to"
                                + " end as soon as its agent answers; what it has made is then among the videos of this build.");
            }
        }

        @Override
        public void onFinalized(@NonNull Run<?, ?> run) {
            if (!BegunScripts.get().of(run).isEmpty()) {
                seeToThemIn(Duration.ofSeconds(1));
            }
        }
    }
}
