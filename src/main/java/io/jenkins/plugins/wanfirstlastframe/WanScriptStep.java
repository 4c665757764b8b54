package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.Extension;
import hudson.FilePath;
import hudson.Launcher;
import hudson.Util;
import hudson.model.Item;
import hudson.model.JDK;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.wanfirstlastframe.client.UnknownName;
import io.jenkins.plugins.wanfirstlastframe.process.ScriptStepExecution;
import io.jenkins.plugins.wanfirstlastframe.run.ScriptSettings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.structs.describable.CustomDescribableModel;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * The Pipeline step {@code wanScript}, and the settings of the freestyle build step, which is a thin wrapper around it: runs
 * a script of the JShell DSL in a process of its own on the node of the build.
 */
public final class WanScriptStep extends Step {

    /** How many requests of a script are at the service at once unless it is said. */
    private static final int MAX_CONCURRENT = 4;

    private static final String ARGS = "args";

    private final String file;
    private List<String> args = new ArrayList<>();

    @CheckForNull
    private String credentialsId;

    @CheckForNull
    private String jdk;

    @CheckForNull
    private String javaHome;

    @CheckForNull
    private Integer maxConcurrent;

    @CheckForNull
    private String maxUsd;

    private boolean archive = true;

    @DataBoundConstructor
    public WanScriptStep(String file) {
        this.file = Util.fixNull(file).strip();
    }

    /** The script's path from the workspace. */
    public String getFile() {
        return file;
    }

    /** What the script finds in {@code args()}. */
    public List<String> getArgs() {
        return Collections.unmodifiableList(args);
    }

    @DataBoundSetter
    public void setArgs(@CheckForNull List<String> value) {
        args = value == null ? new ArrayList<>() : new ArrayList<>(value);
    }

    /** The "Secret text" credential with the token; null for the global default. */
    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(@CheckForNull String value) {
        credentialsId = Util.fixEmptyAndTrim(value);
    }

    /** The JDK tool of Jenkins that runs the script; null for the agent's own Java, or {@link #getJavaHome}. */
    @CheckForNull
    public String getJdk() {
        return jdk;
    }

    @DataBoundSetter
    public void setJdk(@CheckForNull String value) {
        jdk = Util.fixEmptyAndTrim(value);
    }

    /** The folder on the agent of the Java that runs the script; null for the agent's own, or {@link #getJdk}. */
    @CheckForNull
    public String getJavaHome() {
        return javaHome;
    }

    @DataBoundSetter
    public void setJavaHome(@CheckForNull String value) {
        javaHome = Util.fixEmptyAndTrim(value);
    }

    /** How many requests of the script may be at the service at once. */
    public int getMaxConcurrent() {
        return maxConcurrent == null ? MAX_CONCURRENT : maxConcurrent;
    }

    @DataBoundSetter
    public void setMaxConcurrent(int value) {
        maxConcurrent = value == MAX_CONCURRENT ? null : value;
    }

    /** The most that the script may spend, in US dollars; null for no limit. */
    @CheckForNull
    public String getMaxUsd() {
        return maxUsd;
    }

    @DataBoundSetter
    public void setMaxUsd(@CheckForNull String value) {
        maxUsd = Util.fixEmptyAndTrim(value);
    }

    /** Whether what the script makes becomes artifacts of the build. */
    public boolean isArchive() {
        return archive;
    }

    @DataBoundSetter
    public void setArchive(boolean value) {
        archive = value;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new ScriptStepExecution(this, context);
    }

    /** The step in lists, forms and Jenkinsfiles. */
    @Extension
    public static final class DescriptorImpl extends MakingForm implements CustomDescribableModel {

        @Override
        public String getFunctionName() {
            return "wanScript";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.scriptStepName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, FilePath.class, Launcher.class, EnvVars.class);
        }

        @Override
        public String argumentsToString(@NonNull Map<String, Object> arguments) {
            Object file = arguments.get("file");
            return file == null ? null : file.toString();
        }

        /** Makes the step of a submitted form, in which each line of a text is an argument. */
        @Override
        public Step newInstance(StaplerRequest2 request, @NonNull JSONObject form) throws FormException {
            if (form.opt(ARGS) instanceof String text) {
                JSONArray lines = new JSONArray();
                text.lines().filter(line -> !line.isBlank()).forEach(lines::add);
                form.put(ARGS, lines);
            }
            return super.newInstance(request, form);
        }

        /**
         * Makes the step of a Jenkinsfile.
         *
         * @throws AbortException if there is an argument that it doesn't know: Jenkins by itself would warn and go on, and
         *     the script would run without it
         */
        @Override
        public Step newInstance(Map<String, Object> arguments) throws Exception {
            Set<String> names = StepArguments.names(WanScriptStep.class);
            Optional<String> unknown = arguments.keySet().stream()
                    .filter(name -> !names.contains(name))
                    .findFirst();
            if (unknown.isPresent()) {
                throw new AbortException(
                        "Nothing was run: " + UnknownName.sentence("parameter", unknown.get(), names) + ".");
            }
            return super.newInstance(arguments);
        }

        /** Turns the numbers of a Jenkinsfile into the texts they are kept as. */
        @NonNull
        @Override
        public Map<String, Object> customInstantiate(@NonNull Map<String, Object> arguments) {
            Map<String, Object> texts = StepArguments.toTexts(arguments);
            texts.computeIfPresent(
                    ARGS,
                    (name, value) -> value instanceof List<?> list
                            ? list.stream().map(String::valueOf).collect(Collectors.toList())
                            : value);
            return texts;
        }

        /** Prepares a generated snippet: an amount is a number again. */
        @NonNull
        @Override
        public UninstantiatedDescribable customUninstantiate(@NonNull UninstantiatedDescribable step) {
            Map<String, Object> arguments = StepArguments.forSnippet(step.getArguments());
            if (arguments.get(ARGS) instanceof List<?> list && list.isEmpty()) {
                arguments.remove(ARGS);
            }
            return step.withArguments(arguments);
        }

        /** The JDK tools of this Jenkins, and what is given now. */
        @RequirePOST
        public ListBoxModel doFillJdkItems(@AncestorInPath Item item, @QueryParameter String jdk) {
            ListBoxModel list = new ListBoxModel();
            list.add(Messages.agentsJava(), "");
            if (item == null
                    ? Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                    : item.hasPermission(Item.EXTENDED_READ)) {
                Jenkins.get().getJDKs().stream().map(JDK::getName).forEach(list::add);
            }
            return keeping(list, jdk);
        }

        @RequirePOST
        public FormValidation doCheckFile(@QueryParameter String value) {
            return value.isBlank() || value.contains("$")
                    ? FormValidation.ok()
                    : ScriptSettings.problem(value)
                            .map(problem -> FormValidation.error(Messages.insideWorkspace()))
                            .orElse(FormValidation.ok());
        }

        @RequirePOST
        public FormValidation doCheckMaxConcurrent(@QueryParameter String value) {
            return FormValidation.validatePositiveInteger(value);
        }

        /** A script's arguments, one in each line, as the form shows them. */
        public String lines(List<String> args) {
            return args == null ? "" : String.join("\n", args);
        }
    }
}
