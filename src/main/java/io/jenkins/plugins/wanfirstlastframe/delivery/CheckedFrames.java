package io.jenkins.plugins.wanfirstlastframe.delivery;

import io.jenkins.plugins.wanfirstlastframe.client.FrameFingerprint;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import java.util.List;
import java.util.Set;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * What is known of an input whose images are files, or some of them, once somebody has looked at these.
 *
 * @param frames what identifies the start and the end frame; empty where neither is a file
 * @param artifacts the images that are artifacts of the build; other files are in the workspace
 */
@Restricted(NoExternalUse.class)
public record CheckedFrames(List<FrameFingerprint> frames, Set<Parameter> artifacts) {

    /** For an input without files. */
    public static final CheckedFrames NONE = new CheckedFrames(List.of(), Set.of());
}
