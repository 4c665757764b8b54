package io.jenkins.plugins.wanfirstlastframe.clips;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.client.UnknownName;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads CSV as {@link TreeReader} reads YAML: the first row has the names, each further one is a clip, and an empty cell
 * stands for nothing. Cells are separated by commas, or by semicolons or tabs, as the first row has it.
 */
final class CsvReader {

    private static final CsvFactory FACTORY =
            CsvFactory.builder().enable(CsvParser.Feature.WRAP_AS_ARRAY).build();

    private final Problems problems;
    private final List<Node> clips = new ArrayList<>();

    /** The names of the columns, null for a column without a right one; null before the first row. */
    @CheckForNull
    private List<String> columns;

    private int cells;

    private CsvReader(Problems problems) {
        this.problems = problems;
    }

    /**
     * Reads a CSV file.
     *
     * @return the clips; empty for a file without anything in it
     * @throws ClipListException if it can't be read to its end
     */
    static Optional<Node> csv(String text, Problems problems) throws ClipListException {
        CsvReader reader = new CsvReader(problems);
        try (CsvParser parser = FACTORY.createParser(new StringReader(text))) {
            parser.setSchema(CsvSchema.emptySchema().withColumnSeparator(separator(text)));
            reader.readAll(parser);
        } catch (IOException e) {
            throw problems.fatal(Place.FILE, "This is not CSV: " + PlainText.oneLine(e.getMessage(), 200));
        }
        return reader.columns == null
                ? Optional.empty()
                : Optional.of(new Node.Sequence(new Place(1, 1), reader.clips));
    }

    /** Programs in countries with a decimal comma separate cells by semicolons. */
    private static char separator(String text) {
        String header = text.stripLeading().lines().findFirst().orElse("");
        return header.indexOf(',') >= 0 ? ',' : header.indexOf(';') >= 0 ? ';' : header.indexOf('\t') >= 0 ? '\t' : ',';
    }

    private void readAll(JsonParser parser) throws IOException, ClipListException {
        Place latest = new Place(1, 1);
        try {
            parser.nextToken(); // the begin of all rows
            while (parser.nextToken() == JsonToken.START_ARRAY) {
                List<Node.Scalar> row = new ArrayList<>();
                while (parser.nextToken() == JsonToken.VALUE_STRING) {
                    latest = Place.of(parser.currentTokenLocation());
                    row.add(new Node.Scalar(latest, parser.getText().strip()));
                }
                if (row.stream().anyMatch(cell -> !cell.text().isEmpty())) {
                    read(row);
                }
            }
        } catch (JsonProcessingException e) {
            // a quotation mark that is missing is missed at the file's end only
            throw problems.fatal(
                    Place.of(e.getLocation()),
                    "This is not CSV: " + PlainText.oneLine(e.getOriginalMessage(), 200)
                            + "; the last cell that could be read begins in line " + latest.line() + ", column "
                            + latest.column());
        }
    }

    private void read(List<Node.Scalar> row) throws ClipListException {
        List<String> names = columns;
        if (names == null) {
            columns = header(row);
        } else {
            clips.add(new Node.Group(row.get(0).place(), entries(row, names)));
        }
    }

    private List<Node.Entry> entries(List<Node.Scalar> row, List<String> names) throws ClipListException {
        List<Node.Entry> entries = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            Node.Scalar cell = row.get(i);
            String name = i < names.size() ? names.get(i) : "";
            if (cell.text().isEmpty() || name == null) {
                continue; // nothing there, or in a column that was told of
            }
            if (++cells > TreeReader.MAX_VALUES) {
                throw problems.fatal(cell.place(), TreeReader.tooManyValues());
            }
            if (name.isEmpty()) {
                problems.add(cell.place(), "This cell is in a column without a name");
            } else {
                entries.add(new Node.Entry(cell.place(), name, cell));
            }
        }
        return entries;
    }

    private List<String> header(List<Node.Scalar> row) throws ClipListException {
        List<String> names = new ArrayList<>();
        for (Node.Scalar cell : row) {
            problems.checkFull();
            String name = cell.text();
            if (name.isEmpty()) {
                names.add("");
            } else if (!ListFormat.OF_CLIP.contains(name)) {
                problems.add(cell.place(), UnknownName.sentence("column", name, ListFormat.OF_CLIP));
                names.add(null);
            } else if (names.contains(name)) {
                problems.add(cell.place(), "The column \"" + name + "\" is here a second time");
                names.add(null);
            } else {
                names.add(name);
            }
        }
        if (!names.contains(ListFormat.NAME)) {
            throw problems.fatal(
                    row.get(0).place(),
                    "The first row names no column \"" + ListFormat.NAME + "\", which every clip has");
        }
        return names;
    }
}
