package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.BulkChange;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.Util;
import hudson.model.Item;
import hudson.model.listeners.SaveableListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.wanfirstlastframe.client.InvalidValueException;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import io.jenkins.plugins.wanfirstlastframe.client.Wording;
import io.jenkins.plugins.wanfirstlastframe.credentials.ConnectionCheck;
import io.jenkins.plugins.wanfirstlastframe.credentials.CredentialsTokenSource;
import io.jenkins.plugins.wanfirstlastframe.credentials.TokenCredentials;
import io.jenkins.plugins.wanfirstlastframe.delivery.HttpClients;
import io.jenkins.plugins.wanfirstlastframe.run.DayLimits;
import io.jenkins.plugins.wanfirstlastframe.run.Dollars;
import io.jenkins.plugins.wanfirstlastframe.run.GenerationService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.GlobalConfiguration;
import jenkins.model.Jenkins;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * What administrators decide for all requests. Every value can be left empty and then has a default; the setters refuse
 * what makes no sense, so that Configuration as Code can't bring it in either.
 */
@Extension
@Symbol("wanFirstLastFrame")
public final class WanFirstLastFrameConfiguration extends GlobalConfiguration {

    private static final Logger LOGGER = Logger.getLogger(WanFirstLastFrameConfiguration.class.getName());

    private static final String AUTOMATIC = "automatic";
    private static final String INLINE = "inline";

    private static final String HOST = "(\\*\\.)?[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*";

    @CheckForNull
    private String serviceUrl;

    @CheckForNull
    private String credentialsId;

    private int pollIntervalSeconds = ConfiguredNumber.POLL_INTERVAL_SECONDS.defaultValue();
    private int maxPollIntervalSeconds = ConfiguredNumber.MAX_POLL_INTERVAL_SECONDS.defaultValue();
    private int timeoutMinutes = ConfiguredNumber.TIMEOUT_MINUTES.defaultValue();
    private int maxConcurrentRequests = ConfiguredNumber.MAX_CONCURRENT_REQUESTS.defaultValue();
    private List<String> downloadHosts = new ArrayList<>();
    private boolean proxyPasswordForAgents;

    @CheckForNull
    private String maxUsdPerDay;

    private String framePublishing = AUTOMATIC;

    public WanFirstLastFrameConfiguration() {
        load();
        try {
            maxPerDay();
        } catch (DayLimits.UnreadableLimitException e) {
            LOGGER.log(Level.WARNING, "No video is made until this is corrected: {0}", e.getMessage());
        }
    }

    /** The configuration in force. */
    public static WanFirstLastFrameConfiguration get() {
        return ExtensionList.lookupSingleton(WanFirstLastFrameConfiguration.class);
    }

    @NonNull
    @Override
    public String getDisplayName() {
        return Messages.pluginName();
    }

