package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.jenkins.plugins.wanfirstlastframe.client.PatternArguments;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a person sees on pages is there in English and in Chinese, and nothing else is. */
class TranslationTest {

    private static final Path RESOURCES = Path.of("src/main/resources/io/jenkins/plugins/wanfirstlastframe");
    private static final String CHINESE = "_zh_CN";

    /** {@code ${%key}} or {@code ${%key(arguments)}}. */
    private static final Pattern KEY = Pattern.compile("\\$\\{%([^({}]+)(\\([^}]*\\))?}");

    /** Words between tags that are no expression: a view has none of its own. */
    private static final Pattern WORDS = Pattern.compile(">\\s*[^<>$]*\\p{Ll}{2}[^<>$]*<");

    private static List<Path> files(String ending) {
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    private static Path sibling(Path file, String ending) {
        String name = file.getFileName().toString();
        return file.resolveSibling(name.substring(0, name.lastIndexOf('.')) + ending);
    }

    private static Properties properties(Path file) throws IOException {
        Properties properties = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                properties.load(reader);
            }
        }
        return properties;
    }

    private static Set<String> keysOf(Path view) throws IOException {
        Matcher matcher = KEY.matcher(text(view));
        Set<String> keys = new TreeSet<>();
        while (matcher.find()) {
            keys.add(matcher.group(1));
        }
        return keys;
    }

    @Test
    void viewsHaveChineseForAllOfTheirTextsAndForNothingElse() throws IOException {
        List<Path> views = files(".jelly");
        assertThat(views, is(not(empty())));
        for (Path view : views) {
            Set<String> keys = keysOf(view);
            Properties chinese = properties(sibling(view, CHINESE + ".properties"));
            assertThat(view.toString(), new TreeSet<>(chinese.stringPropertyNames()), is(keys));
            assertThat(
                    view.toString(),
                    keys.containsAll(properties(sibling(view, ".properties")).stringPropertyNames()),
                    is(true));
        }
    }

    @Test
    void keysThatAreNoWordsHaveEnglish() throws IOException {
        for (Path view : files(".jelly")) {
            Properties english = properties(sibling(view, ".properties"));
            Set<String> names = keysOf(view).stream()
                    .filter(key -> key.matches("[a-z][A-Za-z]*"))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(view.toString(), new TreeSet<>(english.stringPropertyNames()), is(names));
        }
    }

    @Test
    void messagesHaveTheSameKeysAndArguments() throws IOException {
        Properties english = properties(RESOURCES.resolve("Messages.properties"));
        Properties chinese = properties(RESOURCES.resolve("Messages" + CHINESE + ".properties"));
        assertThat(new TreeSet<>(chinese.stringPropertyNames()), is(new TreeSet<>(english.stringPropertyNames())));
        sameArguments("Messages", english, chinese);
    }

    @Test
    void viewsHaveTheSameArguments() throws IOException {
        for (Path view : files(".jelly")) {
            sameArguments(
                    view.toString(),
                    properties(sibling(view, ".properties")),
                    properties(sibling(view, CHINESE + ".properties")));
        }
    }

    private static void sameArguments(String where, Properties english, Properties chinese) {
        for (String key : english.stringPropertyNames()) {
            assertThat(
                    where + ": " + key,
                    PatternArguments.of(chinese.getProperty(key)),
                    is(PatternArguments.of(english.getProperty(key))));
        }
    }

    @Test
    void everyHelpFileHasItsChineseWithTheSameCode() throws IOException {
        List<Path> helps = files(".html");
        for (Path help : helps) {
            String name = help.toString();
            if (name.endsWith(CHINESE + ".html")) {
                assertThat(helps, hasItem(Path.of(name.replace(CHINESE, ""))));
            } else {
                Path chinese = sibling(help, CHINESE + ".html");
                assertThat(helps, hasItem(chinese));
                assertThat(chinese.toString(), code(text(chinese)), is(code(text(help))));
            }
        }
    }

    /** What stands in {@code code} and {@code pre}: names and values, which have no language. */
    private static List<String> code(String html) {
        Matcher matcher =
                Pattern.compile("<(code|pre)>(.*?)</\\1>", Pattern.DOTALL).matcher(html);
        List<String> found = new ArrayList<>();
        while (matcher.find()) {
            found.add(matcher.group(2));
        }
        return found.stream().sorted().toList();
    }

    /** A browser makes a space of a line's end, and Chinese has none between its words. */
    @Test
    void noLineOfChineseEndsWithinASentence() throws IOException {
        Pattern torn = Pattern.compile("[\\p{IsHan}，。；：、（）]\\s*\n\\s*[\\p{IsHan}，。；：、（）]");
        for (Path help : files(CHINESE + ".html")) {
            assertThat(help.toString(), torn.matcher(text(help)).find(), is(false));
        }
    }

    @Test
    void chineseHasASpaceBesideNumbersAndLatinWords() throws IOException {
        Pattern glued = Pattern.compile("\\p{IsHan}(<code>)?[A-Za-z0-9]|[A-Za-z0-9](</code>)?\\p{IsHan}");
        assertNoChineseHas(glued);
    }

    /** A thing has one name on all pages: these are its other ones. */
    @Test
    void chineseHasOneWordForAThing() throws IOException {
        Pattern others = Pattern.compile("工作空间|制品|构件|凭证|作业|代理(?!节点|服务器|对)|再次使用|视频长度|管道");
        assertNoChineseHas(others);
    }

    private static void assertNoChineseHas(Pattern pattern) throws IOException {
        for (Path file : chinese()) {
            Matcher matcher = pattern.matcher(text(file));
            assertThat(
                    file + ": " + (matcher.find() ? matcher.group() : ""),
                    matcher.reset().find(),
                    is(false));
        }
    }

    private static List<Path> chinese() {
        return Stream.concat(files(CHINESE + ".html").stream(), files(CHINESE + ".properties").stream())
                .toList();
    }

    @Test
    void viewsHaveNoWordsOfTheirOwn() throws IOException {
        for (Path view : files(".jelly")) {
            String markup = text(view).replaceAll("(?s)<!--.*?-->", "");
            Matcher words = WORDS.matcher(markup);
            assertThat(
                    view + ": " + (words.find() ? words.group() : ""),
                    words.reset().find(),
                    is(false));
        }
    }
}
