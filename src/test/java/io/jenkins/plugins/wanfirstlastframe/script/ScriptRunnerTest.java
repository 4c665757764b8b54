package io.jenkins.plugins.wanfirstlastframe.script;

import static io.jenkins.plugins.wanfirstlastframe.script.ScriptFixture.run;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.jenkins.plugins.wanfirstlastframe.script.ScriptFixture.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptRunnerTest {

    @TempDir
    private Path folder;

    @Test
    void anEmptyScriptEndsWithZero() throws IOException {
        assertThat(run(folder, "").code(), equalTo(0));
        assertThat(run(folder, "// nothing\n/* at\n all */\n"), equalTo(new Run(0, "")));
    }

    @Test
    void argumentsReachTheScript() throws IOException {
        assertThat(
                run(folder, "/exit args().size() * 10 + args().indexOf(\"b c\")", "a", "b c")
                        .code(),
                equalTo(21));
    }

    @Test
    void theUsualImportsAndTheDslAreThere() throws IOException {
        String script = """
                var path = Path.of("x");
                Duration second = Duration.ofSeconds(1);
                List<Integer> numbers = Stream.of(1, 2).collect(Collectors.toList());
                video().prompt("x");
                /exit numbers.size()
                """;
        assertThat(run(folder, script), equalTo(new Run(2, "")));
    }

    @Test
    void aScriptThatInterruptsItsOwnThreadGoesOn() throws IOException {
        String script = """
                Thread.currentThread().interrupt();new com.fasterxml.jackson.databind.ObjectMapper().createObjectNode();
                var mapper = new com.fasterxml.jackson.databind.ObjectMapper();
                /exit mapper.createArrayNode().size() + 3
                """;
        assertThat(run(folder, script), equalTo(new Run(3, "")));
    }

    @Test
    void anInterruptThatNoStatementHasNoticedIsForTheNextOne() throws IOException {
        String script = """
                Thread.currentThread().interrupt();
                boolean noticed = false;
                try { Thread.sleep(100); } catch (InterruptedException e) { noticed = true; }
                /exit noticed ? 3 : 4
                """;
        assertThat(run(folder, script), equalTo(new Run(3, "")));
    }

    @Test
    void aStatementNeedsNoSemicolonAtTheEndOfALine() throws IOException {
        assertThat(run(folder, "int a = 3\nint b = a * 2\n/exit b").code(), equalTo(6));
    }

    @Test
    void aCallChainMayBreakBeforeOrAfterTheDot() throws IOException {
        String script = """
                var a = Stream.of(1, 2, 3)
                    .map(i -> i * 2)

                    .toList()
                var b = Stream.of(1).
                    toList();
                if (a.size() == 3) {
                    a = List.of(4);
                }
                else {
                    a = List.of();
                }
                /exit a.get(0) + b.get(0)
                """;
        assertThat(run(folder, script), equalTo(new Run(5, "")));
    }

    @Test
    void commentsDoNotEndACallChain() throws IOException {
        String script = """
                var a = Stream.of(1, 2, 3)
                    // twice
                    .map(i -> i * 2) /* and

                    then */
                    .toList()
                // the end
                /exit a.size()
                """;
        assertThat(run(folder, script), equalTo(new Run(3, "")));
    }

    @Test
    void anAnnotationMayHaveALineOfItsOwn() throws IOException {
        String script = """
                @FunctionalInterface
                interface Twice { int of(int a); }
                @SuppressWarnings("unchecked")
                @Deprecated
                int four() { Twice t = a -> 2 * a; return t.of(2); }
                @interface Marked {}
                /exit four()
                """;
        assertThat(run(folder, script), equalTo(new Run(4, "")));
    }

    @Test
    void severalSnippetsMayShareALine() throws IOException {
        assertThat(
                run(folder, "int a = 1; int b = 2; int c = a +\n b;\n/exit c").code(), equalTo(3));
    }

    @Test
    void aLineInATextBlockOrCommentIsNoCommand() throws IOException {
        String script = "String s = \"\"\"\n/exit 3\n\"\"\";\n/*\n/exit 4\n*/\n/exit s.length()";
        assertThat(run(folder, script).code(), equalTo(8));
    }

    @Test
    void declarationsMayReferToLaterOnes() throws IOException {
        assertThat(
                run(folder, "int f() { return g(); }\nint g() { return 7; }\n/exit f()")
                        .code(),
                equalTo(7));
    }

    @Test
    void whatALaterDeclarationNeverBringsIsToldWithItsPlace() throws IOException {
        Run run = run(folder, "int a;\nint f() {\n  return g();\n}\nint b;\n");
        assertThat(run.code(), equalTo(65));
        assertThat(run.err(), startsWith("scenes.jsh:3:10: error: cannot find method g()"));
    }

    @Test
    void aCompileErrorShowsLineAndColumn() throws IOException {
        Run run = run(folder, "int a = 1;\n\nint b = a +\n    zebra;\nint c;");
        assertThat(run, equalTo(new Run(65, """
                scenes.jsh:4:5: error: cannot find symbol
                    symbol:   variable zebra
                        zebra;
                        ^
                """)));
    }

    @ParameterizedTest
    @CsvSource({
        "'int a;\r\n\tint b = zebra;', 2:10",
        "'\uFEFFint b = zebra;', 1:9",
        "'#!/usr/bin/env wan\nint b = zebra;', 2:9",
        "'int ä = 1; int b = zebra;', 1:20",
        "'int a = 1; /* c */ int b = zebra;', 1:28",
        "'public static final int b = zebra;', 1:29",
        "'class A {\n  int f() {\n    return 1 +;\n  }\n}', 3:15",
        "'int a;\rint b = zebra;', 2:9",
        "'/exit zebra', 1:7",
        "'int a = 1;\nint f(', 2:1",
    })
    void thePlaceIsThatOfTheFile(String script, String place) throws IOException {
        Run run = run(folder, script);
        assertThat(run.err(), startsWith("scenes.jsh:" + place + ": error: "));
        assertThat(run.code(), equalTo(65));
    }

    @Test
    void theFirstFailureEndsTheScript() throws IOException {
        Path trace = folder.resolve("trace");
        String script = "int a = zebra;\nFiles.createFile(Path.of(args().get(0)));";
        assertThat(run(folder, script, trace.toString()).code(), equalTo(65));
        assertThat(Files.exists(trace), equalTo(false));
    }

    @Test
    void anExceptionShowsTheScriptsOwnFramesAlone() throws IOException {
        String script = """
                int half(int a) {
                    if (a == 0) {
                        throw new IllegalStateException("no half", new ArithmeticException("zero"));
                    }
                    return a / 2;
                }

                Stream.of(2, 0).
                    map(a -> half(a)).
                    forEach(a -> {});
                """;
        Run run = run(folder, script);
        assertThat(run.code(), equalTo(70));
        assertThat(run.err(), startsWith("""
                scenes.jsh:3:9: java.lang.IllegalStateException: no half
                    at half (scenes.jsh:3)
                """));
        assertThat(
                run.err(),
                allOf(
                        containsString("at scenes.jsh:10\n"),
                        containsString("Caused by: java.lang.ArithmeticException: zero\n"),
                        not(containsString("java.base")),
                        not(containsString("jdk.jshell")),
                        not(containsString("REPL"))));
    }

    @Test
    void aRecursionWithoutEndShowsAFewFrames() throws IOException {
        Run run = run(folder, "int deep(int n) {\n  return deep(n + 1);\n}\ndeep(0);");
        assertThat(run.code(), equalTo(70));
        assertThat(run.err(), startsWith("scenes.jsh:2:3: java.lang.StackOverflowError\n    at deep (scenes.jsh:2)\n"));
        assertThat(run.err(), run.err().lines().count(), equalTo(22L));
    }

    @Test
    void aFailureThatAPersonCanCorrectShowsNoStack() throws IOException {
        Run run = run(folder, "\nvideo().\n  resolution(\"1x1\").save(\"x.mp4\");");
        assertThat(run.code(), equalTo(65));
        assertThat(run.err(), startsWith("scenes.jsh:3:3: Nothing was submitted: Start Image is missing"));
        assertThat(run.err().lines().count(), equalTo(1L));
    }

    @Test
    void aMissingTokenHasACodeOfItsOwn() throws IOException {
        String script = "video().startImage(\"Runcomfy_Example_1259_1.png\").endImage(\"Runcomfy_Example_1259_2.png\")"
                + ".prompt(\"x\").save(args().get(0))";
        Run run = run(
                folder,
                Map.of("RUNCOMFY_BASE_URL", "http://127.0.0.1:1", "XDG_CACHE_HOME", folder.toString()),
                script.getBytes(StandardCharsets.UTF_8),
                folder.resolve("x.mp4").toString());
        assertThat(run.err(), run.code(), equalTo(77));
        assertThat(run.err(), containsString("RUNCOMFY_TOKEN"));
    }

    @ParameterizedTest
    @CsvSource({"/set feedback silent", "/open other.jsh", "/!", "/3", "/"})
    void otherCommandsOfTheToolAreRefused(String command) throws IOException {
        Run run = run(folder, "int a;\n " + command);
        assertThat(run.code(), equalTo(65));
        assertThat(run.err(), allOf(startsWith("scenes.jsh:2:2: error: "), containsString("only /exit")));
    }

    @ParameterizedTest
    @CsvSource({"/exit, 0", "/exit 3, 3", "'int a = 4;\n/exit a + 1', 5", "'/exit \"x\"', 65", "/exit true, 65"})
    void exitTakesAnExpression(String script, int code) throws IOException {
        assertThat(run(folder, script).code(), equalTo(code));
    }

    @Test
    void aScriptThatIsNoTextOrIsMissingIsBadInput() throws IOException {
        assertThat(
                run(folder, Map.of(), new byte[] {(byte) 0xff, (byte) 0xfe, 0}).code(), equalTo(65));
        assertThat(new ScriptRunner(System.err, Map.of()).run(folder.resolve("none.jsh"), List.of()), equalTo(65));
    }
}
