package io.jenkins.plugins.wanfirstlastframe.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.containsStringIgnoringCase;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.wanfirstlastframe.cli.CommandLineFixture.Run;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreviewCommandTest {

    @TempDir
    private Path folder;

    @Test
    void takesLocalFilesByAbsolutePath() throws IOException {
        Path start = frame("first frame.png");
        Path end = frame("zweites Bild für später.jpg");
        Path video = folder.resolve("new/preview.mp4");
        Run run = preview(start, end, "--output", video.toString());
        assertThat(run.err(), run.code(), equalTo(0));
        assertThat(run.out().strip(), equalTo(video.toString()));
        assertThat(Files.size(video) > 1000, equalTo(true));
        assertThat(run.out() + run.err(), not(containsStringIgnoringCase("bill")));
    }

    @Test
    void takesLocalFilesFromTheWorkingDirectory() throws Exception {
        frame("first frame.png");
        frame("letztes-Bild-übermorgen.png");
        try (Child wan = Child.wan(
                folder,
                Map.of("LC_ALL", "C.UTF-8"),
                words(
                        Path.of("first frame.png"),
                        Path.of("./letztes-Bild-übermorgen.png"),
                        "--output",
                        "preview.mp4"))) {
            assertThat(wan.err(), wan.exitCode(), equalTo(0));
            assertThat(wan.out().strip(), equalTo("preview.mp4"));
            assertThat(Files.size(folder.resolve("preview.mp4")) > 1000, equalTo(true));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "no-such.png, 65, no-such.png does not exist: there is no file /",
        "., 65, is a folder; give an image file in it",
        "text.txt, 65, is not a PNG",
        "http://example.com/a.png, 65, must be a public https:// URL"
    })
    void aFailureSaysWhatIsWrongAndNothingOfBilling(String frame, int code, String expected) throws IOException {
        Files.writeString(folder.resolve("text.txt"), "text");
        Path good = frame("good.png");
        Object bad = frame.startsWith("http") ? frame : folder.resolve(frame);
        assertFailure(preview(bad, good, "--output", "unused.mp4"), code, expected);
        Run json = preview(good, bad, "--output", "unused.mp4", "--json");
        assertFailure(json, code, expected);
        JsonNode error = new ObjectMapper().readTree(json.out()).path("error");
        assertThat(error.path("kind").asText(), equalTo("input"));
        assertThat(error.path("message").asText(), containsString(expected));
    }

    @Test
    void misuseAndWrongParametersSayNothingOfBillingEither() throws IOException {
        Path good = frame("good.png");
        String[] json = {"", "--json"};
        for (String further : json) {
            List<String> missing = new ArrayList<>(List.of(words(good, good)));
            List<String> wrong = new ArrayList<>(List.of(words(good, good, "--output", "unused.mp4", "--steps", "1")));
            if (!further.isEmpty()) {
                missing.add(further);
                wrong.add(further);
            }
            assertFailure(run(missing), 64, "--output");
            assertFailure(run(wrong), 65, "Steps must be");
        }
    }

    @Test
    void helpNamesLocalFiles() {
        assertThat(
                run(List.of("preview", "--help")).out().replaceAll("\\s+", " "),
                containsString("a file of this machine"));
    }

    private static void assertFailure(Run run, int code, String expected) {
        assertThat(run.err(), run.code(), equalTo(code));
        assertThat(run.err(), containsString(expected));
        assertThat(run.out() + run.err(), not(containsStringIgnoringCase("bill")));
        assertThat(run.out() + run.err(), not(containsStringIgnoringCase("submitted")));
    }

    private static Run preview(Object start, Object end, String... further) {
        return run(List.of(words(start, end, further)));
    }

    private static Run run(List<String> words) {
        return CommandLineFixture.run(Map.of(), false, words.toArray(String[]::new));
    }

    private static String[] words(Object start, Object end, String... further) {
        List<String> words = new ArrayList<>(
                List.of("preview", "--start-image", start.toString(), "--end-image", end.toString(), "--prompt", "x"));
        words.addAll(List.of("--resolution", "480x480"));
        words.addAll(List.of(further));
        return words.toArray(String[]::new);
    }

    private Path frame(String name) throws IOException {
        BufferedImage image = new BufferedImage(60, 40, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 60 * 40; i++) {
            image.setRGB(i % 60, i / 60, i * 977);
        }
        Path file = folder.resolve(name);
        ImageIO.write(image, name.endsWith(".jpg") ? "jpg" : "png", file.toFile());
        return file;
    }
}
