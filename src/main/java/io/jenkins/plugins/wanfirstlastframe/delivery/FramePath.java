package io.jenkins.plugins.wanfirstlastframe.delivery;

import io.jenkins.plugins.wanfirstlastframe.client.ImageSource;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** The path of an image file in a workspace or among the artifacts of a build, as somebody gave it. */
@Restricted(NoExternalUse.class)
public final class FramePath {

    private FramePath() {}

    /**
     * What is wrong with the path of an image that is a file.
     *
     * @param text what was given for the image, empty where nothing was
     * @return a clause; empty where nothing is wrong, or the image is no file
     */
    public static Optional<String> problem(Parameter parameter, String text) {
        ImageSource image;
        try {
            image = ImageSource.parse(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // told as a problem of the input
        }
        if (!(image instanceof ImageSource.ImageFile file)) {
            return Optional.empty();
        }
        return WorkspacePath.isInside(file.path())
                ? Optional.empty()
                : Optional.of(parameter.title() + " must be a relative path inside the workspace, or among the build's"
                        + " artifacts, where it is a file (given: \"" + PlainText.oneLine(file.path(), 80)
                        + "\"; a web address starts with https://)");
    }

    private static String slashes(ImageSource.ImageFile file) {
        return file.path().replace('\\', '/');
    }

    /** The path as artifacts are named: with slashes, and without steps that lead nowhere. */
    static String amongArtifacts(ImageSource.ImageFile file) {
        return Arrays.stream(slashes(file).split("/"))
                .filter(step -> !step.isEmpty() && !step.equals("."))
                .collect(Collectors.joining("/"));
    }
}
