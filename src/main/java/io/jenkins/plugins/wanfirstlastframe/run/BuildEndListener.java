package io.jenkins.plugins.wanfirstlastframe.run;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Sees to the requests that a build leaves behind when it is over. A build that was killed has not stopped its steps, and
 * one that Pipeline can't resume after a crash has lost them.
 */
@Extension
@Restricted(NoExternalUse.class)
public final class BuildEndListener extends RunListener<Run<?, ?>> {

    @Override
    public void onCompleted(Run<?, ?> run, @NonNull TaskListener console) {
        if (!RequestLedger.folder(run).isDirectory()) {
            return;
        }
        GenerationService service = GenerationService.get();
        service.ledger(run).close();
        service.ledger(run).writeRest();
        ClipsJournal.closeAll(run);
        for (RequestRecord record : service.ledger(run).records()) {
            boolean followed = service.abort(record.id(), "The build has ended");
            if (!followed && !record.told() && !record.state().isOver()) {
                Failure.abandoned(record.state()).ifPresent(failure -> ConsoleListener.say(console, failure.message()));
            }
        }
    }

    @Override
    public void onFinalized(@NonNull Run<?, ?> run) {
        GenerationService.get().forget(run);
    }

    @Override
    public void onDeleted(@NonNull Run<?, ?> run) {
        GenerationService.get().forget(run);
    }
}
