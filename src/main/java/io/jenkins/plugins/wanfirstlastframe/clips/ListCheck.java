package io.jenkins.plugins.wanfirstlastframe.clips;

import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.InputProblem;
import io.jenkins.plugins.wanfirstlastframe.client.InvalidInputException;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.client.UnknownName;
import io.jenkins.plugins.wanfirstlastframe.generation.VideoPath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Makes clips of a file's {@link Node}s, and finds all that is wrong with them. */
final class ListCheck {

    /** Prompts are shorter by far; what is longer is refused before anybody compares, copies or sends it. */
    private static final int MAX_VALUE = 100_000;

    private static final int MAX_NAME = 200;

    private final Problems problems;
    private final Consumer<Clip> right;
    private final OutputsCheck outputs;
    private final Map<String, Integer> linesOfNames = new HashMap<>();

    /** @param right takes each clip that is right by itself */
    ListCheck(Problems problems, Consumer<Clip> right) {
        this.problems = problems;
        this.right = right;
        this.outputs = new OutputsCheck(problems);
    }

    /** What a map says of the parameters. */
    private record Given(Map<Parameter, Object> values, Set<Parameter> wrong) {
        Given() {
            this(new EnumMap<>(Parameter.class), EnumSet.noneOf(Parameter.class));
        }

        /** What holds where this says nothing. */
        Given above(Given clip) {
            Given all = new Given();
            all.values.putAll(values);
            all.wrong.addAll(wrong);
            all.wrong.removeAll(clip.values.keySet());
            all.values.keySet().removeAll(clip.wrong);
            all.values.putAll(clip.values);
            all.wrong.addAll(clip.wrong);
            return all;
        }
    }

    /** @throws ClipListException if anything is wrong, now or as it was read */
    ClipList check(Node whole) throws ClipListException {
        List<Clip> clips = new ArrayList<>();
        if (whole instanceof Node.Group group) {
            clips.addAll(clips(group));
        } else if (whole instanceof Node.Sequence sequence) {
            clips.addAll(clips(sequence, new Given()));
        } else if (whole instanceof Node.Scalar) {
            problems.add(
                    whole.place(),
                    "A clip list is a map with \"" + ListFormat.DEFAULTS + "\" and \"" + ListFormat.CLIPS
                            + "\", or a list of clips");
        }
        problems.check();
        return new ClipList(clips);
    }

    private List<Clip> clips(Node.Group whole) throws ClipListException {
        Given defaults = new Given();
        Node list = null;
        for (Node.Entry entry : whole.entries()) {
            switch (entry.name()) {
                case ListFormat.DEFAULTS -> defaults = defaults(entry.value());
                case ListFormat.CLIPS -> list = entry.value();
                default -> unknown(entry, List.of(ListFormat.DEFAULTS, ListFormat.CLIPS));
            }
        }
        if (list instanceof Node.Sequence sequence) {
            return clips(sequence, defaults);
        }
        if (list == null) {
            problems.add(whole.place(), "There is no \"" + ListFormat.CLIPS + "\", which is the list of the clips");
        } else if (!(list instanceof Node.Refused)) {
            problems.add(list.place(), "\"" + ListFormat.CLIPS + "\" must be a list of clips");
        }
        return List.of();
    }

    private Given defaults(Node node) throws ClipListException {
        Given given = new Given();
        if (node instanceof Node.Group group) {
            for (Node.Entry entry : group.entries()) {
                if (ListFormat.PARAMETERS.containsKey(entry.name())) {
                    add(entry, given);
                } else if (ListFormat.OF_CLIP.contains(entry.name())) {
                    problems.add(entry.place(), "\"" + entry.name() + "\" is each clip's own, and has no default");
                } else {
                    unknown(entry, ListFormat.PARAMETERS.keySet());
                }
            }
        } else if (node instanceof Node.Sequence
                || node instanceof Node.Scalar text && !text.text().isEmpty()) {
            problems.add(node.place(), "\"" + ListFormat.DEFAULTS + "\" must be a map of parameters");
        }
        return given;
    }

    private List<Clip> clips(Node.Sequence sequence, Given defaults) throws ClipListException {
        int count = sequence.values().size();
        if (count == 0 || count > ClipList.MAX_CLIPS) {
            problems.add(
                    sequence.place(),
                    count == 0
                            ? "The list has no clips"
                            : "The list has " + count + " clips; at most " + ClipList.MAX_CLIPS + " are allowed");
            return List.of();
        }
        List<Clip> clips = new ArrayList<>();
        for (Node node : sequence.values()) {
            problems.checkFull();
            if (node instanceof Node.Group group) {
                clip(group, defaults).ifPresent(clip -> {
                    clips.add(clip);
                    right.accept(clip);
                });
            } else if (!(node instanceof Node.Refused)) {
                problems.add(node.place(), "A clip must be a map with a \"" + ListFormat.NAME + "\" and parameters");
            }
        }
        outputs.checkFolders();
        return clips;
    }

