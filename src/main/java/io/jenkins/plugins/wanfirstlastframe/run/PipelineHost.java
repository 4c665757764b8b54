package io.jenkins.plugins.wanfirstlastframe.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Computer;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.delivery.Workspace;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.springframework.security.core.Authentication;

/** A Pipeline's step. */
record PipelineHost(StepContext context, @CheckForNull Workspace workspace) implements StepHost {

    @Override
    public Run<?, ?> run() throws IOException, InterruptedException {
        return context.get(Run.class);
    }

    @Override
    public TaskListener console() throws IOException, InterruptedException {
        return context.get(TaskListener.class);
    }

    @Override
    public TaskListener consoleOfTheBuild() throws IOException, InterruptedException {
        return context.get(FlowExecution.class).getOwner().getListener();
    }

    @Override
    public Authentication builder() throws IOException, InterruptedException {
        return context.get(FlowExecution.class).getAuthentication2();
    }

    /**
     * Does something in the background when a stopped build has waited long enough.
     *
     * @param usual how long that is unless the administrator says otherwise
     */
    static void afterGrace(Duration usual, Runnable work) {
        Timer.get()
                .schedule(
                        () -> Computer.threadPoolForRemoting.execute(work),
                        OperatorProperties.abortGrace(usual).toSeconds(),
                        TimeUnit.SECONDS);
    }

    /** Who or what stops a step, to stand before a colon. */
    static String reason(Throwable cause) {
        if (cause instanceof FlowInterruptedException interrupted
                && !interrupted.getCauses().isEmpty()) {
            return PlainText.oneLine(interrupted.getCauses().get(0).getShortDescription(), 120);
        }
        return "Aborted";
    }
}
