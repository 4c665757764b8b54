package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;

import java.beans.Introspector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kohsuke.stapler.DataBoundSetter;

/** README and guide have all that there is, in English and in Chinese. */
class DocumentsTest {

    private static final String ENGLISH = "README.md";
    private static final String CHINESE = "docs/README.zh-CN.md";
    private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```$");

    private static String text(String file) throws IOException {
        return Files.readString(Path.of(file), StandardCharsets.UTF_8);
    }

    private static List<String> all(String regex, String text) {
        return Pattern.compile(regex, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    /** What a document says outside of its code. */
    private static String prose(String file) throws IOException {
        return FENCE.matcher(text(file)).replaceAll("");
    }

    private static List<String> code(String file) throws IOException {
        return FENCE.matcher(text(file))
                .results()
                .map(block -> block.group().replaceAll(" +#.*", ""))
                .toList();
    }

    /** For each row of a table the names in its first cell. */
    private static List<List<String>> rows(String file) throws IOException {
        return all("^\\|[^|]*\\|", prose(file)).stream()
                .map(cell -> all("`[^`]+`", cell))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({ENGLISH + ", " + CHINESE, "docs/guide.md, docs/guide.zh-CN.md"})
    void chineseHasTheSameSectionsCodeTablesAndPictures(String english, String chinese) throws IOException {
        assertThat(all("^#+ ", prose(chinese)), is(all("^#+ ", prose(english))));
        assertThat(code(chinese), is(code(english)));
        assertThat(rows(chinese), is(rows(english)));
        String pictures = "[\\w-]+\\.png";
        assertThat(all(pictures, prose(chinese)), is(all(pictures, prose(english))));
    }

    @ParameterizedTest
    @ValueSource(strings = {CHINESE, "docs/guide.zh-CN.md"})
    void noLineOfChineseEndsWithinASentence(String file) throws IOException {
        assertThat(all("[\\p{IsHan}，。；：、（）]\\n[\\p{IsHan}，。；：、（）]", prose(file)), is(List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {ENGLISH, CHINESE})
    void everyArgumentIsInATable(String file) throws IOException {
        String[] documented =
                rows(file).stream().flatMap(List::stream).distinct().toArray(String[]::new);
        for (Class<? extends Step> step :
                List.of(WanFirstLastFrameStep.class, WanClipsStep.class, WanScriptStep.class)) {
            assertThat(Arrays.asList(documented), hasItems(arguments(step)));
        }
    }

    private static String[] arguments(Class<? extends Step> step) {
        Stream<String> optional = Arrays.stream(step.getMethods())
                .filter(method -> method.isAnnotationPresent(DataBoundSetter.class))
                .map(method -> Introspector.decapitalize(method.getName().substring("set".length())));
        return Stream.concat(optional, step == WanFirstLastFrameStep.class ? Stream.of() : Stream.of("file"))
                .map(name -> "`" + name + "`")
                .toArray(String[]::new);
    }

    @Test
    void everyPictureIsThere() throws IOException {
        for (String file : List.of(ENGLISH, CHINESE, "docs/guide.md", "docs/guide.zh-CN.md")) {
            for (String picture : all("(?<=\\]\\()[^)]+\\.png(?=\\))", prose(file))) {
                assertThat(picture, Files.isRegularFile(Path.of(file).resolveSibling(picture)), is(true));
            }
        }
    }
}
