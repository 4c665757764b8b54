package io.jenkins.plugins.wanfirstlastframe.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.clips.Clip;
import io.jenkins.plugins.wanfirstlastframe.clips.ClipList;
import io.jenkins.plugins.wanfirstlastframe.clips.ClipListException;
import io.jenkins.plugins.wanfirstlastframe.clips.JUnitReport;
import io.jenkins.plugins.wanfirstlastframe.generation.AtomicFiles;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.script.BatchResult;
import io.jenkins.plugins.wanfirstlastframe.script.BatchRun;
import io.jenkins.plugins.wanfirstlastframe.script.ExitCode;
import io.jenkins.plugins.wanfirstlastframe.script.FileNames;
import io.jenkins.plugins.wanfirstlastframe.script.Session;
import io.jenkins.plugins.wanfirstlastframe.script.WanException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code wan batch}: all clips of a list, from the submits to the files. */
@Command(
        name = "batch",
        description = "Make the videos of a clip list, some at a time, and save them. This costs money.",
        footer = "%nThe list is checked as a whole before anything is submitted.")
final class BatchCommand extends ResultCommand {

    @Parameters(paramLabel = "LIST", description = "The clip list: a .yaml, .json or .csv file.")
    private Path list;

    @Mixin
    private BatchOptions options;

    @Mixin
    private ServiceOptions service;

    @Mixin
    private TimeOptions times;

    @Mixin
    private MakingOptions making;

    BatchCommand(Console console) {
        super(console);
    }

    @Override
    boolean submits() {
        return true;
    }

    @Override
    public Integer call() throws ClipListException {
        if (!options.areValid()) {
            throw new ParameterException(
                    spec().commandLine(), "--max-concurrent must be at least 1, and --retries at least 0");
        }
        List<Clip> clips = ClipList.read(list).clips();
        checkReport(options.junit());
        try (Session session =
                new Session(times.applyTo(service.settings(console().environment())), Version.USER_AGENT)) {
            console().abortOnExit(session);
            BatchRun run = new BatchRun(
                    session,
                    console().err(),
                    (name, failure) -> console().err().println(name + ": " + failure.message()));
            BatchResult result = options.applyTo(run)
                    .run(clips.stream().map(clip -> order(clip, session)).toList());
            boolean reported = report(options.junit(), result);
            tell(result.table().stripTrailing(), JsonBatch.of(result));
            return result.exitCode() == ExitCode.OK && !reported ? ExitCode.INTERNAL : result.exitCode();
        }
    }

    private BatchRun.Order order(Clip clip, Session session) {
        return new BatchRun.Order(
                clip.name(),
                options.outputDir().resolve(FileNames.path(clip.output())),
                making.making(),
                () -> GenerationState.forInput(
                        clip.input(),
                        session.clock().instant(),
                        session.settings().timeout()));
    }

    /** A report that can't be written is told of before anything is paid for. */
    private static void checkReport(@CheckForNull Path file) {
        try {
            if (file != null) {
                AtomicFiles.check(file);
            }
        } catch (IOException e) {
            throw WanException.invalid(unwritten(file, e));
        }
    }

    private boolean report(@CheckForNull Path file, BatchResult result) {
        try {
            if (file != null) {
                AtomicFiles.write(file, JUnitReport.xml(suite(), result.results()));
            }
            return true;
        } catch (IOException e) {
            console().err().println("Only the report is missing: " + unwritten(file, e) + ".");
            return false;
        }
    }

    private static String unwritten(Path file, IOException e) {
        return "the report can't be written to " + PlainText.oneLine(file.toString(), 160) + " ("
                + AtomicFiles.reason(e) + ")";
    }

    /** {@code clips} for {@code media/clips.yaml}. */
    private String suite() {
        return String.valueOf(list.getFileName()).replaceFirst("\\.[^.]*$", "");
    }
}
