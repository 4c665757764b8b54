package io.jenkins.plugins.wanfirstlastframe;

import hudson.model.TaskListener;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationListener;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Progress;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.function.Consumer;

/** Shows a job's progress in the build's console, a line for each change, and keeps its state. */
final class ConsoleListener implements GenerationListener {

    /** With the seconds in any case, which {@link LocalTime#toString} leaves out at each full minute. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final TaskListener console;
    private final Consumer<GenerationState> keeper;

    ConsoleListener(TaskListener console, Consumer<GenerationState> keeper) {
        this.console = console;
        this.keeper = keeper;
    }

    @Override
    public void progress(Progress progress) {
        // where the video went is told by the delivery, with a link
        if (!(progress instanceof Progress.Delivered)) {
            say(console, progress.text());
        }
    }

    @Override
    public void save(GenerationState state) {
        keeper.accept(state);
    }

    static void say(TaskListener console, String line) {
        console.getLogger().println("[wanFirstLastFrame] " + TIME.format(LocalTime.now()) + " " + line);
    }
}
