package io.jenkins.plugins.wanfirstlastframe.process;

import org.jenkinsci.plugins.durabletask.DurableTask;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.durable_task.DurableTaskStep;

/**
 * A command on the machinery of {@code sh}, so that output, lost agents and restarts are the same. It is part of a step and
 * none that a Pipeline could name.
 */
final class ScriptTask extends DurableTaskStep {

    private final DurableTask task;

    ScriptTask(DurableTask task) {
        this.task = task;
        setReturnStatus(true);
        setEncoding("UTF-8"); // whatever the node's own encoding is
    }

    @Override
    protected DurableTask task() {
        return task;
    }

    @Override
    public StepDescriptor getDescriptor() {
        throw new UnsupportedOperationException("not a step by itself");
    }
}
