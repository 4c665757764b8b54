package io.jenkins.plugins.wanfirstlastframe.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.InvalidInputException;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationListener;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Outcome;
import io.jenkins.plugins.wanfirstlastframe.generation.RunningGeneration;
import io.jenkins.plugins.wanfirstlastframe.script.FinishedVideo;
import io.jenkins.plugins.wanfirstlastframe.script.Making;
import io.jenkins.plugins.wanfirstlastframe.script.ProgressLines;
import io.jenkins.plugins.wanfirstlastframe.script.Session;
import io.jenkins.plugins.wanfirstlastframe.script.Settings;
import io.jenkins.plugins.wanfirstlastframe.script.WanException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code wan generate}: one video, from the submit to the file. */
@Command(name = "generate", description = "Make a video between two images, and save it. This costs money.")
final class GenerateCommand extends ResultCommand {

    @Mixin
    private ServiceOptions service;

    @CheckForNull
    @Option(names = "--output", paramLabel = "FILE", description = "The video's file; its folder is made.")
    private Path output;

    @Mixin
    private TimeOptions times;

    @Mixin
    private MakingOptions options;

    @CheckForNull
    @Option(
            names = "--request-id",
            paramLabel = "ID",
            description = "Fetch the video of a request that was submitted before; nothing is submitted.")
    private String requestId;

    @Option(names = "--detach", description = "Submit, print the request id, and leave the request to the service.")
    private boolean detach;

    GenerateCommand(Console console) {
        super(console);
    }

    @Override
    boolean submits() {
        return true;
    }

    @Override
    public Integer call() throws InvalidInputException {
        Path file = output;
        if (file == null && !detach) {
            throw new ParameterException(spec().commandLine(), "Missing required option: '--output=FILE'");
        }
        if (detach && requestId != null) {
            throw new ParameterException(spec().commandLine(), "--detach submits a request, --request-id doesn't");
        }
        Making how = options.making();
        if ((how.dryRun() || how.onlyIfChanged()) && (detach || requestId != null)) {
            throw new ParameterException(
                    spec().commandLine(),
                    "--only-if-changed and --dry-run go with neither --detach nor --request-id");
        }
        Settings settings = times.applyTo(service.settings(console().environment()));
        try (Session session = new Session(settings, Version.USER_AGENT)) {
            GenerationState state = state(session);
            if (file != null) {
                Session.checkTarget(state, file, how);
            }
            console().abortOnExit(session);
            LiveLine live = console().live() ? new LiveLine(console().err()) : null;
            GenerationListener lines =
                    live != null ? live : new ProgressLines(console().err(), "");
            RunningGeneration request = file == null || detach
                    ? session.submit(state, lines)
                    : session.start(state, file, how, settings.pollInterval(), lines);
            return tell(await(request.outcome(), live));
        }
    }

    private GenerationState state(Session session) throws InvalidInputException {
        ParseResult parsed = spec().commandLine().getParseResult();
        GenerationInput input = requestId != null && !InputOptions.any(parsed)
                ? null
                : InputOptions.given(parsed).build();
        Duration limit = session.settings().timeout();
        return requestId == null
                ? GenerationState.forInput(input, session.clock().instant(), limit)
                : GenerationState.attachedTo(
                        new RequestId(requestId), input, session.clock().instant(), limit);
    }

    /** Waits with the clock of the live line running. Only Ctrl-C ends this early, by way of the request's end. */
    private static <T> T await(CompletableFuture<T> future, @CheckForNull LiveLine live) {
        while (live != null && !future.isDone()) {
            try {
                future.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                live.draw();
            } catch (InterruptedException | ExecutionException e) {
                break;
            }
        }
        T result = future.join();
        if (live != null) {
            live.clear();
        }
        return result;
    }

    private int tell(Outcome outcome) {
        if (outcome instanceof Outcome.Failed failed) {
            throw new WanException(failed.failure());
        }
        if (outcome instanceof Outcome.Finished finished) {
            FinishedVideo video = FinishedVideo.of(finished);
            String files =
                    video.files().stream().map(Path::toString).collect(Collectors.joining(System.lineSeparator()));
            return tell(files, JsonVideo.of(video));
        }
        String id = outcome.state().requestId().map(RequestId::value).orElse("");
        return tell(id, new JsonSubmitted("submitted", id));
    }

    /** What {@code --json} prints of a request that was left to the service. */
    private record JsonSubmitted(String status, String requestId) {}
}
