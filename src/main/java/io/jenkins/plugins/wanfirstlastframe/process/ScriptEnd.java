package io.jenkins.plugins.wanfirstlastframe.process;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.delivery.SavedVideos;
import io.jenkins.plugins.wanfirstlastframe.delivery.SavedVideos.Found;
import io.jenkins.plugins.wanfirstlastframe.generation.DeliveredVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery.DeliveryException;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.run.ScriptRecords;
import io.jenkins.plugins.wanfirstlastframe.run.ScriptSettings;
import io.jenkins.plugins.wanfirstlastframe.run.VideoMap;
import io.jenkins.plugins.wanfirstlastframe.script.ExitCode;
import io.jenkins.plugins.wanfirstlastframe.script.ScriptMain;
import io.jenkins.plugins.wanfirstlastframe.script.ScriptReport;
import io.jenkins.plugins.wanfirstlastframe.script.ScriptResult;
import io.jenkins.plugins.wanfirstlastframe.script.ScriptResult.MadeVideo;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jenkins.MasterToSlaveFileCallable;

/**
 * What is done once a script's process is over: its results are read, its videos archived, and its requests noted among the
 * build's. Doing it again does no harm.
 */
final class ScriptEnd {

    /** Of how many requests that the process has left unfinished the console has a line each. */
    private static final int MAX_UNFINISHED = 20;

    private final Run<?, ?> run;
    private final TaskListener console;
    private final ScriptSettings settings;
    private final String id;

    /** Whether other builds may have used the workspace since. */
    private final boolean leftBehind;

    private ScriptEnd(Run<?, ?> run, TaskListener console, ScriptSettings settings, String id, boolean leftBehind) {
        this.run = run;
        this.console = console;
        this.settings = settings;
        this.id = id;
        this.leftBehind = leftBehind;
    }

    /** The end of a script whose build still has its workspace. */
    ScriptEnd(Run<?, ?> run, TaskListener console, ScriptSettings settings, String id) {
        this(run, console, settings, id, false);
    }

    /** The end of a script whose build is over: a file in the workspace is that script's only if its content is. */
    static ScriptEnd ofLeft(BegunScript script, Run<?, ?> run, TaskListener console) {
        return new ScriptEnd(run, console, script.settings(), script.id(), true);
    }

    /**
     * What a script has left.
     *
     * @param report as its process told it
     * @param videos what the step returns: a map for each request that brought a video
     */
    record Left(ScriptReport report, List<Map<String, Object>> videos) {}

    /** Reads what the process has told so far. */
    static ScriptReport report(FilePath folder) throws IOException, InterruptedException {
        return ScriptReport.read(ScriptProcess.results(folder).act(new Read()));
    }

    private static final class Read extends MasterToSlaveFileCallable<byte[]> {
        private static final long serialVersionUID = 1L;

        @Override
        @SuppressFBWarnings(value = "PZLA_PREFER_ZERO_LENGTH_ARRAYS", justification = "an empty file is none too few")
        public byte[] invoke(File file, VirtualChannel channel) throws IOException {
            if (!file.isFile()) {
                return null;
            }
            try (InputStream in = Files.newInputStream(file.toPath())) {
                return in.readNBytes(ScriptReport.MAX_BYTES);
            }
        }
    }

    /**
     * Tells a process to end, with all that it has started, and waits for that for some seconds; it may have more to tell.
     *
     * @return whether it is over, as far as the agent can see
     */
    static boolean end(FilePath workspace, FilePath folder, String id) throws IOException, InterruptedException {
        workspace.createLauncher(TaskListener.NULL).kill(Map.of(ScriptProcess.ID, id));
        Long process = report(folder).process();
        return process == null || folder.act(new Await(process));
    }

    private static final class Await extends MasterToSlaveFileCallable<Boolean> {
        private static final long serialVersionUID = 1L;
        private static final Duration PATIENCE = ScriptMain.ABORT_GRACE.plusSeconds(2);

        private final long process;

        Await(long process) {
            this.process = process;
        }

        @Override
        public Boolean invoke(File folder, VirtualChannel channel) throws InterruptedException {
            Instant told = Instant.ofEpochMilli(ScriptProcess.results(folder).lastModified());
            ToldProcess awaited = new ToldProcess(process, told);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (awaited.isAlive()) {
                if (System.nanoTime() > deadline) {
                    return false;
                }
                Thread.sleep(100);
            }
            return true;
        }
    }

    /**
     * Reads the results, archives the videos and notes the requests.
     *
     * @throws IOException if the agent or the disk fails; it may be tried again
     */
    Left gather(FilePath workspace, FilePath folder) throws IOException, InterruptedException {
        ScriptReport report = report(folder);
        if (report.unreadable() > 0) {
            say(report.unreadable()
                    + " lines of the script's results can't be read, so that not all of its requests may be"
                    + " known here.");
        }
        if (report.isTakenAway()) {
            say(
                    "Somebody has taken away the file in which the script's process kept its requests, so nobody here knows what"
                            + " it has made and been billed for. Look for its requests in your RunComfy account. What it may spend"
                            + " counts as spent.");
        }
        List<Found> found = find(workspace, report);
        Set<String> archived = archive(workspace, found);
        List<ScriptRecords.Entry> entries = new ArrayList<>();
        List<Map<String, Object>> videos = new ArrayList<>();
        List<String> unfinished = new ArrayList<>();
        int next = 0;
        for (ScriptResult result : report.results()) {
            List<DeliveredVideo> saved = new ArrayList<>();
            boolean all = !result.videos().isEmpty();
            for (MadeVideo made : result.videos()) {
                Found one = found.get(next++);
                DeliveredVideo video = one.video();
                boolean inArchive = video != null && archived.contains(video.location());
                all &= inArchive;
                saved.add(video != null ? video : asTold(made));
                tell(made, one, inArchive);
            }
            GenerationState state = result.state(saved);
            if (result.error() == null && state.failure().isPresent()) {
                unfinished.add(state.failure().get().message());
            }
            String output = saved.isEmpty()
                    ? PlainText.oneLine(result.file(), 400)
                    : saved.get(0).location();
            entries.add(new ScriptRecords.Entry(result.id(), output, all, state));
            if (!saved.isEmpty()) {
                videos.add(VideoMap.of(state, saved, all));
            }
        }
        ScriptRecords.keep(run, id, settings, entries);
        unfinished.stream().limit(MAX_UNFINISHED).forEach(this::say);
        if (unfinished.size() > MAX_UNFINISHED) {
            say((unfinished.size() - MAX_UNFINISHED)
                    + " more requests are like these; the build's page Videos has them all.");
        }
        return new Left(report, videos);
    }

