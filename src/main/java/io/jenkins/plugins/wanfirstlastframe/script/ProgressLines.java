package io.jenkins.plugins.wanfirstlastframe.script;

import io.jenkins.plugins.wanfirstlastframe.generation.GenerationListener;
import io.jenkins.plugins.wanfirstlastframe.generation.Progress;
import java.io.PrintStream;

/** Prints a request's progress, one line per change, with the request's name in front where there are several. */
public final class ProgressLines implements GenerationListener {

    private final PrintStream out;
    private final String prefix;

    /** @param name of the request, empty where there is just one */
    public ProgressLines(PrintStream out, String name) {
        this.out = out;
        this.prefix = name.isEmpty() ? "" : name + ": ";
    }

    @Override
    public void progress(Progress progress) {
        out.println(prefix + progress.text());
    }
}
