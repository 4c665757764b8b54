package io.jenkins.plugins.wanfirstlastframe.script;

import static io.jenkins.plugins.wanfirstlastframe.script.ScriptFixture.run;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import io.jenkins.plugins.wanfirstlastframe.script.ScriptFixture.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A {@code main} that nothing calls is called once, with the script's arguments. */
class ScriptMainTest {

    /** Leaves a trace of how often, and with what, it is called. */
    private static final String TRACE =
            "Files.writeString(Path.of(System.getProperty(\"wan.trace\")), %s, StandardOpenOption.CREATE,"
                    + " StandardOpenOption.APPEND);";

    @TempDir
    private Path folder;

    private String traceOf(String script) throws IOException {
        Path trace = folder.resolve("trace");
        System.setProperty("wan.trace", trace.toString());
        String text = script.replace("TRACE_ARGS", TRACE.formatted("String.join(\"+\", args) + \";\""))
                .replace("TRACE", TRACE.formatted("\"called;\""));
        assertThat(run(folder, "import java.nio.file.*;\n" + text, "a", "b c"), equalTo(new Run(0, "")));
        return Files.exists(trace) ? Files.readString(trace) : "";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "void main() throws Exception { TRACE }",
                "static void main() throws Exception\n{\n    TRACE\n}\nint a = 3;",
                "public static void main() throws IOException { TRACE }",
                "int main = 3;\n// main() is below\nvoid main() throws IOException { TRACE }\nString s = \"main()\";",
                "class App { static void main() throws Exception { TRACE } }",
                "class App { void main() throws Exception { TRACE } }",
                "@SuppressWarnings(\"x\")\nvoid main() throws Exception { TRACE }",
                "@SuppressWarnings(\"x\") @Deprecated class App { static void main() throws Exception { TRACE } }",
                "void main(int n) { }\nvoid main() throws Exception { TRACE }",
                "void main() throws Exception { if (args().isEmpty()) main(); TRACE }",
            })
    void aMainWithoutArgumentsIsCalled(String script) throws IOException {
        assertThat(traceOf(script), is("called;"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "void main(String[] args) throws Exception { TRACE_ARGS }",
                "public static void main(String... args) throws Exception { TRACE_ARGS }",
                "static void main(final String args[]) throws Exception { TRACE_ARGS }",
                "void main() { }\nvoid main(String[] args) throws Exception { TRACE_ARGS }",
                "public class App {\n    public static void main(String[] args) throws Exception {\n        TRACE_ARGS\n    }\n}",
                "interface App { static void main(String[] args) throws Exception { TRACE_ARGS } }",
                "int args = 3;\nvoid main(String[] args) throws Exception { TRACE_ARGS }",
            })
    void aMainWithArgumentsIsGivenThoseOfTheScript(String script) throws IOException {
        assertThat(traceOf(script), is("a+b c;"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "void main() throws Exception { TRACE }\nmain();",
                "void main(String[] args) throws Exception { TRACE }\nmain(args().toArray(new String[0]));",
                "class App { static void main(String[] a) throws Exception { TRACE } }\nApp.main(null);",
                "class App { void main() throws Exception { TRACE } }\nnew App()\n    .main();",
                "void main() throws Exception { TRACE }\nvoid go() throws Exception { main(); }\ngo();",
            })
    void aMainThatTheScriptCallsIsNotCalledAgain(String script) throws IOException {
        assertThat(traceOf(script), is("called;"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "void main() throws Exception { TRACE }\n/exit 0",
                "class App { class Inner { void main() throws Exception { TRACE } } }",
                "class App { void mainly() throws Exception { TRACE } }",
                "void mains() throws Exception { TRACE }",
            })
    void nothingElseIsCalled(String script) throws IOException {
        assertThat(traceOf(script), is(""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int main() { return 3; }",
                "void main(int n) { }",
                "String main(String[] args) { return \"\"; }",
            })
    void aMainThatJavaWouldNotBeginWithIsToldOf(String script) throws IOException {
        Run run = run(folder, "int a;\n" + script);
        assertThat(run.code(), equalTo(0));
        assertThat(
                run.err(),
                equalTo(
                        "scenes.jsh:2:1: note: nothing calls this main, and only void main() and void main(String[]) are"
                                + " called by themselves\n"));
    }

    @Test
    void ofSeveralClassesNoneIsPreferred() throws IOException {
        Run run = run(folder, "class A { static void main() {} }\nclass B { static void main() {} }");
        assertThat(run.code(), equalTo(0));
        assertThat(run.err(), containsString("note: there are several main methods in classes"));
    }

    @Test
    void whatItThrowsIsToldWithItsPlace() throws IOException {
        Run run = run(folder, "void main() {\n    throw new IllegalStateException(\"no\");\n}\n");
        assertThat(run.code(), equalTo(70));
        assertThat(
                run.err(),
                startsWith("scenes.jsh:2:5: java.lang.IllegalStateException: no\n    at main (scenes.jsh:2)\n"));
    }

    @Test
    void aDeclarationThatLacksSomethingIsToldBeforeItIsCalled() throws IOException {
        Run run = run(folder, "void main() {\n    nothing();\n}\n");
        assertThat(run.code(), equalTo(65));
        assertThat(run.err(), startsWith("scenes.jsh:2:5: error: cannot find method nothing()"));
    }
}
