package io.jenkins.plugins.wanfirstlastframe.script;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import java.util.List;
import org.junit.jupiter.api.Test;

class DefaultImportsTest {

    private static final String DSL = "import static io.jenkins.plugins.wanfirstlastframe.script.Wan.*;";

    @Test
    void aScriptIsGivenThePackagesThatItsNamesAreIn() {
        String script = "Map.Entry<String, Path> e = Map.entry(\"a\", Path.of(\"b\"));";
        assertThat(DefaultImports.neededBy(script), contains("import java.nio.file.*;", "import java.util.*;", DSL));
    }

    @Test
    void namesOfTheLanguageItselfNeedNone() {
        assertThat(DefaultImports.neededBy("String s = Integer.toString(3); Puppy p;"), equalTo(List.of(DSL)));
    }

    @Test
    void aScriptThatBeginsWithTheDslsImportIsGivenNoSecondOne() {
        assertThat(DefaultImports.neededBy("\n" + DSL + "\nvideo();"), equalTo(List.of()));
        assertThat(DefaultImports.neededBy("video();\n" + DSL), equalTo(List.of(DSL)));
    }
}
