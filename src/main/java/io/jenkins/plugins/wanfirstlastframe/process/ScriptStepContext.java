package io.jenkins.plugins.wanfirstlastframe.process;

import com.google.common.util.concurrent.ListenableFuture;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.EnvVars;
import hudson.model.Result;
import hudson.model.TaskListener;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * What the machinery of {@code sh} is given for its context: a console that hides the token, an environment with it while the
 * process is begun, and an end that comes to {@link ScriptStepExecution} instead of Pipeline.
 */
final class ScriptStepContext extends StepContext {

    private static final long serialVersionUID = 1L;

    private final StepContext step;
    private final ScriptStepExecution execution;

    /** What the process has beside the build's environment; null but while it is begun. Never saved: the token is in it. */
    @CheckForNull
    @SuppressFBWarnings(value = "SE_TRANSIENT_FIELD_NOT_RESTORED", justification = "after a restart nothing is begun")
    private transient Map<String, String> variables;

    ScriptStepContext(StepContext step, ScriptStepExecution execution, Map<String, String> variables) {
        this.step = step;
        this.execution = execution;
        this.variables = variables;
    }

    /** The process has its environment. */
    void begun() {
        variables = null;
    }

    @Override
    public <T> T get(Class<T> key) throws IOException, InterruptedException {
        if (key == TaskListener.class) {
            return key.cast(execution.console());
        }
        T value = step.get(key);
        Map<String, String> more = variables;
        if (more != null && value instanceof EnvVars environment) {
            EnvVars all = new EnvVars(environment);
            all.putAll(more);
            return key.cast(all);
        }
        return value;
    }

    @Override
    public void onSuccess(Object exitCode) {
        execution.exited(exitCode instanceof Integer code ? code : 0); // the machinery asks for no output
    }

    @Override
    public void onFailure(@NonNull Throwable cause) {
        execution.lost(cause);
    }

    @Override
    public boolean isReady() {
        return step.isReady();
    }

    @Override
    public ListenableFuture<Void> saveState() {
        return step.saveState();
    }

    @Override
    public void setResult(Result result) {
        step.setResult(result);
    }

    @Override
    public BodyInvoker newBodyInvoker() {
        throw new IllegalStateException("the step has no body");
    }

    @Override
    public boolean hasBody() {
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ScriptStepContext context && step.equals(context.step);
    }

    @Override
    public int hashCode() {
        return Objects.hash(step);
    }
}
