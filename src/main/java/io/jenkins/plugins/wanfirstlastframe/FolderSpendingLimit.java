package io.jenkins.plugins.wanfirstlastframe;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import com.cloudbees.hudson.plugins.folder.AbstractFolderProperty;
import com.cloudbees.hudson.plugins.folder.AbstractFolderPropertyDescriptor;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Job;
import hudson.util.FormValidation;
import io.jenkins.plugins.wanfirstlastframe.run.DayLimits;
import io.jenkins.plugins.wanfirstlastframe.run.Dollars;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * The most that the jobs of a folder, and of the folders in it, may spend on videos in a day. There is this class only where
 * the plugin "Folders" is installed: nothing else may refer to it.
 */
public final class FolderSpendingLimit extends AbstractFolderProperty<AbstractFolder<?>> {

    private static final Logger LOGGER = Logger.getLogger(FolderSpendingLimit.class.getName());

    @CheckForNull
    private final String maxUsdPerDay;

    /**
     * A limit.
     *
     * @param maxUsdPerDay in US dollars, such as {@code 2.50}; empty or null for none
     * @throws IllegalArgumentException with a sentence, if that is no amount
     */
    @DataBoundConstructor
    public FolderSpendingLimit(@CheckForNull String maxUsdPerDay) {
        String given = Util.fixEmptyAndTrim(maxUsdPerDay);
        this.maxUsdPerDay = given == null ? null : Dollars.check(given);
    }

    /** The most that the folder's jobs may spend in a day, in US dollars; null for no limit. */
    @CheckForNull
    public String getMaxUsdPerDay() {
        return maxUsdPerDay;
    }

    /** Whoever edits the file of a folder by hand is told when it is loaded, not when somebody wants a video. */
    @Override
    protected void setOwner(@NonNull AbstractFolder<?> owner) {
        super.setOwner(owner);
        try {
            amount(owner);
        } catch (DayLimits.UnreadableLimitException e) {
            LOGGER.log(Level.WARNING, "No video is made until this is corrected: {0}", e.getMessage());
        }
    }

    /** The limit as it was read from a file; empty for none. */
    private Optional<BigDecimal> amount(Item folder) throws DayLimits.UnreadableLimitException {
        return DayLimits.amount(maxUsdPerDay, DayLimits.nameOf(folder.getFullName()));
    }

    /** The form's part and its checks. */
    @Extension(optional = true)
    @Symbol("wanFirstLastFrameLimit")
    public static final class DescriptorImpl extends AbstractFolderPropertyDescriptor {

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.pluginName();
        }

        /** Nothing is kept of a folder whose field is empty. */
        @Override
        public AbstractFolderProperty<?> newInstance(StaplerRequest2 request, JSONObject form) throws FormException {
            String given = form.isNullObject() ? "" : form.optString("maxUsdPerDay");
            try {
                return given.isBlank() ? null : new FolderSpendingLimit(given);
            } catch (IllegalArgumentException e) {
                throw new FormException(FormCheck.text(e), e, "maxUsdPerDay");
            }
        }

        @RequirePOST
        public FormValidation doCheckMaxUsdPerDay(@AncestorInPath Item item, @QueryParameter String value) {
            if (value.isBlank() || item == null || !item.hasPermission(Item.CONFIGURE)) {
                return FormValidation.ok();
            }
            return FormCheck.of(() -> Dollars.check(value));
        }
    }

    /** Finds the limits of the folders that a job is in. */
    @Extension(optional = true)
    public static final class OfFolders implements DayLimits {

        @Override
        public List<FolderLimit> of(Job<?, ?> job) throws UnreadableLimitException {
            List<FolderLimit> limits = new ArrayList<>();
            for (ItemGroup<?> group = job.getParent(); group instanceof Item folder; group = folder.getParent()) {
                String fullName = folder.getFullName();
                if (group instanceof AbstractFolder<?> withProperties) {
                    FolderSpendingLimit limit = withProperties.getProperties().get(FolderSpendingLimit.class);
                    if (limit != null) {
                        limit.amount(folder).ifPresent(max -> limits.add(new FolderLimit(fullName, max)));
                    }
                }
            }
            return limits;
        }
    }
}
