package io.jenkins.plugins.wanfirstlastframe.script;

import static io.jenkins.plugins.wanfirstlastframe.script.ScriptFixture.run;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.jenkins.plugins.wanfirstlastframe.script.ScriptFixture.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IncludeTest {

    @TempDir
    private Path folder;

    private void file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @BeforeEach
    void files() throws IOException {
        file("other.jsh", "int base = 40;\nint twice(int a) { return 2 * a; }\n");
        file("parts/a.jsh", "include(\"b.jsh\");\nint a = b + 1;\n");
        file("parts/b.jsh", "include(\"../other.jsh\")\nint b = base + 1\n");
        file("parts/list.jsh", "List<String> names = Stream.of(\"x\", \"y\").collect(Collectors.toList());\n");
    }

    private Run said(String script) throws IOException {
        Run run = run(folder, script);
        return new Run(run.code(), run.err().replace(folder + "/", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "include(\"other.jsh\");\n/exit base + 2",
                "include(\"other.jsh\")\n/exit twice(21)",
                "include(\"other.jsh\"); int c = base + 2;\n/exit c",
                "int f() { return base + 2; }\ninclude(\n    \"other.jsh\");\n/exit f()",
                "include(\"parts/a.jsh\");\n/exit a",
                "for (String name : List.of(\"other\", \"parts/list\")) include(name + \".jsh\");\n/exit base + names.size()",
                "void all() { include(\"parts/a.jsh\"); }\nall();\n/exit a",
                "include(\"./parts/../other.jsh\");\n/exit base + 2",
            })
    void whatAnotherScriptDeclaresIsThereFromTheNextStatementOn(String script) throws IOException {
        assertThat(said(script), equalTo(new Run(42, "")));
    }

    @Test
    void anAbsoluteNameMayBeGiven() throws IOException {
        assertThat(run(folder, "include(args().get(0));\n/exit base", folder + "/other.jsh"), equalTo(new Run(40, "")));
    }

    @Test
    void aRepetitionIsToldAndNotRun() throws IOException {
        file("count.jsh", "System.setProperty(\"wan.count\", System.getProperty(\"wan.count\") + \"+\");");
        System.setProperty("wan.count", "");
        Run run = said("include(\"count.jsh\");\ninclude(\"count.jsh\");\ninclude(\"parts/../count.jsh\");");
        assertThat(System.getProperty("wan.count"), equalTo("+"));
        assertThat(run, equalTo(new Run(0, """
                        scenes.jsh:2:1: note: count.jsh is not run again; it was included at scenes.jsh:1:1
                        scenes.jsh:3:1: note: count.jsh is not run again; it was included at scenes.jsh:1:1
                        """)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "include(\"scenes.jsh\"); | scenes.jsh:1:1: error: scenes.jsh includes itself: scenes.jsh includes scenes.jsh",
                "include(\"one.jsh\"); | one.jsh:2:1: error: scenes.jsh includes itself: scenes.jsh includes one.jsh includes scenes.jsh",
                "include(\"two.jsh\"); | three.jsh:1:1: error: two.jsh includes itself: two.jsh includes three.jsh includes two.jsh",
                "'int a;\n include(\"none.jsh\");' | scenes.jsh:2:2: error: none.jsh: there is no such script",
                "include(\"parts\"); | scenes.jsh:1:1: error: parts: the script can't be read: Is a directory",
                "include(\"bytes.jsh\"); | scenes.jsh:1:1: error: bytes.jsh: the script is not UTF-8 text",
                "include(\"a\" + (char) 0); | scenes.jsh:1:1: error: \"a\" is not the name of a file",
            })
    void whatCantBeIncludedIsToldWithThePlaceThatAsksForIt(String script, String told) throws IOException {
        file("one.jsh", "// one\ninclude(\"scenes.jsh\");");
        file("two.jsh", "include(\"three.jsh\");");
        file("three.jsh", "include(\"two.jsh\");");
        Files.write(folder.resolve("bytes.jsh"), new byte[] {(byte) 0xff, (byte) 0xfe, 'a'});
        Run run = said(script);
        assertThat(run.code(), equalTo(65));
        assertThat(run.err(), startsWith(told));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'int ok;\nint a = zebra;' | 65 | bad.jsh:2:9: error: cannot find symbol",
                "'int ok;\nint f() {' | 65 | bad.jsh:2:1: error: what begins here is not complete",
                "'void f() {\n    throw new IllegalStateException(\"x\");\n}\nf();' | 70 | bad.jsh:2:5: java.lang.IllegalStateException: x",
                "'\nvideo().save(\"x.mp4\");' | 65 | bad.jsh:2:1: Nothing was submitted",
                "'/set feedback silent' | 65 | bad.jsh:1:1: error: /set is a command",
                "'int f() { return nothing(); }' | 65 | bad.jsh:1:18: error: cannot find method nothing()",
                "'/exit 7' | 7 | ''",
            })
    void aFailureInAnIncludedScriptHasItsPlaceThereAndEndsAll(String bad, int code, String told) throws IOException {
        file("bad.jsh", bad);
        Run run = said("include(\"bad.jsh\");\n" + (code == 65 && bad.contains("nothing") ? "" : "/exit 3"));
        assertThat(run.code(), equalTo(code));
        assertThat(run.err(), startsWith(told));
    }

    @Test
    void aMainOfAnIncludedScriptIsNotCalled() throws IOException {
        file("lib.jsh", "void main() { throw new IllegalStateException(); }");
        assertThat(said("include(\"lib.jsh\");"), equalTo(new Run(0, "")));
    }

    @Test
    void theJshellToolIsToldWhatToWriteInstead() {
        try {
            Wan.include("other.jsh");
            throw new AssertionError("included by nobody");
        } catch (WanException e) {
            assertThat(e.getMessage(), containsString("write /open"));
        }
    }
}
