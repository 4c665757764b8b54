package io.jenkins.plugins.wanfirstlastframe.cli;

import io.jenkins.plugins.wanfirstlastframe.generation.DurationFormat;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationListener;
import io.jenkins.plugins.wanfirstlastframe.generation.Progress;
import java.io.PrintStream;
import java.time.Duration;

/**
 * Progress on a terminal: where the request stands is one line that is written over and shows the time; what should stay to
 * be read, such as the request id, gets a line of its own.
 */
final class LiveLine implements GenerationListener {

    /** Fits every terminal; a longer line would wrap and could not be written over. */
    private static final int LONGEST = 60;

    private static final String BACK_AND_CLEAR = "\r\u001b[K";

    private final PrintStream err;
    private final long begin = System.nanoTime();
    private String current = "";

    LiveLine(PrintStream err) {
        this.err = err;
    }

    @Override
    public synchronized void progress(Progress progress) {
        if (progress instanceof Progress.StatusChanged changed) {
            current = sentence(changed.text());
        } else if (progress instanceof Progress.StillWaiting) {
            return; // the clock in the line tells as much
        } else if (progress instanceof Progress.Submitting || progress instanceof Progress.Delivering) {
            current = sentence(progress.text());
        } else {
            clear();
            err.println(progress.text());
        }
        draw();
    }

    /** {@code In progress} for {@code In progress (4 s).}: the line has a time of its own. */
    private static String sentence(String text) {
        String plain = text.replaceFirst("( \\([^()]*\\))?\\.$", "");
        return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST - 1) + "…";
    }

    /** Shows the time; to be called about every second. */
    synchronized void draw() {
        if (!current.isEmpty()) {
            String elapsed = DurationFormat.text(Duration.ofNanos(System.nanoTime() - begin));
            err.print(BACK_AND_CLEAR + current + " … " + elapsed);
            err.flush();
        }
    }

    /** Takes the line away, to make room for other output. */
    synchronized void clear() {
        if (!current.isEmpty()) {
            err.print(BACK_AND_CLEAR);
            err.flush();
            current = "";
        }
    }
}
