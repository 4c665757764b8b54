package io.jenkins.plugins.wanfirstlastframe.run;

import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.wanfirstlastframe.generation.DeliveredVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.Fate;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Keeps what became of a script's requests among the build's records, so that its pages show them with all others. */
@Restricted(NoExternalUse.class)
public final class ScriptRecords {

    private ScriptRecords() {}

    /**
     * A request of a script.
     *
     * @param id the script's own name for it, whatever that is
     * @param output where its video is or was to be: its path in the workspace, or a file elsewhere
     * @param archived whether its videos are artifacts
     * @param state the last that is known of it
     */
    public record Entry(String id, String output, boolean archived, GenerationState state) {}

    /**
     * Keeps them, each once however often this is repeated. What cost nothing and brought nothing leaves no record.
     *
     * @param script the id of the script's run
     * @throws IOException if they can't be written
     */
    public static void keep(Run<?, ?> run, String script, ScriptSettings settings, List<Entry> entries)
            throws IOException {
        List<RequestRecord> records = new ArrayList<>();
        for (Entry entry : entries) {
            GenerationState state = entry.state();
            if (Fate.of(state) == Fate.NOT_SUBMITTED
                    || state.origin().isFree() && state.videos().isEmpty()) {
                continue;
            }
            String id = UUID.nameUUIDFromBytes((script + "/" + entry.id()).getBytes(StandardCharsets.UTF_8))
                    .toString();
            records.add(RequestRecord.open(
                    id,
                    entry.output(),
                    ResolvedSettings.ofScript(settings, state, entry.output(), entry.archived()),
                    state,
                    null,
                    null));
        }
        GenerationService.get().keep(run, records);
    }

    /**
     * That a video is kept, as the other steps say it.
     *
     * @param archived whether it is an artifact
     */
    public static String kept(Run<?, ?> run, DeliveredVideo video, boolean archived) {
        return ConsoleListener.kept(run, video, archived);
    }

    /** Writes a line of this plugin to a console, as its other steps do. */
    public static void say(TaskListener console, String line) {
        ConsoleListener.say(console, line);
    }
}
