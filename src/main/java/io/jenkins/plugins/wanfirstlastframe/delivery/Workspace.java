package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import hudson.model.Computer;
import hudson.remoting.VirtualChannel;
import java.io.Serializable;
import jenkins.model.Jenkins;

/** Where a build works. Its agent may be away for a while, or for good. */
interface Workspace {

    /** The folder, null while the agent is away. */
    @CheckForNull
    FilePath now();

    /** Whether it is worth waiting for an agent that is away. */
    boolean mayComeBack();

    /** The one there is: Jenkins lets no freestyle build succeed that has lost its agent in between. */
    record Only(FilePath folder) implements Workspace {
        @Override
        public FilePath now() {
            return folder;
        }

        @Override
        public boolean mayComeBack() {
            return false;
        }
    }

    /**
     * One that survives a restart of Jenkins and of its agent. Pipeline's own look-up would do the same, but tells the
     * console each time that the agent is away.
     */
    record Named(String node, String path) implements Workspace, Serializable {

        /** The name for a folder that is there; null for none. */
        @CheckForNull
        static Named of(@CheckForNull FilePath folder) {
            Computer computer = folder == null ? null : folder.toComputer();
            return computer == null ? null : new Named(computer.getName(), folder.getRemote());
        }

        @Override
        public FilePath now() {
            Computer computer = Jenkins.get().getComputer(node);
            VirtualChannel channel = computer == null ? null : computer.getChannel();
            return channel == null ? null : new FilePath(channel, path);
        }

        @Override
        public boolean mayComeBack() {
            return true;
        }
    }
}
