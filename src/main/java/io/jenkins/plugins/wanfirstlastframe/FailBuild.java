package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What becomes of a build whose clip list has clips without a video. */
public enum FailBuild {
    /** The step fails, and the build with it, once all other clips are made. */
    FAILURE,
    /** The step ends well, and the build is unstable. */
    UNSTABLE,
    /** The step ends well, and says in its result which clips are missing. */
    NEVER;

    /** For a person who chooses, in that person's language. */
    public String title() {
        return switch (this) {
            case FAILURE -> Messages.failBuildFailure();
            case UNSTABLE -> Messages.failBuildUnstable();
            case NEVER -> Messages.failBuildNever();
        };
    }

    /**
     * Finds the constant of a name, whatever its letter case.
     *
     * @param text null for {@link #FAILURE}
     * @throws IllegalArgumentException if there is none, with a clause on what there is
     */
    public static FailBuild parse(@CheckForNull String text) {
        if (text == null) {
            return FAILURE;
        }
        return Arrays.stream(values())
                .filter(each -> each.name().equals(text.strip().toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("failBuild must be one of "
                        + Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "))));
    }
}
