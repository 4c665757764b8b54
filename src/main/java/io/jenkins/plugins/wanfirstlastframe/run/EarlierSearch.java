package io.jenkins.plugins.wanfirstlastframe.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.client.FrameProbe;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The search of one request for an earlier video: made once, and ended early by a stop. */
final class EarlierSearch {

    /** What it came to; null before. Used by one thread at a time. */
    @CheckForNull
    private EarlierVideos.Found found;

    /** What looks at frames on web servers, so that a stop can end that; null before. */
    @CheckForNull
    private volatile FrameProbe probe;

    /**
     * What it came to. Searches where nobody has yet, which may ask web servers and the agent, and read files.
     *
     * @param stopped whether nobody waits for it any more
     * @return empty if so
     */
    Optional<EarlierVideos.Found> result(Run<?, ?> run, StepHost host, ResolvedSettings asked, BooleanSupplier stopped)
            throws IOException, InterruptedException {
        EarlierVideos.Found known = found;
        if (known == null) {
            GenerationService service = GenerationService.get();
            FrameProbe looking = new FrameProbe(service.http());
            probe = looking;
            if (stopped.getAsBoolean()) { // a stop that saw no probe yet
                return Optional.empty();
            }
            known = EarlierVideos.look(service, run, asked, host.workspace(), host.builder(), looking);
            found = known;
        }
        return Optional.of(known);
    }

    /** Ends it, at any time. */
    void cancel() {
        FrameProbe looking = probe;
        if (looking != null) {
            looking.cancel();
        }
    }
}
