package io.jenkins.plugins.wanfirstlastframe.process;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.model.Computer;
import hudson.model.JDK;
import hudson.model.Node;
import hudson.model.TaskListener;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.run.ScriptSettings;
import java.io.IOException;
import jenkins.model.Jenkins;
import jenkins.security.MasterToSlaveCallable;

/** Finds the Java that runs a script: the agent's own, one by its folder, or a JDK tool of Jenkins. */
final class ScriptJava {

    private ScriptJava() {}

    /**
     * The command on the node. May take as long as it takes to install a tool.
     *
     * @throws AbortException if there is no such tool
     */
    static String command(
            ScriptSettings settings, FilePath workspace, EnvVars environment, boolean unix, TaskListener console)
            throws IOException, InterruptedException {
        String home = settings.javaHome();
        String tool = settings.jdk();
        if (tool != null) {
            home = tool(tool, workspace, environment, console);
        } else if (home == null) {
            home = workspace.act(new JavaHome());
        }
        String separator = unix ? "/" : "\\";
        return home.replaceFirst("[/\\\\]+$", "") + separator + "bin" + separator + (unix ? "java" : "java.exe");
    }

    private static String tool(String name, FilePath workspace, EnvVars environment, TaskListener console)
            throws IOException, InterruptedException {
        JDK jdk = Jenkins.get().getJDK(name);
        Computer computer = workspace.toComputer();
        Node node = computer == null ? null : computer.getNode();
        if (jdk == null) {
            throw new AbortException("Nothing was run: there is no JDK tool \"" + PlainText.oneLine(name, 80)
                    + "\" in this Jenkins; its tools are configured at Manage Jenkins, Tools.");
        }
        if (node == null) {
            throw new AbortException("Nothing was run: the agent is not connected.");
        }
        String home = jdk.forNode(node, console).forEnvironment(environment).getHome();
        if (home == null || home.isEmpty()) {
            throw new AbortException("Nothing was run: the JDK tool \"" + PlainText.oneLine(name, 80)
                    + "\" has no folder on this node.");
        }
        return home;
    }

    private static final class JavaHome extends MasterToSlaveCallable<String, RuntimeException> {
        private static final long serialVersionUID = 1L;

        @Override
        public String call() {
            return System.getProperty("java.home");
        }
    }
}
