package io.jenkins.plugins.wanfirstlastframe.bench;

import java.util.List;

/** Rows as a Markdown table that is also readable as it is. */
final class Table {

    private static final List<String> HEADS = List.of("measurement", "ours", "baseline", "ratio", "target", "result");

    private Table() {}

    static String text(List<Row> rows) {
        List<List<String>> lines = rows.stream().map(Table::cells).toList();
        StringBuilder text = new StringBuilder(line(HEADS, lines));
        text.append(line(HEADS.stream().map(head -> "---").toList(), lines));
        lines.forEach(cells -> text.append(line(cells, lines)));
        return text.toString();
    }

    private static List<String> cells(Row row) {
        return List.of(row.what(), row.ours(), row.baseline(), row.ratio(), row.target(), row.verdict());
    }

    private static String line(List<String> cells, List<List<String>> all) {
        StringBuilder line = new StringBuilder("|");
        for (int i = 0; i < cells.size(); i++) {
            int column = i;
            int width =
                    all.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
            width = Math.max(width, HEADS.get(i).length());
            line.append(' ')
                    .append(cells.get(i))
                    .append(" ".repeat(width - cells.get(i).length()))
                    .append(" |");
        }
        return line.append(System.lineSeparator()).toString();
    }
}
