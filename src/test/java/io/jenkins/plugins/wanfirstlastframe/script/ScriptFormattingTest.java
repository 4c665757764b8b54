package io.jenkins.plugins.wanfirstlastframe.script;

import static io.jenkins.plugins.wanfirstlastframe.script.ScriptFixture.run;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.jenkins.plugins.wanfirstlastframe.script.ScriptFixture.Run;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a formatter does to a script's lines does not change what the script does. Each of these ends with 42. */
class ScriptFormattingTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int base = 40;\nint seed = base\n    + 2;\n/exit seed",
                "int seed = 50\n    // less\n\n    - /* some\n more */ 8\n/exit seed",
                "int a = 6\n    * 7\n/exit a",
                "int a = 84\n    / 2;\n/exit a",
                "int a = 84\n    /2\n/exit a",
                "int a = 142\n    % 100;\n/exit a",
                "int a = 1\n    << 5\n    >> 0\n    >>> 0\n    | 8\n    ^ 2\n    & 255;\n/exit a",
                "int a\n    = 42;\n/exit a",
                "int a = 2;\na\n    += 40;\n/exit a",
                "int a = 2 > 1\n    ? 42\n    : 0;\n/exit a",
                "boolean b = 1\n    < 2\n    && 3\n    >= 3\n    || 4\n    != 4;\n/exit b ? 42 : 0",
                "boolean b = (Object) 3\n    instanceof Integer i\n    && i == 3;\n/exit b ? 42 : 0",
                "String s = \"4\"\n    + \"2\"\n;\n/exit Integer.parseInt(s)",
                "int a = 1\n    , b = 41;\n/exit a + b",
                "IntSupplier s = ()\n    -> 42;\n/exit s.getAsInt()",
                "Function<String, Integer> f = Integer\n    ::valueOf;\n/exit f.apply(\"42\")",
                "int a = Stream.of(20, 22)\n    .mapToInt(\n        x ->\n            x)\n    .sum();\n/exit a",
                "int[] a = new int[]\n{\n    42\n};\n/exit a[0]",
                "var o = new Object()\n{\n    int a = 42;\n};\n/exit o.a",
                "Map<String, List<Integer>>\n    m = Map.of(\"a\", List.of(42));\n/exit m.get(\"a\").get(0)",
                "int a = switch (3) {\n    case 3 -> 2;\n    default -> 0;\n}\n    + 40;\n/exit a",
                "String s = \"\"\"\n    /exit 3\n    + 4\n    \"\"\"\n    .strip()\n    + \"!\";\n/exit 34 + s.length() - 6 + 2",
            })
    void aLineThatBeginsWithAnOperatorGoesOn(String script) throws IOException {
        assertThat(run(folder, script), equalTo(new Run(42, "")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int i = 41\n++i;\n/exit i",
                "int i = 43\n--i\n/exit i",
                "int i = 41;\n// one more\n++i\n/exit i",
                "int a = 42\n<T> T id(T t) { return t; }\n/exit id(a)",
                "int a = 42\n/exit a",
                "int a = 42\n{ a = a + 0; }\n/exit a",
                "int a = 42\n@Deprecated int b() { return a; }\n/exit b()",
                "int a = 42\n(a > 3 ? new StringBuilder() : null).append(a);\n/exit a",
                "int a = 42\n\"text\".length()\n/exit a",
                "int a = 42\n!true\n/exit a",
            })
    void aLineThatBeginsAStatementDoesNot(String script) throws IOException {
        assertThat(run(folder, script), equalTo(new Run(42, "")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int a = 0;\nif (a == 1) a = 2;\nelse if (a == 0)\n    a = 42;\nelse a = 3;\n/exit a",
                "int a = 0;\nif (a == 0) {\n    a = 42;\n}\n// or\nelse\n{\n    a = 1;\n}\n/exit a",
                "int a = 0;\ntry {\n    a = 1 / a;\n}\ncatch (ArithmeticException e)\n{\n    a = 40;\n}\n/* last */\nfinally\n{\n"
                        + "    a += 2;\n}\n/exit a",
                "int a = 0;\ndo\n{\n    a++;\n}\nwhile (a < 42);\n/exit a",
                "int a = 0;\ndo a++;\n// until\nwhile (a < 42)\n/exit a",
                "class A\n    extends Object\n    implements Runnable\n{\n    int a;\n    public void run()\n    {\n        a = 42;\n    }\n}\n"
                        + "var a = new A();\na.run();\n/exit a.a",
                "int f()\n    throws IOException\n{\n    return 42;\n}\n/exit f()",
                "int a = 0;\nouter:\nfor (int i = 0; i < 50; i++)\n{\n    for (;;)\n    {\n        if (i < 42) { a++; }\n        continue outer;\n"
                        + "    }\n}\n/exit a",
                "@SuppressWarnings(\n    \"unchecked\")\n// and\n@Deprecated\nstatic\n<T> T id(T t)\n{\n    return t;\n}\n/exit id(42)",
                "enum Size\n{\n    BIG(42);\n\n    final int n;\n\n    Size(int n)\n    {\n        this.n = n;\n    }\n}\n/exit Size.BIG.n",
                "record P(\n    int x,\n    int y)\n{\n    int sum()\n    {\n        return x\n            + y;\n    }\n}\n/exit new P(40, 2).sum()",
                "String brackets = \"({[\";\nchar c = '\"';\nchar d = '\\'';\n// ({[ \" '\n/* ({[ \" ' */\nint f(int a)\n{\n    return a; // }\n}\n"
                        + "/exit f(42)",
                "import java.util.*\nimport static java.lang.Math.*\nint a = max(\n    1,\n    42)\n/exit a",
                "final\nint a = 42;\n/exit a",
                "int a = 1; int b = 41; if (a > b) a = 0;\nelse a += b;\n/exit a",
            })
    void blocksAndHeadsMayBreakAnywhere(String script) throws IOException {
        assertThat(run(folder, script), equalTo(new Run(42, "")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "var s = new StringBuilder()%s;\n/exit s.length() == 2000 ? 42 : 0#.append('x')#2000",
                "var s = new StringBuilder()%s\n/exit s.length() == 2000 ? 42 : 0#\n    .append('x')#2000",
                "int a = 2;\nvar s = \"\"%s;\n/exit s.length() == 3000 ? 42 : 0# + a#3000",
                "int a = 2;\nvar s = \"\"%s\n/exit s.length() == 3000 ? 42 : 0#\n    + \"x\"#3000",
                "boolean b = true%s;\n/exit b ? 42 : 0#\n    && true#5000",
                "int a = %s42;\n/exit a#-~#5000", // -~x is x + 1
            })
    void longGeneratedChainsRun(String generated) throws IOException {
        String[] parts = generated.split("#");
        String script = parts[0].formatted(parts[1].repeat(Integer.parseInt(parts[2])));
        int code = parts[1].equals("-~") ? 42 + 5000 : 42;
        assertThat(run(folder, script), equalTo(new Run(code, "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"new StringBuilder()#.append('x')#;", "\"\" + a# + a#;"})
    void whatIsTooLongForTheCompilerIsToldWithItsPlace(String generated) throws IOException {
        String[] parts = generated.split("#");
        assertTooLarge(run(folder, "int a = 1;\n\nvar s = " + parts[0] + parts[1].repeat(400_000) + parts[2]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"s = #(#42#)", "s = #f(#42#)", "s = 42 + #b[#0#]", "#{#s = 42;#}"})
    void bracketsWithinOneAnotherRunUpToTheDeepestAllowed(String generated) throws IOException {
        String[] parts = generated.split("#");
        String declarations = "int f(int a) { return a; } int[] b = {0}; int s;\n\n";
        String deepest = nested(parts, SnippetReader.MAX_DEPTH);
        assertThat(run(folder, declarations + deepest + "\n/exit s"), equalTo(new Run(42, "")));
        assertTooLarge(run(folder, declarations + nested(parts, SnippetReader.MAX_DEPTH + 1)));
    }

    private static String nested(String[] parts, int depth) {
        return parts[0] + parts[1].repeat(depth) + parts[2] + parts[3].repeat(depth);
    }

    private static void assertTooLarge(Run run) {
        assertThat(run.code(), equalTo(65));
        assertThat(
                run.err(),
                startsWith(
                        "scenes.jsh:3:1: error: what begins here is too long or too deeply nested for Java's compiler"));
        assertThat(run.err().length() < 600, equalTo(true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "class A {\n    void f() {\n        if (true) {\n    }\n}\nint b;\n%s#the { of line 3",
                "void f() {\n    if (true) {\n        g(1);\n}\n%s#the { of line 3",
                "var s = List.of(\n    1,\n%s#the ( of line 3",
                "var s = \"\"\"\n    text\n%s#the text block of line 3",
                "int[] a = {\n    1\n%s#the { of line 3",
                "int a = 3 + /* sum\n%s#the comment of line 3",
                "for (int i = 0; i < 3; i++)\n{\n    f(i);\n%s#the { of line 4",
            })
    void whatIsNeverClosedIsToldWithTheLineWhereItBegins(String unclosed) throws IOException {
        String[] parts = unclosed.split("#");
        Run run = run(folder, "int a;\n\n" + parts[0].formatted("int x;\n".repeat(20)));
        assertThat(run.code(), equalTo(65));
        assertThat(
                run.err(),
                allOf(
                        startsWith(
                                "scenes.jsh:3:1: error: what begins here is not complete at the end of the script: "),
                        containsString(parts[1] + " is not closed")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "void f() {\n    g(\n}\n%s#the ( of line 4",
                "class A {\n    int[] a = {\n        f(1, (2),\n    };\n}\n%s#the ( of line 5",
                "void f() {\n    int[] a = new int[3;\n}\n%s#the [ of line 4",
            })
    void aBracketThatIsStillOpenAtTheEndOfItsBlockIsToldWithItsLine(String unclosed) throws IOException {
        String[] parts = unclosed.split("#");
        Run run = run(folder, "int a;\n\n" + parts[0].formatted("int x;\n".repeat(20)));
        assertThat(run.code(), equalTo(65));
        assertThat(run.err(), containsString("\n  " + parts[1] + " is not closed\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"int a = 3 +", "if (true)", "class A", "do { }", "@Deprecated", "int f()", "x ->"})
    void aStatementWithoutAnEndIsToldWithTheLineWhereItBegins(String unfinished) throws IOException {
        Run run = run(folder, "int a;\n" + unfinished + "\n\n// the end\n");
        assertThat(
                run.err(),
                startsWith("scenes.jsh:2:1: error: what begins here is not complete at the end of the script\n"));
        assertThat(run.code(), equalTo(65));
    }

    @Test
    void aCommentWithoutAnEndIsToldWithTheLineWhereItBegins() throws IOException {
        Run run = run(folder, "int a;\n// one\n /* two\n/exit 3\n");
        assertThat(run.err(), startsWith("scenes.jsh:3:2: error: the comment that begins here is never closed\n"));
        assertThat(run.code(), equalTo(65));
    }

    @ParameterizedTest
    @ValueSource(strings = {"String s = \"abc;\nint b;", "char c = 'a;\nint b;", "foo(];\nint b;", "}\nint b;"})
    void aMistakeWithinALineIsToldByTheCompiler(String mistake) throws IOException {
        Run run = run(folder, "int a;\n" + mistake);
        assertThat(run.err(), startsWith("scenes.jsh:2:"));
        assertThat(run.code(), equalTo(65));
    }
}
