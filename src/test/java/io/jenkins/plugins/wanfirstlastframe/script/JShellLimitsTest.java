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
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JShellLimitsTest {

    @TempDir
    private Path folder;

    private void assertLimit(String script, String place, String hint) throws IOException {
        Run run = run(folder, script);
        assertThat(run.err(), run.code(), equalTo(65));
        assertThat(run.err(), allOf(startsWith("scenes.jsh:" + place + ": error: "), containsString("\n  ")));
        assertThat(run.err(), containsString(hint));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "'int a;\nrecord R(int a) {\n    R {\n    }\n}'# 3:5 # write public",
                "'record R(int a) {\n    @Deprecated R {\n    }\n}'# 2:17 # all versions up to Java 25",
                "'record R(int a) {\n    R(int a) { this.a = a; }\n}'# 2:5 # makes a script",
                "'\nsynchronized int f() { return 1; }'# 2:1 # put the method into a class",
                "'static synchronized void f() {\n}'# 1:1 # all versions up to Java 25",
                "'native void f();'# 1:1 # a method outside a class",
                "'sealed interface S {}\nrecord R() implements S {}'# 1:8 # subtypes, with permits",
                "'sealed abstract class S {\n}\nfinal class R extends S {}'# 1:17 # all versions up to Java 25",
                "'final int N = 3;\nswitch (3) {\n    case N -> {}\n}'# 3:10 # declare the constant in a class",
                "'static final String K = \"x\";\n@SuppressWarnings(K) int f() { return 1; }'# 2:19 # no constants",
                "'final int c = 10;\nbyte b = c;'# 2:10 # final variables be changed",
                "'int x;\nvoid set(int x) { this.x = x; }'# 2:19 # know no this",
                "'int a;\nif (a == 0) return;'# 2:13 # /exit ends it",
            })
    void whatJShellRefusesKeepsItsPlaceAndIsExplained(String script, String place, String hint) throws IOException {
        assertLimit(script, place, hint);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "'sealed interface S permits C {}\nnon-sealed class C implements S {\n    int a;\n}'# 2:31 # only since Java 18",
                "'sealed interface S permits T {}\n@Deprecated\nnon-sealed interface T extends S {\n}'# 3:32 # since Java 18",
                "'sealed interface S permits C {}\npublic abstract non-sealed class C\n    implements S {\n}'# 3:16 # since Java 18",
                "'Object o = 3;\nint i = switch (o) {\n    case Integer n -> n;\n    default -> 0;\n};'# 3:10 # since version 21",
                "'record P(int x) {}\nObject o = new P(3);\nif (o instanceof P(int x)) { }'# 3:19 # since version 21",
                "'int a;\nint _ = 3;'# 2:5 # since version 22",
                "'import module java.base;\nint a;'# 1:14 # since version 25",
                "'@interface Tags { Tag[] value(); }\n@java.lang.annotation.Repeatable(Tags.class) @interface Tag {}'# 2:1 # since Java 18",
            })
    @EnabledForJreRange(max = JRE.JAVA_17, disabledReason = "these are limits of Java 17")
    void whatALaterJavaTakesIsToldWithItsVersion(String script, String place, String hint) throws IOException {
        assertLimit(script, place, hint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abstract sealed class S permits C {}\nnon-sealed class C extends S {\n    int a = 42;\n}\n/exit new C().a",
                "class O {\n    sealed interface S permits C {}\n    static non-sealed class C implements S {\n        int a = 42;\n    }\n}\n"
                        + "/exit new O.C().a",
                "record R(int a) {\n    public R {\n        a += 2;\n    }\n}\n/exit new R(40).a()",
                "sealed interface S permits R {}\nrecord R(int a) implements S {}\n/exit new R(42).a()",
                "interface Names { int N = 42; }\nint f(int a) {\n    switch (a) {\n        case Names.N: return a;\n    }\n    return 0;\n}\n"
                        + "/exit f(42)",
                "class C { static synchronized int f() { return 42; } }\n/exit C.f()",
                "int non = 50, sealed = 8;\nint a = non-sealed;\n/exit a",
            })
    void whatTheExplanationsAdviseWorks(String script) throws IOException {
        assertThat(run(folder, script), equalTo(new Run(42, "")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int a = \"x\";",
                "public record R(int a) { R { } }",
                "record R(int a) { private R { } }",
                "byte b = 1000;",
                "int n = 3; byte b = n;",
                "String s = zebra;",
            })
    void whatIsWrongInPlainJavaTooIsNotLaidToJShell(String script) throws IOException {
        Run run = run(folder, script);
        assertThat(run.code(), equalTo(65));
        assertThat(run.err(), not(containsString("JShell")));
    }
}
