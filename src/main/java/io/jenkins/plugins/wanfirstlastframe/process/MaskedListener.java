package io.jenkins.plugins.wanfirstlastframe.process;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.model.TaskListener;
import io.jenkins.plugins.wanfirstlastframe.script.MaskingStream;
import java.io.OutputStream;
import org.jenkinsci.plugins.workflow.log.OutputStreamTaskListener;

/**
 * A console that hides the token, also where a program prints it that the script has started. Never saved; where Pipeline
 * has agents write to the console themselves, it goes to the agent that has the token anyway.
 */
final class MaskedListener extends OutputStreamTaskListener.Default {

    private static final long serialVersionUID = 1L;

    private final TaskListener console;
    private final String hidden;

    @CheckForNull
    @SuppressFBWarnings(value = "SE_TRANSIENT_FIELD_NOT_RESTORED", justification = "made when it is first written to")
    private transient OutputStream out;

    MaskedListener(TaskListener console, String hidden) {
        this.console = console;
        this.hidden = hidden;
    }

    @NonNull
    @Override
    public synchronized OutputStream getOutputStream() {
        if (out == null) {
            out = new MaskingStream(OutputStreamTaskListener.getOutputStream(console), hidden);
        }
        return out;
    }
}
