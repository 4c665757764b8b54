package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/** What the steps for one video and for many have in common: how videos are made, whatever they show. */
public interface MakingArguments {

    /** The "Secret text" credential with the token; null for the global default. */
    @CheckForNull
    String getCredentialsId();

    /** Whether videos become artifacts of the build. */
    boolean isArchive();

    /** After how many minutes a request is given up; null for the global default. */
    @CheckForNull
    Integer getTimeoutMinutes();

    /** Whether the video of an earlier build is used again where nothing has changed since. */
    boolean isOnlyIfChanged();

    /** The job whose videos are used again; null for the build's own. */
    @CheckForNull
    String getReuseFrom();

    /** Whether videos are made although nothing has changed. */
    boolean isForce();

    /** Whether nothing is submitted, and a preview made in each video's place. */
    boolean isDryRun();

    /** The most that the build may spend, in US dollars; null for no limit. */
    @CheckForNull
    String getMaxUsd();
}
