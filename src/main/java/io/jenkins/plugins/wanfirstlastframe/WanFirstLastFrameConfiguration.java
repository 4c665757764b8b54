package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.BulkChange;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import jenkins.model.GlobalConfiguration;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * What administrators decide for all jobs. Every value can be left empty and then has a default; the setters refuse
 * what makes no sense, so that Configuration as Code can't bring it in either.
 */
@Extension
@Symbol("wanFirstLastFrame")
public final class WanFirstLastFrameConfiguration extends GlobalConfiguration {

    /** How long a plain poller would wait between two status calls, in seconds. */
    public static final int DEFAULT_POLL_INTERVAL_SECONDS = 2;

    /** The longest wait between two status calls, in seconds. */
    public static final int DEFAULT_LONGEST_POLL_INTERVAL_SECONDS = 30;

    /** After how many minutes a job is given up. */
    public static final int DEFAULT_TIMEOUT_MINUTES = 60;

    /** How many jobs may be at the service at once. */
    public static final int DEFAULT_MOST_JOBS = 50;

    private static final Map<String, Integer> NUMBERS = Map.of(
            "pollIntervalSeconds", DEFAULT_POLL_INTERVAL_SECONDS,
            "longestPollIntervalSeconds", DEFAULT_LONGEST_POLL_INTERVAL_SECONDS,
            "timeoutMinutes", DEFAULT_TIMEOUT_MINUTES,
            "maxConcurrent", DEFAULT_MOST_JOBS);

    @CheckForNull
    private String serviceUrl;

    @CheckForNull
    private String credentialsId;

    private int pollIntervalSeconds = DEFAULT_POLL_INTERVAL_SECONDS;
    private int longestPollIntervalSeconds = DEFAULT_LONGEST_POLL_INTERVAL_SECONDS;
    private int timeoutMinutes = DEFAULT_TIMEOUT_MINUTES;
    private int maxConcurrent = DEFAULT_MOST_JOBS;

    @CheckForNull
    private String downloadHosts;

    public WanFirstLastFrameConfiguration() {
        load();
    }

    /** The configuration in force. */
    public static WanFirstLastFrameConfiguration get() {
        return ExtensionList.lookupSingleton(WanFirstLastFrameConfiguration.class);
    }

    @NonNull
    @Override
    public String getDisplayName() {
        return "Wan First/Last Frame Video (RunComfy)";
    }

    @Override
    public boolean configure(StaplerRequest2 request, JSONObject json) throws FormException {
        NUMBERS.forEach((name, number) -> {
            if (json.has(name) && json.getString(name).isBlank()) {
                json.put(name, number);
            }
        });
        try {
            tryOut(request, json);
            try (BulkChange change = new BulkChange(this)) {
                request.bindJSON(this, json);
                change.commit();
            }
        } catch (IOException e) {
            throw new FormException(e, "serviceUrl");
        } catch (IllegalArgumentException e) {
            throw new FormException(e.getMessage(), e, "serviceUrl");
        }
        return true;
    }

    /** One wrong value must not leave the others behind. */
    private static void tryOut(StaplerRequest2 request, JSONObject json) {
        WanFirstLastFrameConfiguration draft = new WanFirstLastFrameConfiguration();
        try (BulkChange never = new BulkChange(draft)) {
            request.bindJSON(draft, json);
            never.abort();
        }
    }

    /** The service's address, null for RunComfy's own. */
    @CheckForNull
    public String getServiceUrl() {
        return serviceUrl;
    }

    @DataBoundSetter
    public void setServiceUrl(@CheckForNull String value) {
        String given = Util.fixEmptyAndTrim(value);
        if (given != null) {
            given = ServiceUrl.parse(given).toString();
        }
        serviceUrl = ServiceUrl.parse(ServiceUrl.DEFAULT).toString().equals(given) ? null : given;
        save();
    }

    ServiceUrl service() {
        return ServiceUrl.parse(serviceUrl == null ? ServiceUrl.DEFAULT : serviceUrl);
    }

    /** The "Secret text" credential that is used where a job names none, null for none. */
    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(@CheckForNull String value) {
        credentialsId = Util.fixEmptyAndTrim(value);
        save();
    }

    /** See {@link #DEFAULT_POLL_INTERVAL_SECONDS}. */
    public int getPollIntervalSeconds() {
        return pollIntervalSeconds;
    }

