package io.jenkins.plugins.wanfirstlastframe.bench;

import java.util.List;

/** Something that is measured against a baseline, both in the same run. */
@FunctionalInterface
interface Measurement {

    /** Measures; takes a minute or two at most. */
    List<Row> measure() throws Exception;
}
