package io.jenkins.plugins.wanfirstlastframe.clips;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Reads YAML or JSON into {@link Node}s. The parsers are asked for their tokens alone: no tag makes an object, no alias is
 * expanded, and reading stops where the file is deeper or has more values than any list.
 */
final class TreeReader {

    /** A list has a depth of 4: the whole, its clips, one clip, a value. */
    private static final int MAX_DEPTH = 8;

    /** Above what the largest list has, with every parameter given for every clip. */
    static final int MAX_VALUES = 200_000;

    private final String format;
    private final JsonParser parser;
    private final Problems problems;
    private int values;

    private TreeReader(String format, JsonParser parser, Problems problems) {
        this.format = format;
        this.parser = parser;
        this.problems = problems;
    }

    /**
     * Reads a YAML file.
     *
     * @return empty for a file without anything in it
     * @throws ClipListException if it can't be read to its end
     */
    static Optional<Node> yaml(String text, Problems problems) throws ClipListException {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(ClipList.MAX_BYTES + 1);
        return read("YAML", YAMLFactory.builder().loaderOptions(options).build(), text, problems);
    }

    /**
     * Reads a JSON file.
     *
     * @return empty for a file without anything in it
     * @throws ClipListException if it can't be read to its end
     */
    static Optional<Node> json(String text, Problems problems) throws ClipListException {
        return read("JSON", new JsonFactory(), text, problems);
    }

    private static Optional<Node> read(String format, JsonFactory factory, String text, Problems problems)
            throws ClipListException {
        try (JsonParser parser = factory.createParser(new StringReader(text))) {
            return new TreeReader(format, parser, problems).document();
        } catch (IOException e) {
            throw problems.fatal(Place.FILE, notOf(format, e.getMessage()));
        }
    }

    private Optional<Node> document() throws IOException, ClipListException {
        try {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return Optional.empty();
            }
            Node whole = node(first, 1);
            if (parser.nextToken() != null) {
                throw problems.fatal(place(), "Something follows the list, which is one document alone");
            }
            return Optional.of(whole);
        } catch (JsonProcessingException e) {
            throw problems.fatal(place(e), notOf(format, reason(e)));
        }
    }

    private Node node(JsonToken token, int depth) throws IOException, ClipListException {
        Place place = place();
        problems.checkFull();
        if (depth > MAX_DEPTH) {
            throw problems.fatal(place, "The file is nested more deeply than a clip list ever is");
        }
        if (++values > MAX_VALUES) {
            throw problems.fatal(place, tooManyValues());
        }
        boolean refused = isAlias(place) || isTagged(place);
        Node node =
                switch (token) {
                    case START_OBJECT -> group(place, depth);
                    case START_ARRAY -> sequence(place, depth);
                    case VALUE_NULL -> new Node.Scalar(place, "");
                    default -> new Node.Scalar(place, parser.getText().strip());
                };
        return refused ? new Node.Refused(place) : node;
    }

    static String tooManyValues() {
        return "The file has more than " + MAX_VALUES + " values; a clip list has at most " + ClipList.MAX_CLIPS
                + " clips";
    }

    private boolean isAlias(Place place) {
        boolean alias = parser instanceof YAMLParser yaml && yaml.isCurrentAlias();
        if (alias) {
            problems.add(
                    place,
                    "An alias stands here, and a clip list takes none; what clips have in common belongs under \""
                            + ListFormat.DEFAULTS + "\"");
        }
        return alias;
    }

    private boolean isTagged(Place place) throws IOException {
        boolean tagged = parser.canReadTypeId() && parser.getTypeId() != null;
        if (tagged) {
            problems.add(
                    place,
                    "The tag \"" + PlainText.oneLine(String.valueOf(parser.getTypeId()), 80)
                            + "\" stands here, and a clip list takes none; write the value alone");
        }
        return tagged;
    }

    private Node group(Place place, int depth) throws IOException, ClipListException {
        List<Node.Entry> entries = new ArrayList<>();
        Map<String, Integer> lines = new HashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            Place placeOfName = place();
            String name = parser.currentName();
            Node value = node(parser.nextToken(), depth + 1);
            Integer earlier = lines.putIfAbsent(name, placeOfName.line());
            if (earlier == null) {
                entries.add(new Node.Entry(placeOfName, name, value));
            } else {
                problems.add(
                        placeOfName,
                        "\"" + PlainText.oneLine(name, 80) + "\" stands here a second time; the first is in line "
                                + earlier);
            }
        }
        return new Node.Group(place, entries);
    }

    private Node sequence(Place place, int depth) throws IOException, ClipListException {
        List<Node> all = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            all.add(node(token, depth + 1));
        }
        return new Node.Sequence(place, all);
    }

    private Place place() {
        return Place.of(parser.currentTokenLocation());
    }

    private Place place(JsonProcessingException e) {
        if (e.getCause() instanceof MarkedYAMLException yaml && yaml.getProblemMark() != null) {
            return place(yaml.getProblemMark());
        }
        return Place.of(e.getLocation() == null ? parser.currentLocation() : e.getLocation());
    }

    private static Place place(Mark mark) {
        return new Place(mark.getLine() + 1, mark.getColumn() + 1);
    }

    /** The parser's words without its excerpt of the file. */
    private static String reason(JsonProcessingException e) {
        if (e.getCause() instanceof MarkedYAMLException yaml && yaml.getProblem() != null) {
            return yaml.getProblem() + (yaml.getContext() == null ? "" : " (" + context(yaml) + ")");
        }
        return e.getOriginalMessage();
    }

    private static String context(MarkedYAMLException e) {
        Mark begin = e.getContextMark();
        return e.getContext() + (begin == null ? "" : " that begins in line " + (begin.getLine() + 1));
    }

    private static String notOf(String format, String reason) {
        String plain = PlainText.oneLine(reason, 200).replaceAll(", from `[^`]*`|[.\\s]+$", "");
        return "This is not " + format + ": " + plain;
    }
}