    @DataBoundSetter
    public void setPollIntervalSeconds(int value) {
        pollIntervalSeconds = positive(value, "The poll interval");
        save();
    }

    /** See {@link #DEFAULT_LONGEST_POLL_INTERVAL_SECONDS}. */
    public int getLongestPollIntervalSeconds() {
        return longestPollIntervalSeconds;
    }

    @DataBoundSetter
    public void setLongestPollIntervalSeconds(int value) {
        longestPollIntervalSeconds = positive(value, "The longest poll interval");
        save();
    }

    /** See {@link #DEFAULT_TIMEOUT_MINUTES}. */
    public int getTimeoutMinutes() {
        return timeoutMinutes;
    }

    @DataBoundSetter
    public void setTimeoutMinutes(int value) {
        timeoutMinutes = positive(value, "The time-out");
        save();
    }

    Duration timeout() {
        return Duration.ofMinutes(timeoutMinutes);
    }

    /** How many jobs of this controller may be at the service at once; the others wait their turn. 0 for no limit. */
    public int getMostJobs() {
        return maxConcurrent;
    }

    @DataBoundSetter
    public void setMostJobs(int value) {
        if (value < 0) {
            throw new IllegalArgumentException("The most jobs at once can't be negative; 0 stands for no limit.");
        }
        maxConcurrent = value;
        save();
        WanEngine.limitChanged();
    }

    /**
     * Hosts that videos may be downloaded from beside RunComfy's own, separated by white space or commas; {@code
     * *.example.com} stands for all below a domain. Null for none.
     */
    @CheckForNull
    public String getDownloadHosts() {
        return downloadHosts;
    }

    @DataBoundSetter
    public void setDownloadHosts(@CheckForNull String value) {
        String given = Util.fixEmptyAndTrim(value);
        for (String host : hosts(given)) {
            if (!host.matches("(\\*\\.)?[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*")) {
                throw new IllegalArgumentException(
                        "\"" + host + "\" is not a host name such as media.example.com or *.example.com.");
            }
        }
        downloadHosts = given;
        save();
    }

    List<String> allowedDownloadHosts() {
        return hosts(downloadHosts);
    }

    private static List<String> hosts(@CheckForNull String text) {
        return text == null
                ? List.of()
                : Arrays.stream(text.split("[\\s,]+"))
                        .filter(host -> !host.isEmpty())
                        .toList();
    }

    private static int positive(int value, String title) {
        if (value < 1) {
            throw new IllegalArgumentException(title + " must be at least 1.");
        }
        return value;
    }

    @Override
    public synchronized void save() {
        if (BulkChange.contains(this)) {
            return;
        }
        try {
            getConfigFile().write(this);
        } catch (IOException e) {
            throw new UncheckedIOException("The configuration can't be saved.", e);
        }
    }

    @RequirePOST
    public ListBoxModel doFillCredentialsIdItems(@AncestorInPath Item item, @QueryParameter String credentialsId) {
        return TokenCredentials.list(item, credentialsId);
    }

    @RequirePOST
    public FormValidation doCheckCredentialsId(@AncestorInPath Item item, @QueryParameter String value) {
        return TokenCredentials.check(item, value);
    }

    @RequirePOST
    public FormValidation doCheckServiceUrl(@QueryParameter String value) {
        if (!Jenkins.get().hasPermission(Jenkins.ADMINISTER) || value.isBlank()) {
            return FormValidation.ok();
        }
        return checked(() -> ServiceUrl.parse(value));
    }

    private static FormValidation checked(Runnable check) {
        try {
            check.run();
            return FormValidation.ok();
        } catch (IllegalArgumentException e) {
            return FormValidation.error(e.getMessage());
        }
    }

    /** Looks the model up with the credential and address in the form. It costs nothing. */
    @RequirePOST
    public FormValidation doTestConnection(@QueryParameter String serviceUrl, @QueryParameter String credentialsId) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        try {
            ServiceUrl service = ServiceUrl.parse(serviceUrl.isBlank() ? ServiceUrl.DEFAULT : serviceUrl);
            if (credentialsId.isBlank()) {
                return FormValidation.error("Choose a credential to test with.");
            }
            return ConnectionCheck.of(service, new CredentialsTokenSource(null, credentialsId, service));
        } catch (IllegalArgumentException e) {
            return FormValidation.error(e.getMessage());
        }
    }
}
