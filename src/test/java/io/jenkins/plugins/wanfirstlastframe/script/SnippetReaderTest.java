package io.jenkins.plugins.wanfirstlastframe.script;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.util.concurrent.TimeUnit;
import jdk.jshell.JShell;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reading takes time in proportion to the script's length: 12,000 lines of each kind would take minutes otherwise. */
class SnippetReaderTest {

    private static JShell shell;

    @BeforeAll
    static void start() {
        shell = JShell.create();
    }

    @AfterAll
    static void stop() {
        shell.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "class A {\\n#    int f() { return 1; }\\n#}#1",
                "void f() {\\n#    x = x\\n        + 1;\\n#}#1",
                "var s = new StringBuilder()\\n#    .append(1)\\n#    .length();#1",
                "var s = new StringBuilder().\\n#    append(1).\\n#    length();#1",
                "int a = 0\\n#    // one more\\n    + 1\\n#;#1",
                "int b;\\n#    // nothing but comments\\n\\n#int a;#2",
                "String s = \"\"\"\\n#    text (\\n#    \"\"\";#1",
                "int[] a = {\\n#    1,\\n#};#1",
                "int b;#int a; #int c;#12002",
            })
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    void readingIsLinear(String head, String line, String tail, int pieces) {
        String text = (head + line.repeat(12_000) + tail).replace("\\n", "\n");
        assertThat(DeepStack.call(() -> count(text)), equalTo(pieces));
    }

    private static int count(String text) throws ScriptSyntaxException {
        SnippetReader reader = new SnippetReader(new ScriptText("x.jsh", text), shell.sourceCodeAnalysis());
        int read = 0;
        while (reader.read().isPresent()) {
            read++;
        }
        return read;
    }
}
