package io.jenkins.plugins.wanfirstlastframe.delivery;

import io.jenkins.plugins.wanfirstlastframe.client.ImageSource;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import java.util.Optional;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** The path of an image file in a workspace, as somebody gave it. */
@Restricted(NoExternalUse.class)
public final class FramePath {

    private FramePath() {}

    /**
     * What is wrong with an image that is a file of the workspace.
     *
     * @param text what was given for the image, empty where nothing was
     * @param workspace whether there is one
     * @return a clause; empty where nothing is wrong, or the image is no file
     */
    public static Optional<String> problem(Parameter parameter, String text, boolean workspace) {
        ImageSource image;
        try {
            image = ImageSource.parse(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // told as a problem of the input
        }
        if (!(image instanceof ImageSource.ImageFile file)) {
            return Optional.empty();
        }
        if (!WorkspacePath.isInside(file.path())) {
            return Optional.of(parameter.title() + " must be a relative path inside the workspace where it is a file"
                    + " (given: \"" + PlainText.oneLine(file.path(), 80) + "\"; a web address starts with https://)");
        }
        return workspace
                ? Optional.empty()
                : Optional.of(parameter.title() + " is a file (\"" + PlainText.oneLine(file.path(), 80)
                        + "\"), so the step must run inside a node block; a web address starts with https://");
    }
}
