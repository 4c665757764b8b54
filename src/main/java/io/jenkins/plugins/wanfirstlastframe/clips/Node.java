package io.jenkins.plugins.wanfirstlastframe.clips;

import java.util.List;

/** A piece of a list's file, whatever its format, with its place. */
sealed interface Node {

    Place place();

    /**
     * A text, or a number or the like as it is written; empty where nothing stands.
     *
     * @param text without white space around it
     */
    record Scalar(Place place, String text) implements Node {}

    /** Names with values, in their order; each name stands there once. */
    record Group(Place place, List<Entry> entries) implements Node {}

    /** Values one after the other. */
    record Sequence(Place place, List<Node> values) implements Node {}

    /** What was told already to be none of these, such as an alias. */
    record Refused(Place place) implements Node {}

    /** A name in a group, with the name's own place. */
    record Entry(Place place, String name, Node value) {}
}
