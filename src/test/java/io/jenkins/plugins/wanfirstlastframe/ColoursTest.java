package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pages take their colours from Jenkins' theme, whichever that is. */
class ColoursTest {

    /** What the sheet says of its own, above all else. */
    private static final Pattern ROOT = Pattern.compile("(?s):root \\{[^}]*}");

    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/");

    /** A property that may have a colour, and its value. */
    private static final Pattern COLOURED =
            Pattern.compile("(?:color|background|border|outline|shadow|fill|stroke|accent)[a-z-]*:\\s*([^;]+);");

    /** A colour's number or function, or a word that CSS has no other meaning for here. */
    private static final Pattern FIXED = Pattern.compile("#[0-9a-f]{3,8}\\b|\\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch)a?\\("
            + "|(?<!-)\\b(?:black|white|gr[ae]y|silver|red|green|blue|yellow|orange|navy|(?:dark|light)[a-z]+)\\b");

    private static final Pattern IN_A_VIEW = Pattern.compile("\\sstyle=|\\s(?:bg)?color=");

    private static List<Path> files(String folder, String... endings) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            List<Path> found = files.filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith))
                    .toList();
            assertThat(folder, found, is(not(empty())));
            return found;
        }
    }

    @Test
    void styleSheetsHaveNoFixedColoursButThoseOfPictures() throws IOException {
        for (Path sheet : files("src/main/webapp", ".css")) {
            String rules = COMMENT.matcher(Files.readString(sheet)).replaceAll("");
            List<String> fixed = COLOURED.matcher(ROOT.matcher(rules).replaceFirst(""))
                    .results()
                    .map(match -> match.group(1))
                    .filter(FIXED.asPredicate())
                    .toList();
            assertThat(sheet.toString(), fixed, is(empty()));
        }
    }

    @Test
    void viewsAndHelpTextsHaveNoStylesOfTheirOwn() throws IOException {
        for (Path view : files("src/main/resources", ".jelly", ".html")) {
            assertThat(
                    view.toString(), IN_A_VIEW.matcher(Files.readString(view)).find(), is(false));
        }
    }
}
