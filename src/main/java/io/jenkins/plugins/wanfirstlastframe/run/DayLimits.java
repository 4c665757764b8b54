package io.jenkins.plugins.wanfirstlastframe.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.Util;
import hudson.model.Job;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    /** What the limit of a folder is called, to stand at the beginning or within a sentence. */
    static String nameOf(String folder) {
        return "the limit of folder " + PlainText.oneLine(folder, 200) + " for a day";
    }

    /** What the limit of the whole controller is called. */
    String OF_JENKINS = "the limit of this Jenkins for a day";

    /**
     * A limit as it stands in a file, which somebody may have edited by hand.
     *
     * @param kept in US dollars; null or empty for no limit
     * @param name of the limit
     * @throws UnreadableLimitException if it is no amount
     */
    static Optional<BigDecimal> amount(@CheckForNull String kept, String name) throws UnreadableLimitException {
        String given = Util.fixEmptyAndTrim(kept);
        try {
            return given == null ? Optional.empty() : Optional.of(new BigDecimal(Dollars.check(given)));
        } catch (IllegalArgumentException e) {
            throw new UnreadableLimitException(name + " can't be read: " + e.getMessage(), e);
        }
    }

    /** A limit is no amount, so that nothing may be spent. The message is a sentence that says where it is. */
    final class UnreadableLimitException extends Exception {
        private static final long serialVersionUID = 1L;

        /** @param sentence what is wrong with it, and where */
        public UnreadableLimitException(String sentence, Throwable cause) {
            super(sentence, cause);
        }
    }

    /**
     * The limits that hold for a job, from the innermost folder outwards; empty where there are none.
     *
     * @throws UnreadableLimitException if one of them is no amount
     */
    List<FolderLimit> of(Job<?, ?> job) throws UnreadableLimitException;

    /**
     * All that hold for a job.
     *
     * @throws UnreadableLimitException if one of them is no amount
     */
    static List<FolderLimit> allOf(Job<?, ?> job) throws UnreadableLimitException {
        List<FolderLimit> all = new ArrayList<>();
        for (DayLimits limits : ExtensionList.lookup(DayLimits.class)) {
            all.addAll(limits.of(job));
        }
        return all;
    }
}
