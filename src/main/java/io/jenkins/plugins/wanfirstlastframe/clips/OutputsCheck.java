package io.jenkins.plugins.wanfirstlastframe.clips;

import io.jenkins.plugins.wanfirstlastframe.generation.VideoPath;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Finds the file of each clip, and what is wrong with those files: none may replace another, or need its name for a folder. */
final class OutputsCheck {

    private final Problems problems;

    /** Which clips the files belong to, by the files' paths as any file system takes them. */
    private final Map<String, Place> clips = new LinkedHashMap<>();

    OutputsCheck(Problems problems) {
        this.problems = problems;
    }

    /**
     * The file of a clip.
     *
     * @param name of the clip; empty where it has no right one
     * @param entry what the clip says; empty where it says nothing
     */
    Optional<String> of(Place clip, Optional<String> name, Optional<Node.Entry> entry) {
        Node node = entry.map(Node.Entry::value).orElse(null);
        Place place = node == null ? clip : node.place();
        Optional<String> given = given(node);
        if (given.isEmpty()) {
            return given;
        }
        Optional<String> path = given.get().isEmpty() ? name.map(VideoPath::of) : given;
        path.ifPresent(file -> {
            Place earlier = clips.putIfAbsent(VideoPath.folded(file), clip);
            if (earlier != null) {
                problems.add(
                        place,
                        "The output \"" + file + "\" is taken by the clip in line " + earlier.line()
                                + "; give each an output of its own");
            }
        });
        return path;
    }

    /** @return empty where it is wrong; an empty text where nothing was given */
    private Optional<String> given(Node node) {
        if (node == null) {
            return Optional.of("");
        }
        if (node instanceof Node.Refused) {
            return Optional.empty();
        }
        try {
            String text = node instanceof Node.Scalar scalar ? scalar.text() : ".";
            return Optional.of(VideoPath.check(text, "the videos' folder"));
        } catch (IllegalArgumentException e) {
            problems.add(node.place(), withoutStop(e.getMessage()));
            return Optional.empty();
        }
    }

    private static String withoutStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    /** Once all files are known: whether one of them would have to be a folder, too. */
    void checkFolders() {
        clips.forEach((file, clip) -> {
            for (int end = file.indexOf('/'); end > 0; end = file.indexOf('/', end + 1)) {
                Place other = clips.get(file.substring(0, end));
                if (other != null) {
                    problems.add(
                            clip,
                            "The clip's output is in a folder that is the output of the clip in line " + other.line());
                }
            }
        });
    }
}
