package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import hudson.Util;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Jenkins wants a help file for each field; these are written from the one declaration of the parameters. */
class ParameterHelpTest {

    /** Writes the files instead of comparing them: {@code -Dwan.writeHelp=true}. */
    private static final boolean WRITE = Boolean.getBoolean("wan.writeHelp");

    private static final Path FOLDER =
            Path.of("src/main/resources/io/jenkins/plugins/wanfirstlastframe/WanFirstLastFrameStep");

    @ParameterizedTest
    @EnumSource(Parameter.class)
    void helpFileSaysWhatTheDeclarationSays(Parameter parameter) throws IOException {
        Path file = FOLDER.resolve("help-" + parameter.propertyName() + ".html");
        String expected = html(parameter);
        if (WRITE) {
            Files.writeString(file, expected);
        }
        assertThat(Files.readString(file, StandardCharsets.UTF_8).replace("\r\n", "\n"), is(expected));
    }

    private static String html(Parameter parameter) {
        String last = parameter.required()
                ? "For example: <code>" + Util.escape(parameter.defaultText()) + "</code>."
                : "Must be " + Util.escape(parameter.type().bounds()) + ". Left empty, the service uses <code>"
                        + Util.escape(parameter.defaultText()) + "</code>.";
        return "<div>\n  " + Util.escape(parameter.help()) + "<br />\n  " + last + "\n</div>\n";
    }
}
