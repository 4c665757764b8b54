package io.jenkins.plugins.wanfirstlastframe.clips;

import static io.jenkins.plugins.wanfirstlastframe.clips.ListFixture.problems;
import static io.jenkins.plugins.wanfirstlastframe.clips.ListFixture.read;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import java.nio.charset.Charset;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A list that was written to do harm costs neither time nor memory, and is refused in plain words. */
@Timeout(20)
class HostileListTest {

    private static final String ALIAS = "An alias stands here, and a clip list takes none";
    private static final String TAG = "stands here, and a clip list takes none; write the value alone";

    @Test
    void aBombOfAliasesIsNotExpanded() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [lol, lol]\n");
        for (int i = 1; i < 60; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d, *a%d]%n".formatted(i, i, i - 1, i - 1, i - 1));
        }
        List<String> found = problems("a.yaml", bomb + "clips: *a59\n");
        assertThat(found, hasItem(containsString(ALIAS)));
        assertThat(found, hasSize(Problems.MAX + 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- &a {name: a, <<: *a}",
                "defaults: &d {seed: 1}\nclips:\n  - {<<: *d, name: a}",
                "- &x [*x]",
                "- *nobody",
                "clips: *nobody",
                "defaults: *d\nclips: []",
            })
    void anAliasIsRefused(String yaml) {
        assertThat(problems("a.yaml", yaml), hasItem(containsString(ALIAS)));
    }

    @Test
    void aMergeKeyIsToldWhatToWriteInstead() {
        assertThat(
                problems("a.yaml", ListFixture.with("<<: {seed: 1}")),
                contains(containsString(
                        "There is no key \"<<\"; what clips have in common belongs under \"defaults\"")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "seed: !!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL ['http://x/']]]]",
                "seed: !!int 5",
                "seed: !own 5",
                "name: !!str a",
                "prompt: !!binary aGVsbG8=",
                "output: !<tag:example.com,2000:x> a.mp4"
            })
    void aTagIsRefused(String entry) {
        List<String> found = problems("a.yaml", ListFixture.with(entry));
        assertThat(found, hasItem(containsString(TAG)));
        assertThat(found, everyItem(containsString(TAG)));
    }

    @Test
    void aTaggedListOrClipIsRefused() {
        assertThat(problems("a.yaml", "!!java.util.ArrayList [1]"), contains(containsString(TAG)));
        assertThat(problems("a.yaml", "[!!java.io.File {name: x}]"), contains(containsString(TAG)));
    }

    static Stream<Arguments> deepFiles() {
        int times = 500_000;
        return Stream.of(
                Arguments.of("a.yaml", "[".repeat(times)),
                Arguments.of("a.yaml", "{a: ".repeat(times)),
                Arguments.of("a.yaml", "- ".repeat(times)),
                Arguments.of("a.yaml", "a:\n" + " ".repeat(1000) + "b:\n" + "? ".repeat(times)),
                Arguments.of("a.json", "[".repeat(times)),
                Arguments.of("a.json", "{\"a\":".repeat(times)),
                Arguments.of("a.yaml", "clips: [{name: {a: {b: {c: {d: {e: {f: {g: 1}}}}}}}}]"));
    }

    @ParameterizedTest
    @MethodSource("deepFiles")
    void aDeepFileIsRefusedAtItsSurface(String file, String text) {
        List<String> found = problems(file, text);
        assertThat(found, hasSize(1));
        assertThat(found.get(0).length() < 400, equalTo(true));
    }

    static Stream<Arguments> longFiles() {
        String million = "x".repeat(1_000_000);
        String tooLong = "Prompt must be at most 100000 characters long";
        return Stream.of(
                Arguments.of("a.yaml", ListFixture.with("prompt: " + million), tooLong),
                Arguments.of("a.yaml", ListFixture.with("prompt: \"" + million + "\""), tooLong),
                Arguments.of("a.yaml", ListFixture.with("prompt: \"" + "\\\"".repeat(1_000_000) + "\""), tooLong),
                Arguments.of("a.yaml", ListFixture.with("prompt: " + "a ".repeat(500_000) + "b"), tooLong),
                Arguments.of("a.yaml", ListFixture.with("prompt: '" + "''".repeat(1_000_000) + "'"), tooLong),
                Arguments.of("a.yaml", ListFixture.with("seed: " + "1".repeat(1_000_000)), "at most 100000 characters"),
                Arguments.of("a.yaml", ListFixture.with(million + ": 1"), "This is not YAML"),
                Arguments.of("a.yaml", "# " + million, "The file is empty"),
                Arguments.of("a.yaml", "\n".repeat(5_000_000), "The file is empty"),
                Arguments.of("a.json", "[{\"prompt\": \"" + million + "\"}]", tooLong),
                Arguments.of("a.json", "[{\"seed\": " + "1".repeat(1_000_000) + "}]", "Number value length"),
                Arguments.of("a.json", "[{\"" + million + "\": 1}]", "Name"),
                Arguments.of("a.csv", "name,prompt\na," + million, tooLong),
                Arguments.of("a.csv", "name,prompt\na,\"" + "\"\"".repeat(1_000_000) + "\"", tooLong),
                Arguments.of("a.csv", "name" + ",".repeat(1_000_000) + "\na", "Prompt is missing"),
                Arguments.of("a.csv", million, "There is no column \"xxx"));
    }

    @ParameterizedTest
    @MethodSource("longFiles")
    void aLineOfAMillionCharactersIsReadInNoTime(String file, String text, String problem) {
        List<String> found = problems(file, text);
        assertThat(found, hasItem(containsString(problem)));
        found.forEach(told -> assertThat(told.length() < 400, equalTo(true)));
    }

    static Stream<Arguments> wideFiles() {
        return Stream.of(
                Arguments.of("a.yaml", "[" + "[],".repeat(1_000_000) + "]"),
                Arguments.of("a.yaml", "[" + "{a,b},".repeat(500_000) + "]"),
                Arguments.of("a.yaml", "- a\n".repeat(1_000_000)),
                Arguments.of("a.json", "[" + "1,".repeat(1_000_000) + "1]"),
                Arguments.of("a.json", "[" + "{},".repeat(1_000_000) + "{}]"),
                Arguments.of("a.csv", "name\n" + "a\n".repeat(1_000_000)));
    }

    @ParameterizedTest
    @MethodSource("wideFiles")
    void aFileWithAMillionValuesIsNotReadToItsEnd(String file, String text) {
        assertThat(
                problems(file, text),
                hasItem(containsString("The file has more than 200000 values; a clip list has at most 10000 clips")));
    }

    @Test
    void aFileWithAMillionUnknownNamesIsRefused() {
        String names =
                IntStream.range(0, 190_000).mapToObj(i -> "k" + i + ": 1\n").collect(Collectors.joining());
        for (List<String> found : List.of(
                problems("a.yaml", names),
                problems("a.yaml", "- " + names.replace("\n", "\n  ")),
                problems("a.csv", names.replace(": 1\n", ",")))) {
            assertThat(found, hasSize(Problems.MAX + 1));
            assertThat(found.get(Problems.MAX), equalTo("There are more problems than these 100"));
        }
    }

    @Test
    void tenThousandClipsAreAListAndOneMoreIsNot() throws Exception {
        String defaults = "{\"defaults\": {\"startImage\": \"Runcomfy_Example_1259_1.png\", \"endImage\":"
                + " \"Runcomfy_Example_1259_2.png\", \"prompt\": \"" + "x".repeat(99_000) + "\"}, \"clips\": [";
        String clips = IntStream.rangeClosed(1, 10_000)
                .mapToObj(i -> "{\"name\": \"" + i + "\", \"seed\": " + i + "}")
                .collect(Collectors.joining(",\n"));
        assertThat(read("a.json", defaults + clips + "]}").clips(), hasSize(10_000));
        assertThat(
                problems("a.json", defaults + clips + ",{}]}"),
                contains(containsString("The list has 10001 clips; at most 10000 are allowed")));
    }

    @Test
    void aFileOfMoreThanFiveMebibytesIsNotEvenRead() {
        for (String file : new String[] {"a.yaml", "a.json", "a.csv"}) {
            assertThat(problems(file, new byte[ClipList.MAX_BYTES + 1]), contains("The file is larger than 5 MiB"));
        }
    }

    @Test
    void aYamlFileMayBeAsLargeAsTheOthers() throws Exception {
        String comment = "# " + "x".repeat(100) + "\n";
        String text = comment.repeat(50_000) + ListFixture.COMPLETE;
        assertThat(text.length() > 4 * 1024 * 1024, equalTo(true));
        assertThat(read("a.yaml", text).clips(), hasSize(1));
    }

    static Stream<Arguments> marked() {
        return Stream.of("a.yaml", "a.json", "a.csv")
                .flatMap(file -> Stream.of(UTF_8, UTF_16LE, UTF_16BE).map(charset -> Arguments.of(file, charset)));
    }

    @ParameterizedTest
    @MethodSource("marked")
    void aByteOrderMarkTellsTheEncoding(String file, Charset charset) throws Exception {
        String images = "Runcomfy_Example_1259_1.png,Runcomfy_Example_1259_2.png";
        String text =
                switch (file) {
                    case "a.yaml" -> ListFixture.with("prompt: Tür 𠮷");
                    case "a.json" ->
                        "[{\"name\": \"a\", \"prompt\": \"Tür 𠮷\", \"startImage\": \"%s\", \"endImage\": \"%s\"}]"
                                .formatted((Object[]) images.split(","));
                    default -> "name,startImage,endImage,prompt\r\na," + images + ",Tür 𠮷\r\n";
                };
        ClipList list = read(file, ("\ufeff" + text).getBytes(charset));
        assertThat(list.clips().get(0).input().prompt(), equalTo("Tür 𠮷"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.yaml", "a.json", "a.csv"})
    void whatIsNotUtf8IsRefusedWithItsPlace(String file) {
        assertThat(
                problems(file, "name\nTür".getBytes(ISO_8859_1)),
                contains("line 2, column 2: What follows is not UTF-8 text; save the file as UTF-8"));
        assertThat(
                problems(file, "name\nTür".getBytes(UTF_16LE)),
                contains(
                        "line 1, column 2: The character U+0000, which stands here, is not one of a text; save the file as"
                                + " UTF-8"));
        assertThat(
                problems(file, new byte[] {(byte) 0xff, (byte) 0xfe, 'a', 0, 'b'}),
                contains("line 1, column 2: What follows is not UTF-16LE text; save the file as UTF-8"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0007", "\u001b", "\u0000", "\u007f", "\uffff"})
    void aControlCharacterIsRefusedWithItsPlace(String character) {
        for (String file : new String[] {"a.yaml", "a.json", "a.csv"}) {
            assertThat(
                    problems(file, "# a\r\n# b\r# c\n#" + character),
                    contains(containsString("line 4, column 2: The character U+")));
        }
    }

    @Test
    void whatTheMessagesQuoteIsClean() {
        String hostile = "\\u001b[31m\\u202e\\u0007\\nERROR: forged";
        for (String text : new String[] {
            "[{\"" + hostile + "\": 1}]",
            "[{\"seed\": \"" + hostile + "\"}]",
            "[{\"output\": \"" + hostile + "\"}]",
            "[{\"startImage\": \"https://" + hostile + "\"}]",
            "[{\"a\": 1, \"" + hostile + "\": 1, \"" + hostile + "\": 1}]"
        }) {
            problems("a.json", text).forEach(told -> {
                assertThat(told, told.lines().count(), equalTo(1L));
                assertThat(told, told.chars().noneMatch(c -> c < 0x20 || c == 0x202e), equalTo(true));
            });
        }
    }
}