    private List<Found> find(FilePath workspace, ScriptReport report) throws IOException, InterruptedException {
        List<MadeVideo> made = report.results().stream()
                .flatMap(result -> result.videos().stream())
                .toList();
        if (made.isEmpty()) {
            return List.of();
        }
        List<Found> found = SavedVideos.find(
                workspace,
                made.stream().map(MadeVideo::file).toList(),
                made.stream().map(MadeVideo::url).toList());
        return leftBehind ? withoutReplaced(found, made) : found;
    }

    private static List<Found> withoutReplaced(List<Found> found, List<MadeVideo> made) {
        List<Found> own = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            DeliveredVideo video = found.get(i).video();
            own.add(
                    video == null || video.sha256().equals(made.get(i).sha256())
                            ? found.get(i)
                            : new Found(null, "the file was replaced after the script had made it", null));
        }
        return own;
    }

    /** The paths of those that are artifacts now. */
    private Set<String> archive(FilePath workspace, List<Found> found) throws IOException, InterruptedException {
        Map<String, DeliveredVideo> byPath = new LinkedHashMap<>(); // a file may have been made more than once
        for (Found one : found) {
            DeliveredVideo video = one.video();
            if (video != null) {
                byPath.put(video.location(), video);
            }
        }
        if (!settings.archive()) {
            return Set.of();
        }
        try {
            Set<String> paths = new LinkedHashSet<>();
            for (DeliveredVideo video :
                    SavedVideos.publish(run, console, new ArrayList<>(byPath.values()), workspace)) {
                paths.add(video.location());
                if (!video.lacking().isEmpty()) {
                    say(video.lacking());
                }
            }
            return paths;
        } catch (DeliveryException e) {
            throw new IOException("the script's videos can't be archived: " + e.getMessage(), e);
        }
    }

    private void tell(MadeVideo made, Found found, boolean archived) {
        DeliveredVideo video = found.video();
        if (video == null) {
            say(PlainText.oneLine(made.file(), 200) + " is not kept by Jenkins, since " + found.problem() + ".");
        } else {
            say(ScriptRecords.kept(run, video, archived)
                    + (video.sha256().equals(made.sha256())
                            ? ""
                            : " The script has changed the file since it was made."));
        }
    }

    /** A video that isn't where Jenkins can look. */
    private static DeliveredVideo asTold(MadeVideo made) {
        return new DeliveredVideo(
                PlainText.oneLine(made.file(), 400),
                PlainText.oneLine(made.url(), 400),
                made.bytes(),
                PlainText.oneLine(made.sha256(), 80),
                "",
                "");
    }

    /** How a script failed, for the person who reads the console. */
    AbortException failure(int exitCode, @CheckForNull ScriptReport report) {
        String name = "The script " + settings.file();
        String last = report == null
                ? ""
                : report.lastFailure()
                        .map(failure -> " The last request that failed: " + failure)
                        .orElse("");
        if (report != null && report.isTakenAway()) {
            return new AbortException(
                    name + " ended with exit code " + exitCode + ", and the file with its requests is gone"
                            + " or incomplete. A script must leave the folder beside its workspace alone (WORKSPACE_TMP).");
        }
        if (report != null && report.process() == null) {
            return new AbortException(name + " did not begin (exit code " + exitCode
                    + "): the lines above are Java's or the system's own. A script needs a JDK of version 17 or later with"
                    + " all its modules; jdk or javaHome names one other than the agent's. Nothing was submitted.");
        }
        return new AbortException(name + " ended with exit code " + exitCode + ": " + meaning(exitCode) + last);
    }

    private static String meaning(int exitCode) {
        return switch (exitCode) {
            case ExitCode.USAGE -> "it could not be begun as it was asked for.";
            case ExitCode.BAD_INPUT -> "the input or the script is wrong, or a limit is reached.";
            case ExitCode.UNAVAILABLE -> "the service refused, can't be reached, or made no video.";
            case ExitCode.INTERNAL -> "an exception in the script, or a defect of this plugin.";
            case ExitCode.TRY_AGAIN -> "try again later: time-out, or too many requests.";
            case ExitCode.TOKEN -> "there is no token, or the service refuses it.";
            case ExitCode.JAVA -> "the Java that runs it is no whole JDK of version 17 or later.";
            case ExitCode.INTERRUPTED, 143 -> "its process was told to end.";
            case 137 -> "its process was killed, by a person or for want of memory.";
            case -1, -2 -> "its process is gone, and nobody knows how it ended.";
            default -> "the script's own code.";
        };
    }

    /** Removes what the process has left beside the workspace. */
    static void cleanUp(FilePath folder) throws IOException, InterruptedException {
        folder.deleteRecursive();
    }

    private void say(String line) {
        ScriptRecords.say(console, line);
    }
}
