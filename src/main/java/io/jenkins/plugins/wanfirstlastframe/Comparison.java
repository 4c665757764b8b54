package io.jenkins.plugins.wanfirstlastframe;

import hudson.Util;
import io.jenkins.plugins.wanfirstlastframe.run.JobHistory;

/** An earlier build's video of the same output, with which a page compares a video. */
public final class Comparison {

    private final JobHistory.Clip clip;

    Comparison(JobHistory.Clip clip) {
        this.clip = clip;
    }

    /** The build's name for people, such as {@code #7}. */
    public String getBuildName() {
        return clip.build().getDisplayName();
    }

    /** Where the video is played, below Jenkins' own address. */
    public String getAddress() {
        return clip.build().getUrl() + VideoAction.URL_NAME + "/play?path="
                + Util.rawEncode(clip.video().location());
    }
}
