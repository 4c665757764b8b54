package io.jenkins.plugins.wanfirstlastframe.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.Util;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.WanFirstLastFrameConfiguration;
import io.jenkins.plugins.wanfirstlastframe.WanScriptStep;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import io.jenkins.plugins.wanfirstlastframe.delivery.WorkspacePath;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * What one run of a script is asked for, checked and complete, with the configuration's values as they were when it began.
 * Survives a restart; holds no secret.
 */
@Restricted(NoExternalUse.class)
public final class ScriptSettings implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final int MAX_PATH = 400;

    private final String file;
    private final ArrayList<String> args;
    private final String credentialsId;
    private final String serviceUrl;
    private final ArrayList<String> downloadHosts;
    private final int pollIntervalSeconds;
    private final boolean proxyPassword;
    private final int maxConcurrent;
    private final boolean archive;

    /** In US dollars; null for no limit. */
    @CheckForNull
    private final String maxUsd;

    @CheckForNull
    private final String jdk;

    @CheckForNull
    private final String javaHome;

    private ScriptSettings(
            WanScriptStep step,
            UnaryOperator<String> expand,
            WanFirstLastFrameConfiguration configuration,
            String credentialsId,
            @CheckForNull String maxUsd) {
        this.file = path(expand.apply(Util.fixNull(step.getFile())));
        this.args = new ArrayList<>(step.getArgs().stream().map(expand).toList());
        this.credentialsId = credentialsId;
        this.serviceUrl = configuration.service().toString();
        this.downloadHosts = new ArrayList<>(configuration.getDownloadHosts());
        this.pollIntervalSeconds = configuration.getPollIntervalSeconds();
        this.proxyPassword = configuration.isProxyPasswordForAgents();
        this.maxConcurrent = step.getMaxConcurrent();
        this.archive = step.isArchive();
        this.maxUsd = maxUsd;
        this.jdk = Util.fixEmptyAndTrim(expand.apply(Util.fixNull(step.getJdk())));
        this.javaHome = Util.fixEmptyAndTrim(expand.apply(Util.fixNull(step.getJavaHome())));
    }

    private ScriptSettings(ScriptSettings other, List<String> args) {
        this.file = other.file;
        this.args = new ArrayList<>(args);
        this.credentialsId = other.credentialsId;
        this.serviceUrl = other.serviceUrl;
        this.downloadHosts = other.downloadHosts;
        this.pollIntervalSeconds = other.pollIntervalSeconds;
        this.proxyPassword = other.proxyPassword;
        this.maxConcurrent = other.maxConcurrent;
        this.archive = other.archive;
        this.maxUsd = other.maxUsd;
        this.jdk = other.jdk;
        this.javaHome = other.javaHome;
    }

    private static String path(String text) {
        return text.strip().replace('\\', '/');
    }

    /**
     * Checks the settings as a whole. Reads no file and calls nobody, so that it may run on Pipeline's thread.
     *
     * @param expand puts the build's variables into a text
     * @throws AbortException with all that is wrong
     */
    public static ScriptSettings of(WanScriptStep step, Run<?, ?> run, UnaryOperator<String> expand)
            throws AbortException {
        WanFirstLastFrameConfiguration configuration = WanFirstLastFrameConfiguration.get();
        List<String> problems = new ArrayList<>();
        String credentialsId = ResolvedSettings.credentialsId(step.getCredentialsId(), run, expand, configuration);
        String maxUsd = Util.fixEmpty(ResolvedSettings.checked(
                ResolvedSettings.expanded(step.getMaxUsd(), expand), problems, Dollars::check));
        ScriptSettings settings = new ScriptSettings(step, expand, configuration, credentialsId, maxUsd);
        problem(settings.file).ifPresent(problems::add);
        if (credentialsId.isEmpty()) {
            problems.add(ResolvedSettings.NO_CREDENTIAL);
        }
        if (settings.maxConcurrent < 1) {
            problems.add("maxConcurrent must be at least 1");
        }
        if (settings.jdk != null && settings.javaHome != null) {
            problems.add("Either jdk or javaHome says which Java runs the script, not both");
        }
        if (settings.args.stream().anyMatch(arg -> arg.indexOf('\0') >= 0)) {
            problems.add("An argument must not hold a zero character");
        }
        if (!problems.isEmpty()) {
            throw new AbortException("Nothing was run: " + String.join("; ", problems) + ".");
        }
        return settings;
    }

    /**
     * What is wrong with the name of a script's file, as a clause without a full stop.
     *
     * @param file as somebody wrote it
     */
    public static Optional<String> problem(String file) {
        String path = path(file);
        if (path.isEmpty()) {
            return Optional.of("The script's file must be given");
        }
        boolean inside = WorkspacePath.isInside(path)
                && !path.startsWith("-") // Java takes it for an option
                && !path.startsWith("@") // or for a file of options
                && path.equals(PlainText.oneLine(path, MAX_PATH));
        return inside
                ? Optional.empty()
                : Optional.of("The script's file must be a path within the workspace, not \""
                        + PlainText.oneLine(path, 80) + "\"");
    }

    /** The script's path from the workspace, with slashes. */
    public String file() {
        return file;
    }

    /** The settings without what the script finds in {@code args()}, in which people may have put anything. */
    public ScriptSettings withoutArguments() {
        return new ScriptSettings(this, List.of());
    }

    /** What the script finds in {@code args()}. */
    public List<String> args() {
        return Collections.unmodifiableList(args);
    }

    /** The credential with the token. */
    public String credentialsId() {
        return credentialsId;
    }

    /** The service that the script's requests go to. */
    public ServiceUrl service() {
        return ServiceUrl.parse(serviceUrl);
    }

    /** Hosts that videos may be downloaded from, beside RunComfy's. */
    public List<String> downloadHosts() {
        return Collections.unmodifiableList(downloadHosts);
    }

    /** How long a plain poller would wait between two status calls, in seconds. */
    public int pollIntervalSeconds() {
        return pollIntervalSeconds;
    }

    /** Whether the process may have the user and password of Jenkins' proxy. */
    public boolean proxyPassword() {
        return proxyPassword;
    }

    /** How many requests of the script may be at the service at once, as far as there are places. */
    public int maxConcurrent() {
        return maxConcurrent;
    }

    /** Whether what the script makes becomes artifacts of the build. */
    public boolean archive() {
        return archive;
    }

    /** The most that the script may spend, in US dollars; empty for no limit. */
    public Optional<BigDecimal> maxUsd() {
        return Optional.ofNullable(maxUsd).map(BigDecimal::new);
    }

    /** The JDK tool of Jenkins that runs the script; null for the agent's Java or {@link #javaHome}. */
    @CheckForNull
    public String jdk() {
        return jdk;
    }

    /** The folder of the Java that runs the script, on the agent; null for the agent's Java or {@link #jdk}. */
    @CheckForNull
    public String javaHome() {
        return javaHome;
    }
}
