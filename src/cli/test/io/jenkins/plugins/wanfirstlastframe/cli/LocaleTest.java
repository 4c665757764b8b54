package io.jenkins.plugins.wanfirstlastframe.cli;

import static io.jenkins.plugins.wanfirstlastframe.cli.CommandLineFixture.puppy;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In a locale whose character set is ASCII, nothing is submitted that differs from what was written. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "other systems have no such locale, or give Java all characters")
class LocaleTest extends OnSandbox {

    private static final String CURE = "LC_ALL=C.UTF-8";

    private Child wan(String locale, String octal, String... words) throws IOException {
        return Child.wanInLocale(folder, environment, locale, octal, words);
    }

    @ParameterizedTest
    @CsvSource({
        "C, '\\303\\274ber', \u00FCber",
        "C, '\\350\\247\\206\\351\\242\\221', \u89C6\u9891",
        "POSIX, 'a \\360\\237\\220\\266?', a \uD83D\uDC36?",
        "no_SUCH.locale, '\\303\\251', \u00E9",
        "C.UTF-8, '\\303\\251', \u00E9",
        "C, 'plain?', plain?",
    })
    void aPromptIsSubmittedAsItWasWritten(String locale, String octal, String prompt) throws Exception {
        try (Child wan = wan(
                locale,
                octal,
                "generate",
                "--start-image",
                "Runcomfy_Example_1259_1.png",
                "--end-image",
                "Runcomfy_Example_1259_2.png",
                "--output",
                "x.mp4",
                "--prompt")) {
            assertThat(wan.err(), wan.exitCode(), equalTo(0));
            assertThat(sandbox.allRequests().get(0).input().path("6_text").asText(), equalTo(prompt));
            assertThat(
                    new ObjectMapper()
                            .readTree(folder.resolve("x.mp4.json").toFile())
                            .findValue("prompt")
                            .asText(),
                    equalTo(prompt));
        }
    }

    @ParameterizedTest
    @CsvSource({"C, '\\374ber'", "C.UTF-8, '\\374ber'", "C, '\\303'", "POSIX, '\\350\\247'"})
    void whatCantBeReadIsRefusedBeforeTheSubmit(String locale, String octal) throws Exception {
        try (Child wan = wan(locale, octal, puppy("generate", "--output", "x.mp4", "--prompt"))) {
            assertThat(wan.err(), wan.exitCode(), equalTo(64));
            assertThat(
                    wan.err(),
                    allOf(startsWith("wan: Java can't read all characters of argument"), containsString(CURE)));
            assertThat(sandbox.requests().isEmpty(), equalTo(true));
        }
    }

    @ParameterizedTest
    @CsvSource({"generate, --output", "preview, --output", "generate, --token-file"})
    void aFileThatJavaCantNameIsRefusedBeforeTheSubmit(String command, String option) throws Exception {
        String[] words =
                option.equals("--output") ? puppy(command, option) : puppy(command, "--output", "x.mp4", option);
        try (Child wan = wan("C", "\\350\\247\\206.mp4", words)) {
            assertThat(wan.err(), wan.exitCode(), equalTo(64));
            assertThat(wan.err(), allOf(containsString("Java can't name the file \u89C6.mp4"), containsString(CURE)));
            assertThat(sandbox.requests().isEmpty(), equalTo(true));
        }
    }

    @Test
    void aScriptThatJavaCantNameIsRefused() throws Exception {
        try (Child wan = wan("C", "\\350\\247\\206.jsh", "run")) {
            assertThat(wan.exitCode(), equalTo(64));
            assertThat(wan.err(), allOf(containsString("Java can't name the file \u89C6.jsh"), containsString(CURE)));
        }
    }

    @Test
    void aScriptsArgumentsAndOutputAreUtf8() throws Exception {
        Path script = Files.writeString(
                folder.resolve("say.jsh"), "System.out.println(args() + \"\u00E4\");\nSystem.err.println(args());\n");
        try (Child wan = wan("C", "\\350\\247\\206", "run", script.toString(), "@x")) {
            assertThat(wan.err(), wan.exitCode(), equalTo(0));
            assertThat(wan.out().strip(), equalTo("[@x, \u89C6]\u00E4"));
            assertThat(wan.err().strip(), equalTo("[@x, \u89C6]"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'VIDEO.save(\"\u89C6.mp4\");', 65, Nothing was submitted: Java can't name the file",
        "'batch().add(VIDEO, \"\u89C6.mp4\").run();', 65, Nothing was submitted: Java can't name the file",
        "'VIDEO.save(Path.of(\"\u89C6.mp4\"));', 70, This locale (US-ASCII) has no such file name",
    })
    void aFileThatAScriptCantNameIsToldBeforeTheSubmit(String statement, int code, String told) throws Exception {
        String video = "video().startImage(\"Runcomfy_Example_1259_1.png\").endImage(\"Runcomfy_Example_1259_2.png\")"
                + ".prompt(\"\u89C6\")";
        Path script = Files.writeString(folder.resolve("name.jsh"), statement.replace("VIDEO", video));
        try (Child wan = wan("C", "", "run", script.toString())) {
            assertThat(wan.err(), wan.exitCode(), equalTo(code));
            assertThat(wan.err(), allOf(containsString(told), containsString(CURE)));
            assertThat(sandbox.requests().isEmpty(), equalTo(true));
        }
    }

    @Test
    void variablesAreReadAsTheyWereSet() throws Exception {
        Path script = Files.writeString(
                folder.resolve("cache.jsh"),
                "System.out.println(video().startImage(\"Runcomfy_Example_1259_1.png\").endImage(\"Runcomfy_Example_1259_2.png\")"
                        + ".prompt(\"x\").save(\"x.mp4\").bytes() > 0);");
        environment.remove("XDG_CACHE_HOME");
        List<String> shell = List.of(
                "sh", "-c", "export XDG_CACHE_HOME=\"$PWD/$(printf '\\303\\274')\"; LC_ALL=C exec \"$@\"", "sh");
        try (Child wan = Child.wanBy(shell, folder, environment, "run", script.toString())) {
            assertThat(wan.err(), wan.exitCode(), equalTo(0)); // goes without a file of durations
            assertThat(wan.out().strip(), equalTo("true"));
        }
        List<String> token = List.of(
                "sh",
                "-c",
                "unset RUNCOMFY_TOKEN; export RUNCOMFY_TOKEN_FILE=\"$PWD/$(printf '\\303\\274')\"; LC_ALL=C exec \"$@\"",
                "sh");
        try (Child wan = Child.wanBy(token, folder, environment, puppy("generate", "--output", "x.mp4"))) {
            assertThat(wan.err(), wan.exitCode(), equalTo(77));
            assertThat(wan.err(), allOf(containsString("\u00FC"), containsString(CURE)));
        }
        assertThat(sandbox.acceptedSubmits(), equalTo(1));
    }
}
