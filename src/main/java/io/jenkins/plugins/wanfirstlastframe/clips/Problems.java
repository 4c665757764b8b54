package io.jenkins.plugins.wanfirstlastframe.clips;

import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.clips.ClipListException.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with one list. */
final class Problems {

    /** Nobody reads more at a time, and a file can be made that has a million. */
    static final int MAX = 100;

    private final String file;
    private final List<Problem> found = new ArrayList<>();
    private boolean more;

    /** @param file the list's file, as somebody named it */
    Problems(String file) {
        this.file = PlainText.oneLine(file);
    }

    /** @param text a sentence without a full stop */
    void add(Place place, String text) {
        if (found.size() < MAX) {
            found.add(new Problem(place.line(), place.column(), text));
        } else {
            more = true;
        }
    }

    /** Tells of a problem after which there is no reading on, with all that were found before. */
    ClipListException fatal(Place place, String text) {
        found.add(new Problem(place.line(), place.column(), text));
        return exception();
    }

    /** @throws ClipListException if no more problems are kept */
    void checkFull() throws ClipListException {
        if (more) {
            throw exception();
        }
    }

    /** @throws ClipListException if there is any problem */
    void check() throws ClipListException {
        if (!found.isEmpty()) {
            throw exception();
        }
    }

    private ClipListException exception() {
        List<Problem> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
        if (more) {
            sorted.add(new Problem(0, 0, "There are more problems than these " + MAX));
        }
        return new ClipListException(file, sorted);
    }
}
