package io.jenkins.plugins.wanfirstlastframe.run;

import hudson.AbortException;
import hudson.Util;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.FailBuild;
import io.jenkins.plugins.wanfirstlastframe.WanClipsStep;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.clips.ClipList;
import io.jenkins.plugins.wanfirstlastframe.delivery.WorkspacePath;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What a step for a clip list asks for, apart from the list's content: checked, and with the configuration's values as they
 * were when the step began. Survives a restart; holds no secret.
 */
final class ClipsOrder implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String file;
    private final String junit;
    private final int maxConcurrent;
    private final int retries;
    private final FailBuild failBuild;
    private final ResolvedSettings common;

    private ClipsOrder(WanClipsStep step, String file, String junit, FailBuild failBuild, ResolvedSettings common) {
        Integer given = step.getMaxConcurrent();
        this.file = file;
        this.junit = junit;
        this.maxConcurrent = given == null ? ClipList.MAX_CONCURRENT : given;
        this.retries = step.getRetries();
        this.failBuild = failBuild;
        this.common = common;
    }

    /**
     * Checks the step's arguments as a whole. Reads no file and calls nobody, so that it may run on Pipeline's thread.
     *
     * @param expand puts the build's variables into a text
     * @throws AbortException with all that is wrong
     */
    static ClipsOrder of(WanClipsStep step, Run<?, ?> run, UnaryOperator<String> expand) throws AbortException {
        List<String> problems = new ArrayList<>(step.problems());
        String file = Util.fixNull(ResolvedSettings.expanded(step.getFile(), expand));
        if (file.isEmpty()) {
            problems.add("file names no clip list");
        } else if (!WorkspacePath.isInside(file)) {
            problems.add(outside("file", file));
        }
        String junit = Util.fixNull(ResolvedSettings.expanded(step.getJunit(), expand));
        if (!WorkspacePath.isInside(junit)) {
            problems.add(outside("junit", junit));
        }
        Integer maxConcurrent = step.getMaxConcurrent();
        if (maxConcurrent != null && maxConcurrent < 1) {
            problems.add("maxConcurrent must be at least 1");
        }
        if (step.getRetries() < 0) {
            problems.add("retries must be at least 0");
        }
        FailBuild failBuild = FailBuild.FAILURE;
        try {
            failBuild = FailBuild.parse(ResolvedSettings.expanded(step.getFailBuild(), expand));
        } catch (IllegalArgumentException e) {
            problems.add(e.getMessage());
        }
        ResolvedSettings common = ResolvedSettings.forClips(step, run, expand, problems);
        if (!problems.isEmpty()) {
            throw new AbortException("Nothing was submitted: " + String.join("; ", problems) + ".");
        }
        return new ClipsOrder(step, file, junit, failBuild, common);
    }

    private static String outside(String argument, String path) {
        return argument + " must be a relative path inside the workspace (given: \"" + PlainText.oneLine(path, 80)
                + "\")";
    }

    /** The list's path in the workspace. */
    String file() {
        return file;
    }

    /** The report's path in the workspace; empty for none. */
    String junit() {
        return junit;
    }

    /** How many clips are under way at once. */
    int maxConcurrent() {
        return maxConcurrent;
    }

    /** How often a clip is tried again whose request came to nothing. */
    int retries() {
        return retries;
    }

    FailBuild failBuild() {
        return failBuild;
    }

    /** What all clips have in common. */
    ResolvedSettings common() {
        return common;
    }

    /** What the list is called in a report: {@code clips} for {@code media/clips.yaml}. */
    String suite() {
        return file.substring(file.replace('\\', '/').lastIndexOf('/') + 1).replaceFirst("\\.[^.]*$", "");
    }
}
