package io.jenkins.plugins.wanfirstlastframe;

import hudson.Util;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.generation.CheckedFile;
import java.io.IOException;
import java.text.MessageFormat;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Jenkins wants a help file for each field; these are written from the one declaration of the parameters. */
class ParameterHelpTest {

    private static final String FOLDER =
            "src/main/resources/io/jenkins/plugins/wanfirstlastframe/WanFirstLastFrameStep";

    @ParameterizedTest
    @EnumSource(Parameter.class)
    void helpFileSaysWhatTheDeclarationSays(Parameter parameter) throws IOException {
        CheckedFile.check(
                FOLDER + "/help-" + parameter.propertyName() + ".html",
                parameter.required()
                        ? html(Locale.ROOT, parameter, "For example: {1}.")
                        : html(Locale.ROOT, parameter, "Must be {0}. Left empty, the service uses {1}."));
    }

    @ParameterizedTest
    @EnumSource(Parameter.class)
    void chineseHelpFileSaysTheSame(Parameter parameter) throws IOException {
        CheckedFile.check(
                FOLDER + "/help-" + parameter.propertyName() + "_zh_CN.html",
                parameter.required()
                        ? html(Locale.SIMPLIFIED_CHINESE, parameter, "例如：{1}。")
                        : html(Locale.SIMPLIFIED_CHINESE, parameter, "必须是{0}。留空时，服务使用 {1}。"));
    }

    private static String html(Locale locale, Parameter parameter, String last) {
        String bounds = Util.escape(parameter.type().limits().in(locale));
        String example = "<code>" + Util.escape(parameter.defaultText()) + "</code>";
        return "<div>\n  " + Util.escape(parameter.helpPhrase().in(locale)) + "<br />\n  "
                + MessageFormat.format(last, bounds, example) + "\n</div>\n";
    }
}
