package io.jenkins.plugins.wanfirstlastframe.generation;

import static io.jenkins.plugins.wanfirstlastframe.generation.Mp4Bytes.box;
import static io.jenkins.plugins.wanfirstlastframe.generation.Mp4Bytes.boxOfLength;
import static io.jenkins.plugins.wanfirstlastframe.generation.Mp4Bytes.ftyp;
import static io.jenkins.plugins.wanfirstlastframe.generation.Mp4Bytes.join;
import static io.jenkins.plugins.wanfirstlastframe.generation.Mp4Bytes.largeBox;
import static io.jenkins.plugins.wanfirstlastframe.generation.Mp4Bytes.mdat;
import static io.jenkins.plugins.wanfirstlastframe.generation.Mp4Bytes.moov;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.jenkins.plugins.wanfirstlastframe.generation.Delivery.DeliveryException;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery.DeliveryException.Kind;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Video;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Videos;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What counts as a whole video, an unfinished one, a damaged one, and none at all. */
class Mp4ValidatorTest {

    private static final byte[] NOTHING = {};

    @TempDir
    Path folder;

    private void check(byte[] bytes) throws Exception {
        Mp4Validator.check(Files.write(folder.resolve("video"), bytes));
    }

    static Stream<Arguments> videos() {
        byte[] video = Mp4Bytes.video();
        return Stream.of(
                arguments("index first", video),
                arguments("index last", join(ftyp(), mdat(200), moov())),
                arguments("free space first", join(box("free", new byte[20]), video)),
                arguments("skipped space first", join(box("skip", NOTHING), video)),
                arguments("an own box first", join(box("uuid", new byte[40]), video)),
                arguments("wide and no ftyp, as QuickTime writes it", join(box("wide", NOTHING), mdat(50), moov())),
                arguments(
                        "a box that nobody knows in the middle",
                        join(ftyp(), box("abcd", new byte[9]), moov(), mdat(3))),
                arguments("a line feed behind", join(video, "\n".getBytes(StandardCharsets.US_ASCII))),
                arguments("a few zeros behind", join(video, new byte[7])),
                arguments("many zeros behind", join(video, new byte[4096])),
                arguments("text behind", join(video, "a few bytes behind it".getBytes(StandardCharsets.US_ASCII))),
                arguments("a last box without a length", join(ftyp(), moov(), boxOfLength(0, "mdat", new byte[99]))),
                arguments("a large box", join(ftyp(), moov(), largeBox(16 + 99, "mdat", new byte[99]))),
                arguments("fragments", join(ftyp(), moov(), box("moof", new byte[9]), mdat(9), box("mfra", NOTHING))),
                arguments("fragments alone", join(box("styp", NOTHING), box("moof", new byte[9]), mdat(9))),
                arguments(
                        "four zeros at the end of the index",
                        join(ftyp(), box("moov", join(box("mvhd", new byte[100]), new byte[4])), mdat(9))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("videos")
    void takesAVideo(String words, byte[] bytes) {
        assertDoesNotThrow(() -> check(bytes), words);
    }

    static Stream<Arguments> unfinished() {
        byte[] whole = join(ftyp(), mdat(200), moov());
        return Stream.of(
                arguments("empty", NOTHING),
                arguments("no index", join(ftyp(), mdat(200))),
                arguments(
                        "no index, and the length not filled in", join(ftyp(), boxOfLength(0, "mdat", new byte[200]))),
                arguments("no index, after free space", join(ftyp(), box("free", new byte[8]), mdat(200))),
                arguments("cut off before the index", Arrays.copyOf(whole, 150)),
                arguments("cut off at the index", Arrays.copyOf(whole, whole.length - moov().length)),
                arguments("an empty index", join(ftyp(), box("moov", NOTHING), mdat(200))),
                arguments("an index alone", join(ftyp(), moov())),
                arguments("a type alone", ftyp()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unfinished")
    void isNotFinished(String words, byte[] bytes) {
        assertThat(
                words, assertThrows(DeliveryException.class, () -> check(bytes)).kind(), is(Kind.INCOMPLETE));
    }

    static Stream<Arguments> damaged() {
        byte[] video = Mp4Bytes.video();
        byte[] inner = box("moov", join(boxOfLength(7, "mvhd", new byte[100])));
        return Stream.of(
                arguments("cut off behind the index", Arrays.copyOf(video, video.length - 5)),
                arguments(
                        "an index longer than the file",
                        join(ftyp(), mdat(9), boxOfLength(0x7fffffff, "moov", new byte[20]))),
                arguments("an index with all bits", join(ftyp(), mdat(9), boxOfLength(-1, "moov", new byte[20]))),
                arguments("a box shorter than its header", join(ftyp(), moov(), boxOfLength(4, "mdat", new byte[20]))),
                arguments(
                        "a large box shorter than its header", join(ftyp(), moov(), largeBox(8, "mdat", new byte[20]))),
                arguments("a negative large box", join(ftyp(), moov(), largeBox(-17, "mdat", new byte[20]))),
                arguments("the largest box", join(ftyp(), moov(), largeBox(Long.MAX_VALUE, "mdat", new byte[20]))),
                arguments(
                        "a large box without a place for its length",
                        join(ftyp(), moov(), mdat(9), boxOfLength(1, "free", new byte[4]))),
                arguments("a box in the index shorter than its header", join(ftyp(), inner, mdat(9))),
                arguments(
                        "a box in the index longer than it",
                        join(ftyp(), box("moov", boxOfLength(5000, "mvhd", new byte[100])), mdat(9000))),
                arguments("free space longer than the file", join(video, boxOfLength(500, "free", new byte[20]))),
                arguments("more behind it than padding is", join(video, new byte[1 << 17])));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damaged")
    void isDamaged(String words, byte[] bytes) {
        assertThat(
                words, assertThrows(DeliveryException.class, () -> check(bytes)).kind(), is(Kind.FAILED));
    }

    static Stream<Arguments> others() {
        return Stream.of(
                arguments("a page", "<!DOCTYPE html><html>".repeat(20).getBytes(StandardCharsets.US_ASCII)),
                arguments("a PNG image", "\u0089PNG\r\n\u001a\n\0\0\0\rIHDR".getBytes(StandardCharsets.ISO_8859_1)),
                arguments(
                        "a JPEG image", "\u00ff\u00d8\u00ff\u00e0\0\u0010JFIF\0".getBytes(StandardCharsets.ISO_8859_1)),
                arguments("a GIF image", "GIF89a\1\0\1\0\0\0".getBytes(StandardCharsets.ISO_8859_1)),
                arguments("JSON", "{\"detail\": \"Not found\"}".getBytes(StandardCharsets.US_ASCII)),
                arguments("zeros", new byte[500]),
                arguments("three bytes", new byte[3]));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("others")
    void isNoVideo(String words, byte[] bytes) {
        assertThat(
                words, assertThrows(DeliveryException.class, () -> check(bytes)).kind(), is(Kind.NOT_A_VIDEO));
    }

    @Test
    void takesWhatTheSandboxHandsOut() throws Exception {
        for (Video.Source source : new Video.Source[] {Videos.small(), Videos.bytes(64), Videos.bytes(100_000)}) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            source.of(Rig.input()).writeTo(bytes, 0);
            assertDoesNotThrow(() -> check(bytes.toByteArray()));
        }
    }
}
