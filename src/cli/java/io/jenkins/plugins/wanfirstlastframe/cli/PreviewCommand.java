package io.jenkins.plugins.wanfirstlastframe.cli;

import io.jenkins.plugins.wanfirstlastframe.script.Preview;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code wan preview}: the two frames, cross-faded on this machine. */
@Command(
        name = "preview",
        description = "Check the input and both frames, and cross-fade them into a video of the same size and length."
                + " A frame may be a file of this machine, too. Needs no token and costs nothing.")
final class PreviewCommand extends ResultCommand {

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "The video's file.")
    private Path output;

    PreviewCommand(Console console) {
        super(console);
    }

    /** What {@code --json} prints. */
    private record JsonPreview(String status, String video) {}

    @Override
    boolean asksService() {
        return false;
    }

    @Override
    public Integer call() {
        Preview.render(
                InputOptions.given(spec().commandLine().getParseResult()),
                output,
                console().environment());
        return tell(output.toString(), new JsonPreview("preview", output.toString()));
    }
}
