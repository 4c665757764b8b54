package io.jenkins.plugins.wanfirstlastframe.delivery;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import hudson.model.Computer;
import hudson.remoting.Channel;
import java.io.Serializable;
import org.jenkinsci.plugins.workflow.FilePathUtils;

/** Where a build works. Its agent may be away for a while, or for good. */
public interface Workspace {

    /** The folder, null while the agent is away. */
    @CheckForNull
    FilePath resolve();

    /** The agent's name, empty for the built-in node. */
    String node();

    /** Whether a folder's agent can be asked for anything, as far as this side knows. */
    static boolean isConnected(FilePath folder) {
        boolean closed = folder.getChannel() instanceof Channel channel && channel.isClosingOrClosed();
        return !closed && folder.toComputer() != null;
    }

    /** Whether it is worth waiting for an agent that is away. */
    boolean mayComeBack();

    /** The one there is: Jenkins lets no freestyle build succeed that has lost its agent in between. */
    record Fixed(FilePath folder) implements Workspace {
        @Override
        public FilePath resolve() {
            return folder;
        }

        @Override
        public String node() {
            Computer computer = folder.toComputer();
            return computer == null ? "" : computer.getName();
        }

        @Override
        public boolean mayComeBack() {
            return false;
        }
    }

    /**
     * One that survives a restart of Jenkins and of its agent, by the agent's name. Pipeline's context would find it as
     * well, but tells the console each time that the agent is away.
     */
    record Reconnecting(String node, String path) implements Workspace, Serializable {

        /** The name for a folder that is there; null for none. */
        @CheckForNull
        public static Reconnecting of(@CheckForNull FilePath folder) {
            String node = folder == null ? null : FilePathUtils.getNodeNameOrNull(folder);
            return node == null ? null : new Reconnecting(node, folder.getRemote());
        }

        @Override
        public FilePath resolve() {
            return FilePathUtils.find(node, path);
        }

        @Override
        public boolean mayComeBack() {
            return true;
        }
    }
}
