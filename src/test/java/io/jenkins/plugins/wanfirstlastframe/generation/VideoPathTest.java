package io.jenkins.plugins.wanfirstlastframe.generation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Jenkins half's tests of outputs have more of them; these are those of a folder that is no workspace. */
class VideoPathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../a.mp4",
                "a/../../b.mp4",
                "/tmp/a.mp4",
                "\\\\server\\a.mp4",
                "C:\\a.mp4",
                "a//b.mp4",
                "a.mov",
                "a\u0000.mp4",
                "a\n.mp4",
                "a?.mp4",
                "clips./a.mp4",
                "clips/Nul.mp4",
                "lpt9.x.mp4"
            })
    void aPathThatLeavesTheFolderOrThatSomeSystemForbidsIsRefused(String given) {
        String message = assertThrows(IllegalArgumentException.class, () -> VideoPath.check(given, "the folder"))
                .getMessage();
        assertThat(message, startsWith("Output must be a relative path inside the folder that ends with .mp4"));
    }

    @ParameterizedTest
    @CsvSource({
        "door, door.mp4",
        "the door opens, the-door-opens.mp4",
        "'Tür, 2. Versuch', Tür-2.-Versuch.mp4",
        "视频, 视频.mp4",
        "../../etc/passwd, etc-passwd.mp4",
        "a/b\\c, a-b-c.mp4",
        "..., video.mp4",
        "***, video.mp4",
        "con, video-con.mp4",
        "Com1.x, video-Com1.x.mp4",
        ".hidden, hidden.mp4",
    })
    void aPathMadeFromANameIsOneThatWouldBeAccepted(String name, String path) {
        assertThat(VideoPath.of(name), equalTo(path));
        assertThat(VideoPath.check(path, "the folder"), equalTo(path));
    }

    @Test
    void aPathMadeFromALongNameIsShort() {
        for (String name : new String[] {"界".repeat(300), "𠮷".repeat(300), "- ".repeat(300), "a-".repeat(300)}) {
            String path = VideoPath.of(name);
            assertThat(path.getBytes(StandardCharsets.UTF_8).length < 255, equalTo(true));
            assertThat(VideoPath.check(path, "the folder"), equalTo(path));
        }
    }

    @ParameterizedTest
    @CsvSource({"A.mp4, a.mp4", "Größe.mp4, GRÖSSE.MP4", "e\u0301.mp4, \u00c9.mp4"})
    void whatSomeFileSystemTakesForTheSameFileIsTheSame(String one, String other) {
        assertThat(VideoPath.folded(one), equalTo(VideoPath.folded(other)));
    }
}
