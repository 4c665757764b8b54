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

    /** What a snippet threw last, null if none has. */
    @CheckForNull
    Throwable thrown() {
        return thrown;
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
                try {
                    return super.invoke(snippet);
                } catch (InvocationTargetException e) {
                    thrown = e.getCause();
                    throw e;
                }
            }
        };
    }
}
