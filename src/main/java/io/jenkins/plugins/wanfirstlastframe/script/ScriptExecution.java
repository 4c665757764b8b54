package io.jenkins.plugins.wanfirstlastframe.script;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;

/**
 * Runs snippets in this process and on the calling thread, and keeps what they throw: JShell itself passes on just the
 * name of its class and its message.
 */
final class ScriptExecution implements ExecutionControlProvider {

    @CheckForNull
    private Throwable thrown;

    /** Whether an interrupt came that no snippet has noticed yet. */
    private boolean interrupted;

    /** What a snippet threw last, null if none has. */
    @CheckForNull
    Throwable thrown() {
        return thrown;
    }

    /** Keeps an interrupt for the next snippet: the compiler in between would have its jars closed by it. */
    void keepInterrupt() {
        interrupted |= Thread.interrupted();
    }

    @Override
    public String name() {
        return "wan";
    }

    @Override
    public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
        return new DirectExecutionControl() {
            @Override
            protected String invoke(Method snippet) throws Exception {
                if (interrupted) {
                    interrupted = false;
                    Thread.currentThread().interrupt();
                }
                try {
                    return super.invoke(snippet);
                } catch (InvocationTargetException e) {
                    thrown = e.getCause();
                    throw e;
                } finally {
                    keepInterrupt(); // what prints a value is compiled, too
                }
            }
        };
    }
}
