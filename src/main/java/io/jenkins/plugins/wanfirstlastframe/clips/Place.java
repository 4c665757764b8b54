package io.jenkins.plugins.wanfirstlastframe.clips;

import com.fasterxml.jackson.core.JsonLocation;
import edu.umd.cs.findbugs.annotations.CheckForNull;

/**
 * Where something stands in a list's file.
 *
 * @param line from 1; 0 for the file as a whole
 * @param column from 1; 0 if it is unknown
 */
record Place(int line, int column) {

    static final Place FILE = new Place(0, 0);

    /** @param location as a parser knows it; null if it doesn't */
    static Place of(@CheckForNull JsonLocation location) {
        return location == null || location.getLineNr() < 1
                ? FILE
                : new Place(location.getLineNr(), Math.max(0, location.getColumnNr()));
    }
}
