package io.jenkins.plugins.wanfirstlastframe.clips;

import static io.jenkins.plugins.wanfirstlastframe.clips.ListFixture.problems;
import static io.jenkins.plugins.wanfirstlastframe.clips.ListFixture.read;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that is wrong with a list is told at once, with its place. */
class ListProblemsTest {

    @TempDir
    private Path folder;

    @Test
    void everyProblemOfAYamlListIsToldWithItsLine() {
        assertThat(
                problems("clips.yaml", """
                        default:
                          steps: 10
                        defaults:
                          startImage: Runcomfy_Example_1259_1.png
                          endImage: ftp://example.com/x.png
                          steps: 99
                          name: x
                          promt: Puppy
                        clips:
                          - name: first
                            seed: 1.5
                            seed: 2
                          - prompt: y
                            output: ../y.mp4
                          - name: First
                            prompt: [a, b]
                            output: sub/FIRST.mp4
                          - name: third
                            prompt: z
                            output: sub/first.mp4
                            frames: 81
                          - just a text
                        """),
                contains(
                        "line 1, column 1: There is no key \"default\"; did you mean \"defaults\"?",
                        "line 5, column 13: End Image must be a public https:// URL, the path of an image file, or a RunComfy example name; the service"
                                + " fetches images over https alone (given: \"ftp://example.com/x.png\")",
                        "line 6, column 10: Steps must be an integer from 6 to 20 (given: \"99\")",
                        "line 7, column 3: \"name\" is each clip's own, and has no default",
                        "line 8, column 3: There is no key \"promt\"; did you mean \"prompt\"?",
                        "line 10, column 5: Prompt is missing; it must be text",
                        "line 11, column 11: Seed must be an integer (given: \"1.5\")",
                        "line 12, column 5: \"seed\" stands here a second time; the first is in line 11",
                        "line 13, column 5: The clip has no \"name\"",
                        "line 14, column 13: Output must be a relative path inside the videos' folder that ends with .mp4"
                                + " and that every system allows (given: \"../y.mp4\")",
                        "line 15, column 11: The name \"First\" is taken by the clip in line 10",
                        "line 16, column 13: Prompt must be text, not a list or a map",
                        "line 20, column 13: The output \"sub/first.mp4\" is taken by the clip in line 15; give each an"
                                + " output of its own",
                        "line 21, column 5: There is no key \"frames\"; did you mean \"framesPerSecond\"?",
                        "line 22, column 5: A clip must be a map with a \"name\" and parameters"));
    }

    @Test
    void everyProblemOfAJsonListIsToldWithItsLine() {
        assertThat(
                problems("clips.json", """
                        {
                          "clips": [
                            {"name": "a", "startImage": "Runcomfy_Example_1259_1.png", "steps": 5},
                            {"nmae": "b",
                             "steps": true, "steps": 7}
                          ],
                          "version": 1
                        }
                        """),
                contains(
                        "line 3, column 5: End Image is missing; it must be a public https:// URL, the path of an image file, or a RunComfy example name",
                        "line 3, column 5: Prompt is missing; it must be text",
                        "line 3, column 73: Steps must be an integer from 6 to 20 (given: \"5\")",
                        "line 4, column 5: The clip has no \"name\"",
                        "line 4, column 5: Start Image is missing; it must be a public https:// URL, the path of an image file, or a RunComfy example name",
                        "line 4, column 5: End Image is missing; it must be a public https:// URL, the path of an image file, or a RunComfy example name",
                        "line 4, column 5: Prompt is missing; it must be text",
                        "line 4, column 6: There is no key \"nmae\"; did you mean \"name\"?",
                        "line 5, column 15: Steps must be an integer from 6 to 20 (given: \"true\")",
                        "line 5, column 21: \"steps\" stands here a second time; the first is in line 5",
                        "line 7, column 3: There is no key \"version\""));
    }

