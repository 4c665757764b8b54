package io.jenkins.plugins.wanfirstlastframe.delivery;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A video stays inside the workspace, under a name that an agent of any system can write. */
class OutputPathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../a.mp4",
                "a/../../b.mp4",
                "./a.mp4",
                "/tmp/a.mp4",
                "\\\\server\\a.mp4",
                "C:\\a.mp4",
                "c:a.mp4",
                "a//b.mp4",
                "a.mp4/",
                "a.mov",
                ".",
                "a\u0000.mp4",
                "a\n.mp4",
                "a<b.mp4",
                "a>b.mp4",
                "a\"b.mp4",
                "a|b.mp4",
                "a?.mp4",
                "*.mp4",
                "a:b.mp4",
                "clips./a.mp4",
                "clips /a.mp4",
                "con.mp4",
                "clips/Nul.mp4",
                "COM1/a.mp4",
                "lpt9.x.mp4"
            })
    void refuses(String given) {
        String message = assertThrows(IllegalArgumentException.class, () -> OutputPath.check(given))
                .getMessage();
        assertThat(message, startsWith("Output must be a relative path inside the workspace"));
        assertThat(message.lines().count(), is(1L));
    }

    @ParameterizedTest
    @CsvSource({
        "a.mp4, a.mp4",
        "clips/a.mp4, clips/a.mp4",
        "clips\\a.mp4, clips/a.mp4",
        "'  a b.mp4 ', a b.mp4",
        "..a.mp4, ..a.mp4",
        "console/a.mp4, console/a.mp4",
        "com10.mp4, com10.mp4",
        "größe.mp4, größe.mp4",
        "'', ''"
    })
    void keeps(String given, String path) {
        assertThat(OutputPath.check(given), is(path));
    }

    @ParameterizedTest
    @CsvSource({
        "puppy, puppy-7-1.mp4",
        "视频, 视频-7-1.mp4",
        "feature%2F登录, feature-登录-7-1.mp4",
        "folder » näme/*?, folder-näme-7-1.mp4",
        "'..', video-7-1.mp4",
        "'***', video-7-1.mp4",
        "100%, 100-7-1.mp4",
        "a+b, a-b-7-1.mp4",
        "con, con-7-1.mp4"
    })
    void makesUpAReadableNameThatItWouldAccept(String job, String name) {
        assertThat(OutputPath.defaultName(job, 7, 1), is(name));
        assertThat(OutputPath.check(name), is(name));
    }

    @Test
    void keepsAMadeUpNameShort() {
        String name = OutputPath.defaultName("界".repeat(300), 7, 1);
        assertThat(name.getBytes(StandardCharsets.UTF_8).length, lessThan(255));
        assertThat(OutputPath.check(name), is(name));
        assertThat(OutputPath.defaultName("𠮷".repeat(300), 7, 1), startsWith("𠮷"));
    }
}
