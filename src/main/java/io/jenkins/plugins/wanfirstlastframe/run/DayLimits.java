package io.jenkins.plugins.wanfirstlastframe.run;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Job;
import java.math.BigDecimal;
import java.util.List;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Knows limits for what some of the jobs of this Jenkins may spend in a day. Where they are kept may be a matter of a plugin
 * that isn't installed; then nobody extends this.
 */
@Restricted(NoExternalUse.class)
public interface DayLimits extends ExtensionPoint {

    /**
     * A limit for all jobs of a folder and of the folders in it.
     *
     * @param folder the folder's full name
     * @param maxUsd the most that they may spend in a day, in US dollars
     */
    record FolderLimit(String folder, BigDecimal maxUsd) {

        /** Whether a job is in the folder or in one below it. */
        boolean holdsFor(String jobFullName) {
            return jobFullName.startsWith(folder + "/");
        }
    }

    /** The limits that hold for a job, from the innermost folder outwards; empty where there are none. */
    List<FolderLimit> of(Job<?, ?> job);

    /** All that hold for a job. */
    static List<FolderLimit> allOf(Job<?, ?> job) {
        return ExtensionList.lookup(DayLimits.class).stream()
                .flatMap(limits -> limits.of(job).stream())
                .toList();
    }
}
