package io.jenkins.plugins.wanfirstlastframe.run;

import hudson.AbortException;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.delivery.OutputPath;
import io.jenkins.plugins.wanfirstlastframe.generation.Fate;
import io.jenkins.plugins.wanfirstlastframe.generation.VideoPath;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which outputs of a build are taken and which are free at one moment, so that no video replaces another. Immutable.
 *
 * <p>What some file system takes for the same file is the same here.
 */
final class Outputs {

    private final Run<?, ?> run;
    private final List<RequestRecord> records;
    private final Set<String> held;

    /**
     * The outputs of a build as its records have them.
     *
     * @param records all of the build
     * @param held the ids of those whose requests are driven
     */
    Outputs(Run<?, ?> run, List<RequestRecord> records, Set<String> held) {
        this.run = run;
        this.records = records;
        this.held = held;
    }

    /** Whether both would be one file. */
    static boolean areSame(String one, String other) {
        return VideoPath.folded(one).equals(VideoPath.folded(other));
    }

    /**
     * Refuses an output that another request of the build has, under way or as a video.
     *
     * @param wanted empty for one that is to be made up
     * @param own the record that is taken up; empty for a new one
     * @throws AbortException if it is taken, with what to do
     */
    void refuseTaken(String wanted, Optional<RequestRecord> own) throws AbortException {
        boolean taken = !wanted.isEmpty()
                && othersThan(own).anyMatch(record -> areSame(record.output(), wanted) && keepsOutput(record));
        if (taken) {
            throw new AbortException("Nothing was submitted: another step of this build has the output \"" + wanted
                    + "\" already, and one video would replace the other. Give each step an output of its own.");
        }
    }

    /**
     * The output of a request.
     *
     * @param wanted empty for one that is to be made up
     * @param own the record that is taken up; empty for a new one
     */
    String of(String wanted, Optional<RequestRecord> own) {
        if (!wanted.isEmpty()) {
            return wanted;
        }
        return own.map(RequestRecord::output)
                .filter(output -> othersThan(own).noneMatch(record -> areSame(record.output(), output)))
                .orElseGet(this::madeUp);
    }

    private String madeUp() {
        String job = run.getParent().getName();
        for (int number = records.size() + 1; ; number++) {
            String name = OutputPath.defaultName(job, run.getNumber(), number);
            if (records.stream().noneMatch(record -> areSame(record.output(), name))) {
                return name;
            }
        }
    }

    private Stream<RequestRecord> othersThan(Optional<RequestRecord> own) {
        return records.stream()
                .filter(record -> own.isEmpty() || !record.id().equals(own.get().id()));
    }

    private boolean keepsOutput(RequestRecord record) {
        return held.contains(record.id()) || record.fate() == Fate.DELIVERED;
    }
}
