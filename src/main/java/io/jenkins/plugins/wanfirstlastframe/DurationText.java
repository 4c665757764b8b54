package io.jenkins.plugins.wanfirstlastframe;

import io.jenkins.plugins.wanfirstlastframe.generation.DurationFormat;
import java.time.Duration;

/** How long something took, in the language of the page's reader. */
final class DurationText {

    private DurationText() {}

    /** {@code 42 s} or {@code 3 min 5 s}, with the reader's words for hours, minutes and seconds. */
    static String of(Duration duration) {
        return DurationFormat.text(duration, Messages.hours(), Messages.minutes(), Messages.seconds());
    }
}
