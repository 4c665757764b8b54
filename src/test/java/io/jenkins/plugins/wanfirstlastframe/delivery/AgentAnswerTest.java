package io.jenkins.plugins.wanfirstlastframe.delivery;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.wanfirstlastframe.generation.DeliveredVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery.DeliveryException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an agent answers is checked: whoever controls one can send what he likes. */
class AgentAnswerTest {

    private static final String SHA256 = "0123456789abcdef".repeat(4);
    private static final String MD5 = "0123456789abcdef".repeat(2);
    private static final String URL = "https://media.example.com/a.mp4";

    /** An answer as deserialization makes it, past what {@code invoke} would build. */
    private static AgentDownload.Result answer(List<String[]> videos, String failure, String kind) throws Exception {
        Constructor<AgentDownload.Result> constructor = AgentDownload.Result.class.getDeclaredConstructor();
        constructor.setAccessible(true);
        AgentDownload.Result result = constructor.newInstance();
        set(result, "videos", videos == null ? null : new ArrayList<>(videos));
        set(result, "failure", failure);
        set(result, "failureKind", kind);
        return result;
    }

    private static void set(AgentDownload.Result result, String name, Object value) throws Exception {
        Field field = AgentDownload.Result.class.getDeclaredField(name);
        field.setAccessible(true);
        field.set(result, value);
    }

    private static String[] video(String path, String url, String bytes, String sha256, String md5) {
        return new String[] {path, url, bytes, sha256, md5, ""};
    }

    @Test
    void aPlausibleAnswerIsBelieved() throws Exception {
        List<DeliveredVideo> videos = answer(List.<String[]>of(video("a/b.mp4", URL, "100", SHA256, MD5)), null, null)
                .videos("a/b.mp4", 100);
        assertThat(videos.stream().map(DeliveredVideo::bytes).toList(), contains(100L));
    }

    static Stream<Arguments> lies() {
        return Stream.of(
                        List.<String[]>of(),
                        List.<String[]>of(new String[0]),
                        List.<String[]>of(video("a.mp4", URL, "1", SHA256, null)),
                        List.<String[]>of(video(null, URL, "1", SHA256, MD5)),
                        List.<String[]>of(video("a.mp4", URL, "0", SHA256, MD5)),
                        List.<String[]>of(video("a.mp4", URL, "-1", SHA256, MD5)),
                        List.<String[]>of(video("a.mp4", URL, "101", SHA256, MD5)),
                        List.<String[]>of(video("a.mp4", URL, "99999999999999999999", SHA256, MD5)),
                        List.<String[]>of(video("a.mp4", URL, "1e2", SHA256, MD5)),
                        List.<String[]>of(video("../a.mp4", URL, "1", SHA256, MD5)),
                        List.<String[]>of(video("/etc/a.mp4", URL, "1", SHA256, MD5)),
                        List.<String[]>of(video("..\\a.mp4", URL, "1", SHA256, MD5)),
                        List.<String[]>of(video("", URL, "1", SHA256, MD5)),
                        List.<String[]>of(video("other.mp4", URL, "1", SHA256, MD5)),
                        List.<String[]>of(video("a.mp4", URL, "1", SHA256.toUpperCase(java.util.Locale.ROOT), MD5)),
                        List.<String[]>of(video("a.mp4", URL, "1", "<script>", MD5)),
                        List.<String[]>of(video("a.mp4", URL, "1", SHA256, "../../x")),
                        List.<String[]>of(video("a.mp4", URL, "1", SHA256 + "\n", MD5)),
                        List.<String[]>of(
                                video("a.mp4", URL, "1", SHA256, MD5), video("a.mp4", URL, "1", SHA256, MD5 + "0")))
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("lies")
    void anImplausibleAnswerIsRefused(List<String[]> videos) throws Exception {
        AgentDownload.Result result = answer(videos, null, null);
        DeliveryException refused = assertThrows(DeliveryException.class, () -> result.videos("a.mp4", 100));
        assertThat(refused.getMessage(), is("the agent's answer makes no sense."));
    }

    @Test
    void anAnswerWithoutAListIsRefused() throws Exception {
        AgentDownload.Result result = answer(null, null, null);
        assertThrows(DeliveryException.class, () -> result.videos("a.mp4", 100));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "STOPPED", "x"})
    void aFailuresTextIsCleanedAndItsKindChecked(String kind) throws Exception {
        String hostile = "\u001b[2J\r\nERROR: faked\u202e" + "x".repeat(100_000);
        AgentDownload.Result result = answer(List.of(), hostile, kind);
        DeliveryException failure = assertThrows(DeliveryException.class, () -> result.videos("a.mp4", 100));
        assertThat(failure.getMessage().length(), lessThanOrEqualTo(501));
        for (String control : List.of("\u001b", "\n", "\r", "\u202e")) {
            assertThat(failure.getMessage(), not(containsString(control)));
        }
    }
}
