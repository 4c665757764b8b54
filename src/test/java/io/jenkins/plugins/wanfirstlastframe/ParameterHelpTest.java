package io.jenkins.plugins.wanfirstlastframe;

import hudson.Util;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.generation.CheckedFile;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Jenkins wants a help file for each field; these are written from the one declaration of the parameters. */
class ParameterHelpTest {

    private static final String FOLDER =
            "src/main/resources/io/jenkins/plugins/wanfirstlastframe/WanFirstLastFrameStep";

    @ParameterizedTest
    @EnumSource(Parameter.class)
    void helpFileSaysWhatTheDeclarationSays(Parameter parameter) throws IOException {
        CheckedFile.check(FOLDER + "/help-" + parameter.propertyName() + ".html", html(parameter));
    }

    private static String html(Parameter parameter) {
        String last = parameter.required()
                ? "For example: <code>" + Util.escape(parameter.defaultText()) + "</code>."
                : "Must be " + Util.escape(parameter.type().bounds()) + ". Left empty, the service uses <code>"
                        + Util.escape(parameter.defaultText()) + "</code>.";
        return "<div>\n  " + Util.escape(parameter.help()) + "<br />\n  " + last + "\n</div>\n";
    }
}
