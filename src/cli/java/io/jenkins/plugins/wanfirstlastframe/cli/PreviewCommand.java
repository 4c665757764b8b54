package io.jenkins.plugins.wanfirstlastframe.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.script.Preview;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code wan preview}: the two frames, cross-faded on this machine. */
@Command(
        name = "preview",
        description = "Check the input and both frames, and cross-fade them into a video of the same size and length."
                + " A frame may be a file of this machine, too. Needs no token and costs nothing.")
final class PreviewCommand extends CommandBase {

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "The video's file.")
    private Path output;

    PreviewCommand(Console console) {
        super(console);
    }

    @Override
    int run() {
        Preview.render(
                InputOptions.given(spec().commandLine().getParseResult()),
                output,
                console().environment());
        return tell(output.toString(), Json.status("preview").put("video", output.toString()));
    }

    /** {@inheritDoc} Nothing that a preview does has to do with billing. */
    @Override
    ObjectNode json(Failure failure) {
        return Json.withoutBilling(failure);
    }
}
