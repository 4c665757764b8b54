package io.jenkins.plugins.wanfirstlastframe.delivery;

import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery.DeliveryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Paths of files in a workspace, as somebody gave them: relative ones that stay inside, whatever links are on the way. */
@Restricted(NoExternalUse.class)
public final class WorkspacePath {

    private WorkspacePath() {}

    /** A path is no file of the workspace. The message is a clause. */
    static class OutsideException extends IOException {
        private static final long serialVersionUID = 1L;

        OutsideException(String clause) {
            super(clause);
        }
    }

    /** There is no such file. The message is a clause. */
    static final class MissingException extends OutsideException {
        private static final long serialVersionUID = 1L;

        MissingException(String clause) {
            super(clause);
        }
    }

    /** Whether a path stays inside as far as its text can tell; backslashes count as slashes. */
    public static boolean isInside(String given) {
        String path = given.replace('\\', '/');
        return !path.startsWith("/")
                && !path.contains(":")
                && Arrays.stream(path.split("/", -1)).noneMatch(".."::equals);
    }

    /**
     * A file of a workspace, whatever links lead to it within.
     *
     * @param hint what to say of a file that isn't there, in parentheses after a space; empty for nothing
     * @throws OutsideException if it is none
     */
    static Path file(Path workspace, String path, String hint) throws IOException {
        Path file = workspace.resolve(path);
        if (!Files.isRegularFile(file)) {
            throw new MissingException(path + " is no file of the workspace" + hint);
        }
        if (!isBelow(workspace, file)) {
            throw leadsOut(path);
        }
        return file;
    }

    /**
     * Makes the folders of a file that is to be written.
     *
     * @throws OutsideException if a link leads out of the workspace
     */
    static Path target(Path workspace, String path) throws IOException {
        Path target = workspace;
        for (Path name : Path.of(path.replace('\\', '/')).normalize()) {
            if (!Files.isDirectory(target)) {
                Files.createDirectories(target); // others may make it at the same time
            }
            if (!isBelow(workspace, target)) {
                throw leadsOut(path);
            }
            target = target.resolve(name);
        }
        return target;
    }

    /** Tells why a video can't be written where {@link #target} was asked for. */
    static DeliveryException unwritable(IOException failure) {
        String what = failure instanceof OutsideException
                ? failure.getMessage()
                : "it can't be written: " + PlainText.oneLine(failure.toString(), 200);
        return new DeliveryException(what + ".", failure);
    }

    /** Whether a link on the way to a file that may not be there yet leads out of a workspace. */
    static boolean leadsOut(Path workspace, String path) {
        for (Path folder = workspace.resolve(path).getParent();
                folder != null && !folder.equals(workspace);
                folder = folder.getParent()) {
            try {
                if (Files.exists(folder)) { // the deepest one has all links in its real path
                    return !isBelow(workspace, folder);
                }
            } catch (IOException e) { // whoever writes there will tell
                return false;
            }
        }
        return false;
    }

    private static boolean isBelow(Path workspace, Path file) throws IOException {
        return file.toRealPath().startsWith(workspace.toRealPath());
    }

    private static OutsideException leadsOut(String path) {
        return new OutsideException(path + " leads out of the workspace");
    }
}
