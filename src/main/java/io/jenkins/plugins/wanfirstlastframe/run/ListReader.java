package io.jenkins.plugins.wanfirstlastframe.run;

import hudson.AbortException;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.client.ImageSource;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.clips.Clip;
import io.jenkins.plugins.wanfirstlastframe.clips.ClipList;
import io.jenkins.plugins.wanfirstlastframe.clips.ClipListException;
import io.jenkins.plugins.wanfirstlastframe.clips.ClipListException.Problem;
import io.jenkins.plugins.wanfirstlastframe.delivery.FrameLookup;
import io.jenkins.plugins.wanfirstlastframe.delivery.FramePath;
import io.jenkins.plugins.wanfirstlastframe.delivery.Workspace;
import io.jenkins.plugins.wanfirstlastframe.delivery.WorkspaceList;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Reads a build's clip list and checks it as a whole, its image files included. Waits for the agent. */
final class ListReader {

    /** Nobody reads more at a time, and each may be an agent's work. */
    private static final int MAX_PROBLEMS = 20;

    private final ClipsOrder order;
    private final Workspace workspace;
    private final BooleanSupplier stopped;
    private final FrameLookup frames;

    /** What is wrong with each image file that was looked at. */
    private final Map<ImageSource.ImageFile, Optional<String>> files = new HashMap<>();

    /** @param stopped whether nobody waits for the list any more */
    ListReader(ClipsOrder order, Run<?, ?> run, Workspace workspace, BooleanSupplier stopped) {
        this.order = order;
        this.workspace = workspace;
        this.frames = new FrameLookup(
                run,
                workspace,
                GenerationService.get().artifactFrames(),
                order.common().publishFrames());
        this.stopped = stopped;
    }

    /**
     * The clips with their settings.
     *
     * @throws AbortException with all that is wrong and where; nothing was submitted
     */
    List<ListedClip> read() throws IOException, InterruptedException {
        byte[] content = WorkspaceList.read(order.file(), workspace);
        List<Clip> right = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        try {
            ClipList.read(order.file(), new ByteArrayInputStream(content), right::add);
        } catch (ClipListException e) {
            problems.addAll(e.problems());
        }
        for (Clip clip : right) {
            if (problems.size() > MAX_PROBLEMS || stopped.getAsBoolean()) {
                break;
            }
            problems.addAll(problems(clip));
        }
        if (!problems.isEmpty()) {
            problems.sort(Comparator.comparingInt(
                            (Problem problem) -> problem.line() == 0 ? Integer.MAX_VALUE : problem.line())
                    .thenComparingInt(Problem::column));
            throw new AbortException("Nothing was submitted: "
                    + new ClipListException(PlainText.oneLine(order.file()), problems).getMessage() + ".");
        }
        return right.stream()
                .map(clip -> new ListedClip(clip.name(), order.common().withClip(clip)))
                .toList();
    }

    private List<Problem> problems(Clip clip) throws IOException, InterruptedException {
        List<Problem> found = new ArrayList<>();
        for (Parameter image : List.of(Parameter.START_IMAGE, Parameter.END_IMAGE)) {
            String given = clip.input().given(image).map(Object::toString).orElse("");
            Optional<String> problem = FramePath.problem(image, given);
            if (problem.isEmpty() && ImageSource.parse(given) instanceof ImageSource.ImageFile file) {
                problem = unusable(file).map(clause -> image.title() + ": " + clause);
            }
            problem.ifPresent(clause -> found.add(new Problem(clip.line(), 0, clause)));
        }
        return found;
    }

    private Optional<String> unusable(ImageSource.ImageFile file) throws IOException, InterruptedException {
        Optional<String> known = files.get(file);
        if (known == null) {
            known = frames.problem(file);
            files.put(file, known);
        }
        return known;
    }
}
