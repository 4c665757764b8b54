package io.jenkins.plugins.wanfirstlastframe.run;

import hudson.AbortException;
import io.jenkins.plugins.wanfirstlastframe.generation.Fate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a build has tried already, at one moment, for the input that a step of it asks for. Immutable. */
final class Attempts {

    private final ResolvedSettings settings;

    /** Those of the same input that nobody drives, in the order in which they were opened. */
    private final List<RequestRecord> attempts;

    /**
     * The attempts among the records of a build.
     *
     * @param records all of the build, in the order in which they were opened
     * @param held the ids of those whose requests are driven: they are nobody else's to take up
     * @param settings what the step asks for
     */
    Attempts(List<RequestRecord> records, Set<String> held, ResolvedSettings settings) {
        this.settings = settings;
        this.attempts = records.stream()
                .filter(record -> !held.contains(record.id()) && record.sameInputAs(settings))
                .toList();
    }

    /**
     * The one whose video is to be fetched: because it isn't here, or once more for a step that is run again with the same
     * output, such as by a retry around several steps.
     *
     * @throws AbortException if nobody knows whether the service has one of them
     */
    Optional<RequestRecord> toBeFetched() throws AbortException {
        Optional<RequestRecord> owed =
                attempts.stream().filter(record -> record.fate() == Fate.OWED).findFirst();
        if (owed.isPresent()) {
            return owed;
        }
        Optional<RequestRecord> delivered = attempts.stream()
                .filter(record -> record.fate() == Fate.DELIVERED
                        && record.state().requestId().isPresent()
                        && hasSameOutput(record))
                .findFirst();
        if (delivered.isEmpty() && attempts.stream().anyMatch(record -> record.fate() == Fate.UNKNOWN)) {
            throw new AbortException("Nothing was submitted: this build has tried to submit the same request before,"
                    + " and nobody knows whether RunComfy has it. Look for it in your RunComfy account: if it is"
                    + " there, attach to its request id; if not, run a new build.");
        }
        return delivered;
    }

    /** The one of the same output whose video cost nothing and is put in its place once more, for a step that is run again. */
    Optional<RequestRecord> free() {
        return attempts.stream()
                .filter(record -> record.state().origin().isFree() && hasSameOutput(record))
                .findFirst();
    }

    private boolean hasSameOutput(RequestRecord record) {
        return !settings.output().isEmpty() && Outputs.areSame(record.output(), settings.output());
    }
}
