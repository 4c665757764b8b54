package io.jenkins.plugins.wanfirstlastframe.run;

import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Follows one clip's request: notes in the journal what becomes of it, tells it, and sees to it that the clip is tried again,
 * or that no other is tried that would fail as well.
 */
final class ClipOwner implements RequestDrive.Owner {

    private final ClipWork work;
    private final ClipQueue queue;
    private final ClipsJournal journal;
    private final StepConsole console;
    private final Rules rules;
    private final Runnable goOn;

    /**
     * What holds for each clip of a list.
     *
     * @param retries how often one is tried again whose request came to nothing
     * @param survivesRestart whether what is under way is taken up again after a restart of Jenkins
     */
    record Rules(int retries, boolean survivesRestart) {}

    /**
     * The owner of a clip's next request.
     *
     * @param console for what is about all clips
     * @param goOn to be run when others may be begun
     */
    ClipOwner(ClipWork work, ClipQueue queue, ClipsJournal journal, StepConsole console, Rules rules, Runnable goOn) {
        this.work = work;
        this.queue = queue;
        this.journal = journal;
        this.console = console;
        this.rules = rules;
        this.goOn = goOn;
    }

    @Override
    public void keep(Claim record, Runnable then, Consumer<Throwable> otherwise) {
        work.begins(record.record(), clock());
        try {
            journal.add(work.line());
        } catch (IOException e) {
            otherwise.accept(e);
            return;
        }
        then.run();
    }

    @Override
    public void followed() {
        queue.followed(work);
        goOn.run();
    }

    @Override
    public void ended(RequestEnd end) {
        boolean shuttingDown =
                end instanceof RequestEnd.Detached || GenerationService.get().isShuttingDown();
        if (shuttingDown && rules.survivesRestart()) { // this goes on when Jenkins is back
            if (end instanceof RequestEnd.NotBegun before && before.billing() == Billing.NOT_BILLED) {
                work.giveBack();
                journal.addOrLog(work);
            }
            return;
        }
        work.ends(end, clock());
        StepConsole mine = console.about(work.clip().name());
        work.untold().ifPresent(mine::tell);
        boolean again = queue.stopReason() == null && work.mayBeTriedAgain(rules.retries());
        if (again) {
            mine.tell("It is tried again.");
        } else {
            journal.addOrLog(work);
        }
        leaveOut(queue.ended(work, again));
        goOn.run();
    }

    /** Submits none of those that wait, since they would fail as this one has. */
    private void leaveOut(List<ClipWork> clips) {
        if (!clips.isEmpty()) {
            String name = work.clip().name();
            console.tell("No more is submitted, since it would fail as " + name + " has. Left out: "
                    + clips.stream().map(each -> each.clip().name()).collect(Collectors.joining(", ")) + ".");
            for (ClipWork clip : clips) {
                clip.leaveOut(work, "Not submitted, since it would fail as " + name + " has.");
                journal.addOrLog(clip);
            }
        }
    }

    private static Clock clock() {
        return GenerationService.get().clock();
    }
}
