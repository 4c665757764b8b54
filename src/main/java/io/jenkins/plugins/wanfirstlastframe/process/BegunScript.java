package io.jenkins.plugins.wanfirstlastframe.process;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.delivery.Workspace;
import io.jenkins.plugins.wanfirstlastframe.run.ScriptSettings;
import java.time.Instant;
import java.util.Objects;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * A script whose process was begun, noted for as long as nobody knows how that has ended and what it has made. Immutable;
 * holds no secret, and none of the script's arguments.
 */
@Restricted(NoExternalUse.class)
public final class BegunScript {

    private final String id;
    private final String job;
    private final int build;

    /** Tells the build from a later one of the same job and number, in milliseconds. */
    private final long buildBegan;

    private final String node;
    private final String workspace;
    private final ScriptSettings settings;

    /** When it was begun, in milliseconds. */
    private final long began;

    /** When its step ended without it, in milliseconds; 0 where it has not, or its whole build has. */
    private final long left;

    BegunScript(String id, Run<?, ?> run, Workspace.Reconnecting workspace, ScriptSettings settings) {
        this.id = id;
        this.job = run.getParent().getFullName();
        this.build = run.getNumber();
        this.buildBegan = run.getTimeInMillis();
        this.node = workspace.node();
        this.workspace = workspace.path();
        this.settings = settings.withoutArguments();
        this.began = System.currentTimeMillis();
        this.left = 0;
    }

    private BegunScript(BegunScript other, String job, long left) {
        this.id = other.id;
        this.job = job;
        this.build = other.build;
        this.buildBegan = other.buildBegan;
        this.node = other.node;
        this.workspace = other.workspace;
        this.settings = other.settings;
        this.began = other.began;
        this.left = left;
    }

    /** The same of a job that was renamed or moved. */
    BegunScript of(String otherJob) {
        return new BegunScript(this, otherJob, left);
    }

    /** The same, of which its step has not learnt the end. */
    BegunScript left() {
        return new BegunScript(this, job, System.currentTimeMillis());
    }

    /** One that was read from a file, if it is whole. */
    BegunScript checked() {
        Objects.requireNonNull(id);
        Objects.requireNonNull(job);
        Objects.requireNonNull(node);
        Objects.requireNonNull(workspace);
        Objects.requireNonNull(settings);
        return this;
    }

    /** Tells scripts apart, also after a restart. */
    String id() {
        return id;
    }

    boolean isOfJob(String fullName) {
        return job.equals(fullName);
    }

    /** Whether its step is over, however long the build may go on. */
    boolean isLeft() {
        return left != 0;
    }

    boolean isOf(Run<?, ?> run) {
        return build == run.getNumber()
                && buildBegan == run.getTimeInMillis()
                && job.equals(run.getParent().getFullName());
    }

    /** The build; null where there is none any more. */
    @CheckForNull
    Run<?, ?> run() {
        Job<?, ?> of = Jenkins.get().getItemByFullName(job, Job.class);
        Run<?, ?> run = of == null ? null : of.getBuildByNumber(build);
        return run != null && isOf(run) ? run : null;
    }

    Workspace.Reconnecting workspace() {
        return new Workspace.Reconnecting(node, workspace);
    }

    ScriptSettings settings() {
        return settings;
    }

    /** Since when nobody waits for it at the latest, as far as its build isn't known to have ended later. */
    Instant since() {
        return Instant.ofEpochMilli(Math.max(began, left));
    }

    /** The script's path from the workspace. */
    public String file() {
        return settings.file();
    }

    /** The agent's name, empty for the built-in node. */
    public String node() {
        return node;
    }
}
