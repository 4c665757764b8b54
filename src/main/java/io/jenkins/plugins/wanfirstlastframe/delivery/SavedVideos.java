package io.jenkins.plugins.wanfirstlastframe.delivery;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.wanfirstlastframe.generation.DeliveredVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery.DeliveryException;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jenkins.MasterToSlaveFileCallable;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Videos that another process has saved in a workspace: found there by what that process tells of them, which nobody relies
 * on, and published. Files outside of the workspace are left alone, whatever leads to them.
 */
@Restricted(NoExternalUse.class)
public final class SavedVideos {

    private SavedVideos() {}

    /**
     * A video as it was found.
     *
     * @param path in the workspace, with slashes; null where it isn't there, or can't be archived under its name
     * @param problem why it can't, as a clause without a full stop; empty where it can
     * @param video what is in the file; null where there is no path
     */
    public record Found(
            @CheckForNull String path,
            String problem,
            @CheckForNull DeliveredVideo video) implements Serializable {}

    /**
     * Looks for videos, and reads those that are there.
     *
     * @param files as the agent names them
     * @param urls where they came from, in the same order
     * @return in the same order
     */
    public static List<Found> find(FilePath workspace, List<String> files, List<String> urls)
            throws IOException, InterruptedException {
        return workspace.act(new Look(new ArrayList<>(files), new ArrayList<>(urls)));
    }

    /**
     * Makes videos artifacts of a build, with their fingerprints.
     *
     * @return the videos, each with what could not be noted beside it
     * @throws DeliveryException if they can't be archived
     */
    public static List<DeliveredVideo> publish(
            Run<?, ?> run, TaskListener listener, List<DeliveredVideo> videos, FilePath workspace)
            throws IOException, DeliveryException, InterruptedException {
        return videos.isEmpty() ? videos : new Publisher(run, listener).publish(videos, workspace);
    }

    /**
     * Checks that a file is in a workspace.
     *
     * @param path from the workspace's folder
     * @return why it can't be used, as a clause without a full stop; empty where it can
     */
    public static String problem(FilePath workspace, String path) throws IOException, InterruptedException {
        return workspace.act(new Check(path));
    }

    private static final class Check extends MasterToSlaveFileCallable<String> {
        private static final long serialVersionUID = 1L;
        private final String path;

        Check(String path) {
            this.path = path;
        }

        @Override
        public String invoke(File workspace, VirtualChannel channel) throws IOException {
            try {
                WorkspacePath.file(workspace.toPath(), path, "");
                return "";
            } catch (WorkspacePath.MissingException e) {
                return "there is no such file in the workspace";
            } catch (WorkspacePath.OutsideException e) {
                return "it leads out of the workspace";
            } catch (InvalidPathException e) {
                return "it is not the name of a file here";
            }
        }
    }

    private static final class Look extends MasterToSlaveFileCallable<ArrayList<Found>> {
        private static final long serialVersionUID = 1L;
        private final ArrayList<String> files;
        private final ArrayList<String> urls;

        Look(ArrayList<String> files, ArrayList<String> urls) {
            this.files = files;
            this.urls = urls;
        }

        @Override
        public ArrayList<Found> invoke(File workspace, VirtualChannel channel)
                throws IOException, InterruptedException {
            ArrayList<Found> found = new ArrayList<>();
            for (int i = 0; i < files.size(); i++) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                found.add(look(workspace.toPath(), files.get(i), urls.get(i)));
            }
            return found;
        }

        private static Found look(Path workspace, String name, String url) throws IOException {
            try {
                Path file = WorkspacePath.file(workspace, name, "").toRealPath();
                Path fromRoot = workspace.toRealPath().relativize(file);
                String path = OutputPath.check(fromRoot.toString().replace(File.separatorChar, '/'));
                return new Found(path, "", DeliveredVideo.of(file, url).at(path));
            } catch (WorkspacePath.MissingException e) {
                return new Found(null, "it is no longer there", null);
            } catch (WorkspacePath.OutsideException e) {
                return new Found(null, "it is outside of the workspace", null);
            } catch (InvalidPathException e) {
                return new Found(null, "it is not the name of a file here", null);
            } catch (IllegalArgumentException e) {
                return new Found(null, "not every system allows its name", null);
            }
        }
    }
}