    @Override
    public boolean configure(StaplerRequest2 request, JSONObject json) throws FormException {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER); // decides where the token goes
        validate(json);
        try (BulkChange change = new BulkChange(this)) {
            request.bindJSON(this, json);
            change.commit();
        } catch (IOException | UncheckedIOException e) {
            throw new FormException("The configuration can't be saved: " + e.getMessage(), e, "serviceUrl");
        }
        return true;
    }

    /** Checks a submitted form as a whole and brings it into the setters' forms, before anything is changed. */
    private static void validate(JSONObject json) throws FormException {
        for (ConfiguredNumber number : ConfiguredNumber.values()) {
            String name = number.propertyName();
            if (json.has(name)) {
                json.put(name, checked(name, () -> number.parse(json.getString(name))));
            }
        }
        String dollars = json.optString("maxUsdPerDay");
        checked("maxUsdPerDay", () -> dollars.isBlank() ? "" : Dollars.check(dollars));
        checked("framePublishing", () -> checkedPublishing(json.optString("framePublishing")));
        String url = json.optString("serviceUrl");
        checked("serviceUrl", () -> url.isBlank() ? "" : ServiceUrl.parse(url).toString());
        if (json.opt("downloadHosts") instanceof String hosts) {
            JSONArray list = new JSONArray();
            list.addAll(checked("downloadHosts", () -> checkedHosts(split(hosts))));
            json.put("downloadHosts", list);
        }
    }

    private interface Check<T> {
        T get();
    }

    private static <T> T checked(String field, Check<T> check) throws FormException {
        try {
            return check.get();
        } catch (IllegalArgumentException e) {
            throw new FormException(FormCheck.text(e), e, field);
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

    /** The service in force. */
    public ServiceUrl service() {
        return ServiceUrl.parse(serviceUrl == null ? ServiceUrl.DEFAULT : serviceUrl);
    }

    /** The "Secret text" credential that is used where a step names none, null for none. */
    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(@CheckForNull String value) {
        credentialsId = Util.fixEmptyAndTrim(value);
        save();
    }

    /** How long a plain poller would wait between two status calls, in seconds. */
    public int getPollIntervalSeconds() {
        return pollIntervalSeconds;
    }

    @DataBoundSetter
    public void setPollIntervalSeconds(int value) {
        pollIntervalSeconds = ConfiguredNumber.POLL_INTERVAL_SECONDS.check(value);
        save();
    }

    /** The longest wait between two status calls, in seconds. */
    public int getMaxPollIntervalSeconds() {
        return maxPollIntervalSeconds;
    }

    @DataBoundSetter
    public void setMaxPollIntervalSeconds(int value) {
        maxPollIntervalSeconds = ConfiguredNumber.MAX_POLL_INTERVAL_SECONDS.check(value);
        save();
    }

    /** After how many minutes a request is given up, where its step doesn't say. */
    public int getTimeoutMinutes() {
        return timeoutMinutes;
    }

    @DataBoundSetter
    public void setTimeoutMinutes(int value) {
        timeoutMinutes = ConfiguredNumber.TIMEOUT_MINUTES.check(value);
        save();
    }

    /**
     * How many requests of this controller may be at the service at once; the others wait their turn. 0 for no limit. A
     * change holds at once for those that wait, and touches none that is under way.
     */
    public int getMaxConcurrentRequests() {
        return maxConcurrentRequests;
    }

    @DataBoundSetter
    public void setMaxConcurrentRequests(int value) {
        maxConcurrentRequests = ConfiguredNumber.MAX_CONCURRENT_REQUESTS.check(value);
        save();
        GenerationService.get().limitChanged();
    }

    /**
     * Hosts that videos may be downloaded from beside RunComfy's own; {@code *.example.com} stands for all below a domain.
     */
    @NonNull
    public List<String> getDownloadHosts() {
        return Collections.unmodifiableList(downloadHosts);
    }

    @DataBoundSetter
    public void setDownloadHosts(@CheckForNull List<String> value) {
        downloadHosts = checkedHosts(value == null ? List.of() : value);
        save();
    }

    /** The hosts as the form's text field shows them. */
    public String hostsText() {
        return String.join(" ", downloadHosts);
    }

    private static List<String> split(String text) {
        return Arrays.stream(text.split("[\\s,]+"))
                .filter(host -> !host.isEmpty())
                .toList();
    }

    private static List<String> checkedHosts(List<String> hosts) {
        List<String> checked = new ArrayList<>();
        for (String host : hosts) {
            String name = host.strip();
            if (!name.matches(HOST)) {
                throw new InvalidValueException(Wording.HOST.with(PlainText.oneLine(name, 80)));
            }
            checked.add(name);
        }
        return checked;
    }

    /**
     * Whether an agent that downloads a video is given the user and password of Jenkins' proxy. Whoever controls an agent
     * can read what it is given.
     */
    public boolean isProxyPasswordForAgents() {
        return proxyPasswordForAgents;
    }

    @DataBoundSetter
    public void setProxyPasswordForAgents(boolean value) {
        proxyPasswordForAgents = value;
        save();
    }

    /**
     * How images that are artifacts get to the service: {@code automatic}, by the address that the artifact manager has for
     * them where there is one, or {@code inline}, within the request. Images of a workspace always travel within it.
     */
    @NonNull
    public String getFramePublishing() {
        return framePublishing;
    }

    @DataBoundSetter
    public void setFramePublishing(@CheckForNull String value) {
        framePublishing = checkedPublishing(value);
        save();
    }

    private static String checkedPublishing(@CheckForNull String value) {
        String given = Util.fixEmptyAndTrim(value);
        if (given == null || given.equals(AUTOMATIC)) {
            return AUTOMATIC;
        }
        if (given.equals(INLINE)) {
            return INLINE;
        }
        throw new InvalidValueException(Wording.FRAME_PUBLISHING.with(PlainText.oneLine(given, 80), AUTOMATIC, INLINE));
    }

    /** Whether images that are artifacts are published, where their manager can do that. */
    public boolean publishFrames() {
        return AUTOMATIC.equals(framePublishing);
    }

    @RequirePOST
    public ListBoxModel doFillFramePublishingItems() {
        return new ListBoxModel(
                new ListBoxModel.Option(Messages.publishAutomatically(), AUTOMATIC),
                new ListBoxModel.Option(Messages.publishInline(), INLINE));
    }

    /** The most that all builds of this Jenkins may spend in a day, in US dollars; null for no limit. */
    @CheckForNull
    public String getMaxUsdPerDay() {
        return maxUsdPerDay;
    }

    @DataBoundSetter
    public void setMaxUsdPerDay(@CheckForNull String value) {
        String given = Util.fixEmptyAndTrim(value);
        maxUsdPerDay = given == null ? null : Dollars.check(given);
        save();
    }

    /**
     * The most that all builds of this Jenkins may spend in a day, in US dollars; empty for no limit.
     *
     * @throws DayLimits.UnreadableLimitException if it was edited by hand and is no amount
     */
    public Optional<BigDecimal> maxPerDay() throws DayLimits.UnreadableLimitException {
        return DayLimits.amount(maxUsdPerDay, DayLimits.OF_JENKINS);
    }

    /** Fails where Descriptor's would write a line to the log: whoever saves must know that it did not work. */
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
        SaveableListener.fireOnChange(this, getConfigFile());
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
        return value.isBlank() ? FormValidation.ok() : checkedForm(() -> ServiceUrl.parse(value));
    }

    @RequirePOST
    public FormValidation doCheckMaxUsdPerDay(@QueryParameter String value) {
        return value.isBlank() ? FormValidation.ok() : checkedForm(() -> Dollars.check(value));
    }

    @RequirePOST
    public FormValidation doCheckDownloadHosts(@QueryParameter String value) {
        return checkedForm(() -> checkedHosts(split(value)));
    }

    private static FormValidation checkedForm(Runnable check) {
        return Jenkins.get().hasPermission(Jenkins.ADMINISTER) ? FormCheck.of(check) : FormValidation.ok();
    }

    @RequirePOST
    public FormValidation doTestConnection(@QueryParameter String serviceUrl, @QueryParameter String credentialsId) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        try {
            ServiceUrl service = ServiceUrl.parse(serviceUrl.isBlank() ? ServiceUrl.DEFAULT : serviceUrl);
            if (credentialsId.isBlank()) {
                return FormValidation.error(Messages.chooseToken());
            }
            return ConnectionCheck.of(
                    service,
                    CredentialsTokenSource.forTest(credentialsId, service),
                    GenerationService.get().http(),
                    HttpClients.userAgent());
        } catch (IllegalArgumentException e) {
            return FormCheck.error(e);
        }
    }
}