    private Optional<Clip> clip(Node.Group group, Given defaults) throws ClipListException {
        Given own = new Given();
        Optional<Node.Entry> name = Optional.empty();
        Optional<Node.Entry> output = Optional.empty();
        for (Node.Entry entry : group.entries()) {
            if (entry.name().equals(ListFormat.NAME)) {
                name = Optional.of(entry);
            } else if (entry.name().equals(ListFormat.OUTPUT)) {
                output = Optional.of(entry);
            } else if (ListFormat.PARAMETERS.containsKey(entry.name())) {
                add(entry, own);
            } else {
                unknown(entry, ListFormat.OF_CLIP);
            }
        }
        Optional<String> called = name(group.place(), name);
        Optional<String> path = outputs.of(group.place(), called, output);
        Optional<GenerationInput> input = input(group.place(), defaults.above(own));
        return called.isPresent() && path.isPresent() && input.isPresent()
                ? Optional.of(new Clip(
                        called.get(), input.get(), path.get(), group.place().line()))
                : Optional.empty();
    }

    private void unknown(Node.Entry entry, Collection<String> known) throws ClipListException {
        problems.checkFull(); // before names are compared
        String merge = entry.name().equals("<<")
                ? "; what clips have in common belongs under \"" + ListFormat.DEFAULTS + "\""
                : "";
        problems.add(entry.place(), UnknownName.sentence("key", entry.name(), known) + merge);
    }

    /** Keeps what an entry says of a parameter. */
    private void add(Node.Entry entry, Given given) {
        Parameter parameter = ListFormat.PARAMETERS.get(entry.name());
        if (!(entry.value() instanceof Node.Scalar scalar)) {
            given.wrong.add(parameter);
            if (!(entry.value() instanceof Node.Refused)) {
                String message = "must be " + parameter.type().bounds() + ", not a list or a map";
                problems.add(entry.value().place(), new InputProblem(parameter, null, message).toString());
            }
        } else if (scalar.text().length() > MAX_VALUE) {
            given.wrong.add(parameter);
            String message = "must be at most " + MAX_VALUE + " characters long";
            problems.add(scalar.place(), new InputProblem(parameter, null, message).toString());
        } else if (!scalar.text().isEmpty()) {
            try {
                given.values.put(parameter, parameter.parse(scalar.text()));
            } catch (IllegalArgumentException e) {
                given.wrong.add(parameter);
                problems.add(scalar.place(), new InputProblem(parameter, scalar.text(), e.getMessage()).toString());
            }
        }
    }

    private Optional<String> name(Place clip, Optional<Node.Entry> entry) {
        Node node = entry.map(Node.Entry::value).orElse(null);
        if (node == null || node instanceof Node.Scalar scalar && scalar.text().isEmpty()) {
            problems.add(clip, "The clip has no \"" + ListFormat.NAME + "\"");
            return Optional.empty();
        }
        String name = node instanceof Node.Scalar scalar ? scalar.text() : "";
        if (name.isEmpty() || !name.equals(PlainText.oneLine(name, MAX_NAME))) {
            if (!(node instanceof Node.Refused)) {
                problems.add(
                        node.place(),
                        "A clip's name must be one line of at most " + MAX_NAME
                                + " printable characters, with single spaces");
            }
            return Optional.empty();
        }
        Integer earlier = linesOfNames.putIfAbsent(VideoPath.folded(name), clip.line());
        if (earlier != null) {
            problems.add(node.place(), "The name \"" + name + "\" is taken by the clip in line " + earlier);
        }
        return Optional.of(name);
    }

    /** The input as a whole; what was told already is not told again. */
    private Optional<GenerationInput> input(Place clip, Given given) {
        GenerationInput.Builder builder = GenerationInput.builder();
        given.values.forEach(builder::set);
        try {
            return Optional.of(builder.build());
        } catch (InvalidInputException e) {
            for (InputProblem problem : e.problems()) {
                if (!given.wrong.contains(problem.parameter())) {
                    problems.add(clip, problem.toString());
                }
            }
            return Optional.empty();
        }
    }
}