    @Test
    void everyProblemOfACsvListIsToldWithItsLine() {
        assertThat(
                problems("clips.csv", """
                        name,startImage,endImage,prompt,promt,seed,,seed
                        a,Runcomfy_Example_1259_1.png,Runcomfy_Example_1259_2.png,"two
                        lines",x,five
                        a,Runcomfy_Example_1259_1.png,Runcomfy_Example_1259_2.png,,x,5,y,6,z
                        """),
                contains(
                        "line 1, column 33: There is no column \"promt\"; did you mean \"prompt\"?",
                        "line 1, column 45: The column \"seed\" is here a second time",
                        "line 3, column 10: Seed must be an integer (given: \"five\")",
                        "line 4, column 1: The name \"a\" is taken by the clip in line 2",
                        "line 4, column 1: The output \"a.mp4\" is taken by the clip in line 2; give each an output of its"
                                + " own",
                        "line 4, column 1: Prompt is missing; it must be text",
                        "line 4, column 64: This cell is in a column without a name",
                        "line 4, column 68: This cell is in a column without a name"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.yaml | '' | The file is empty; a clip list has at least one clip",
                "a.yaml | '# nothing' | The file is empty; a clip list has at least one clip",
                "a.json | ' ' | The file is empty; a clip list has at least one clip",
                "a.csv | '' | The file is empty; a clip list has at least one clip",
                "a.yaml | '[]' | line 1, column 1: The list has no clips",
                "a.json | '[]' | line 1, column 1: The list has no clips",
                "a.csv | 'name,prompt' | line 1, column 1: The list has no clips",
                "a.yaml | 'clips: []' | line 1, column 8: The list has no clips",
                "a.yaml | 'clips:' | 'line 1, column 7: \"clips\" must be a list of clips'",
                "a.yaml | 'clips: {name: a}' | line 1, column 8: \"clips\" must be a list of clips",
                "a.yaml | 'defaults: {seed: 1}' | 'line 1, column 1: There is no \"clips\", which is the list of the clips'",
                "a.yaml | 'just a text' | 'line 1, column 1: A clip list is a map with \"defaults\" and \"clips\", or a list of clips'",
                "a.json | '7' | 'line 1, column 1: A clip list is a map with \"defaults\" and \"clips\", or a list of clips'",
                "a.csv | 'prompt,output' | 'line 1, column 1: The first row names no column \"name\", which every clip has'",
                "a.txt | 'x' | 'A clip list is YAML, JSON or CSV, and its name ends with .yaml, .yml, .json or .csv'",
                "yaml | 'x' | 'A clip list is YAML, JSON or CSV, and its name ends with .yaml, .yml, .json or .csv'",
            })
    void aFileThatIsNoListSaysWhy(String file, String text, String problem) {
        assertThat(problems(file, text), contains(problem));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.yaml | '- name: a\n  prompt: b: c' | line 2, column 12: This is not YAML: mapping values are not allowed here",
                "a.yaml | '- name: [a\n- name: b' | 'line 2, column 7: This is not YAML: expected '",
                "a.yaml | 'clips:\n\t- name: a' | 'line 2, column 1: This is not YAML: found character'",
                "a.yaml | '- name: \"a\n  prompt: b\n' | 'This is not YAML: found unexpected end of stream (while scanning a quoted scalar that begins in line 1)'",
                "a.yaml | '- ? [a]\n  : b' | 'This is not YAML: Expected a field name'",
                "a.yaml | '- a: 1\n---\n- b: 2' | 'line 3, column 1: Something follows the list'",
                "a.json | '[{\"name\": \"a\",}]' | 'line 1, column 15: This is not JSON: Unexpected character'",
                "a.json | '[{\"name\":\n\"a' | 'line 2, column 3: This is not JSON: Unexpected end-of-input'",
                "a.json | '[]\n[]' | 'line 2, column 1: Something follows the list'",
                "a.json | '// x\n[]' | 'line 1, column 1: This is not JSON: '",
                "a.csv | 'name,prompt\na,b\nc,\"d\ne,f' | 'This is not CSV: Missing closing quote for value; the last cell that could be read begins in line 3, column 1'",
                "a.csv | 'name,prompt\na,\"b\"c' | 'line 2, column 7: This is not CSV: Unexpected character'",
            })
    void aSyntaxErrorIsToldWithItsPlace(String file, String text, String problem) {
        assertThat(problems(file, text), contains(containsString(problem)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/tmp/a.mp4",
                "..\\a.mp4",
                "a/../../b.mp4",
                "C:\\a.mp4",
                "\\\\server\\share\\a.mp4",
                "con.mp4",
                "a/nul.mp4",
                "a?.mp4",
                "a:b.mp4",
                "a /x.mp4",
                "a./x.mp4",
                "~",
                "a.mp4/",
                "a.mov",
                "."
            })
    void anOutputThatLeavesTheFolderOrThatSomeSystemForbidsIsRefused(String output) {
        String text = "output: '" + output + "'";
        List<String> found = problems("a.yaml", ListFixture.with(text));
        assertThat(found, contains(containsString("Output must be a relative path inside the videos' folder")));
    }

    @ParameterizedTest
    @CsvSource({
        "A.mp4, a.mp4",
        "Größe.mp4, gro\u0308sse.mp4",
        "a\\b.mp4, a/B.mp4",
        "b.mp4, ''",
    })
    void twoOutputsThatSomeFileSystemTakesForOneAreRefused(String first, String second) {
        String yaml = ListFixture.with("output: '" + first + "'") + "\n"
                + ListFixture.with("output: '" + second + "'").replace("name: a", "name: b");
        assertThat(problems("a.yaml", yaml), contains(containsString("is taken by the clip in line 1; give each")));
    }

    @ParameterizedTest
    @CsvSource({"x.mp4, X.mp4/y.mp4", "x.mp4/y.mp4, X.mp4", "a/b.mp4, a/b.mp4/c/d.mp4"})
    void anOutputThatWouldHaveToBeAFolderIsRefused(String first, String second) {
        String yaml = ListFixture.with("output: '" + first + "'") + "\n"
                + ListFixture.with("output: '" + second + "'").replace("name: a", "name: b");
        assertThat(
                problems("a.yaml", yaml),
                contains(containsString("The clip's output is in a folder that is the output of the clip in line")));
    }

    @Test
    void twoNamesThatDifferInLetterCaseAloneAreRefused() {
        String yaml = ListFixture.with("output: 1.mp4") + "\n"
                + ListFixture.with("output: 2.mp4").replace("name: a", "name: A");
        assertThat(
                problems("a.yaml", yaml), contains("line 2, column 10: The name \"A\" is taken by the clip in line 1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name: \"a\\tb\"",
                "name: \"a\\e[31m\"",
                "name: \"a\\u202eb\"",
                "name: \"a\\nb\"",
                "name: [a]",
                "name: {a: b}"
            })
    void aNameThatCouldForgeALineIsRefused(String name) {
        assertThat(
                problems("a.yaml", ListFixture.with(name)), contains(containsString("A clip's name must be one line")));
    }

    @Test
    void aNameThatIsTooLongIsRefused() {
        assertThat(
                problems("a.yaml", ListFixture.with("name: " + "x".repeat(201))),
                contains(containsString("at most 200 printable characters")));
    }

    @Test
    void aWrongDefaultIsToldOnceHoweverManyClipsHaveIt() throws Exception {
        String clips = "  - {name: a}\n  - {name: b}\n  - {name: c, steps: 7}\n";
        String images = "startImage: Runcomfy_Example_1259_1.png, endImage: Runcomfy_Example_1259_2.png, prompt: x";
        assertThat(
                problems("a.yaml", "defaults: {steps: 1, " + images + "}\nclips:\n" + clips),
                contains("line 1, column 19: Steps must be an integer from 6 to 20 (given: \"1\")"));
        assertThat(
                read("a.yaml", "defaults: {" + images + "}\nclips:\n" + clips).clips(), hasSize(3));
    }

    @Test
    void theMessageIsOneLineAndTheProblemsAreThoseOfACompiler() {
        ClipListException e = assertThrows(
                ClipListException.class, () -> read("media/\u001bclips.yaml", "- {name: a, promt: x}\n- b\n"));
        assertThat(e.file(), equalTo("media/ clips.yaml"));
        assertThat(e.summary(), equalTo("media/ clips.yaml has 5 problems"));
        assertThat(
                e.getMessage(),
                startsWith("media/ clips.yaml has 5 problems: line 1, column 3: Start Image is missing; it must be"));
        assertThat(e.getMessage().lines().count(), equalTo(1L));
        assertThat(
                e.problems().get(3).in("clips.yaml"),
                equalTo("clips.yaml:1:13: There is no key \"promt\"; did you mean \"prompt\"?"));
    }

    @Test
    void aFileThatIsNotThereOrIsAFolderSaysSo() {
        Path missing = folder.resolve("clips.yaml");
        ClipListException e = assertThrows(ClipListException.class, () -> ClipList.read(missing));
        assertThat(e.getMessage(), equalTo(missing + " has a problem: The file can't be read: there is no such file"));
        ClipListException other = assertThrows(ClipListException.class, () -> ClipList.read(folder));
        assertThat(other.getMessage(), containsString("The file can't be read: it is a folder"));
    }

    @Test
    void aFileIsReadByItsPath() throws Exception {
        Path file = Files.writeString(folder.resolve("clips.yaml"), ListFixture.COMPLETE);
        assertThat(ClipList.read(file).clips(), hasSize(1));
    }
}
