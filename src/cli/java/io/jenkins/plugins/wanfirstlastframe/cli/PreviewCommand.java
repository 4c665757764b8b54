package io.jenkins.plugins.wanfirstlastframe.cli;

import io.jenkins.plugins.wanfirstlastframe.client.InvalidInputException;
import io.jenkins.plugins.wanfirstlastframe.script.Preview;
import io.jenkins.plugins.wanfirstlastframe.script.WanException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code wan preview}: the two frames, cross-faded on this machine. */
@Command(
        name = "preview",
        description = "Check the input and both frames, and cross-fade them into a video of the same size and length."
                + " Needs no token and costs nothing.")
final class PreviewCommand extends CommandBase {

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "The video's file.")
    private Path output;

    PreviewCommand(Console console) {
        super(console);
    }

    @Override
    int run() {
        try {
            Preview.render(InputOptions.given(spec().commandLine().getParseResult()).build(), output);
        } catch (InvalidInputException e) {
            throw WanException.invalid(e);
        }
        return tell(output.toString(), Json.status("preview").put("video", output.toString()));
    }
}
