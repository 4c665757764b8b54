package io.jenkins.plugins.wanfirstlastframe.script;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.containsStringIgnoringCase;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreviewTest {

    private static final String EXAMPLE = "Runcomfy_Example_1259_1.png";

    @TempDir
    private Path folder;

    private Path target;

    @BeforeEach
    void setTarget() {
        target = folder.resolve("preview.mp4");
    }

    @ParameterizedTest
    @CsvSource({
        "absolute, plain.png",
        "absolute, a folder/a frame.jpg",
        "absolute, 视频/首帧.png",
        "absolute, https.example.com/a.png",
        "relative, Büro/Ansicht von Süden.png",
        "relative, no extension",
        "URL, 'it''s [new]; ok.png'",
        "URL, 100%/#1?.png"
    })
    void aFrameMayBeALocalFileOfAnyName(String form, String name) throws IOException {
        Path file = frame(folder.resolve(name));
        String text =
                switch (form) {
                    case "relative" ->
                        Path.of("").toAbsolutePath().relativize(file).toString();
                    case "URL" -> file.toUri().toString();
                    default -> file.toString();
                };
        Preview.render(input(text, EXAMPLE), target, Map.of());
        assertThat(Files.size(target) > 1000, is(true));
    }

    @Test
    void bothFramesMayBeLocalAndTheScriptsMethodTakesThem() throws IOException {
        Path start = frame(folder.resolve("start.png"));
        Path end = frame(folder.resolve("end.jpg"));
        Path made = Wan.video()
                .startImage(start.toString())
                .endImage(end.toString())
                .prompt("x")
                .resolution("480x480")
                .preview(target.toString());
        assertThat(Files.size(made) > 1000, is(true));
    }

    @ParameterizedTest
    @CsvSource({
        "no/such.png, does not exist: there is no file /",
        "'', is empty",
        ".., is a folder; give an image file in it",
        "text.txt, is not a PNG, JPEG or WebP image (its first bytes",
        "empty.png, is not a PNG, JPEG or WebP image (it is empty)",
        "cut.png, is cut off or damaged",
        "example.com/a.png, does not exist",
        "Runcomfy_Example_1.gif, does not exist",
        "http://example.com/a.png, must be a public https:// URL",
        "https://10.0.0.1/a.png, must be a public https:// URL",
        "ftp://example.com/a.png, must be a public https:// URL",
        "'data:image/png;base64,AAAA', must be a public https:// URL",
        "file://host/a.png, is no path of this machine",
        "file:///a%zz.png, is no path of this machine"
    })
    void saysWhatIsWrongWithAFrameAndNothingOfBilling(String name, String expected) throws IOException {
        Files.writeString(folder.resolve("text.txt"), "text");
        Files.writeString(folder.resolve("empty.png"), "");
        byte[] whole = Files.readAllBytes(frame(folder.resolve("whole.png")));
        Files.write(folder.resolve("cut.png"), Arrays.copyOf(whole, whole.length / 2));
        String text = name.contains(":") || name.isEmpty() || name.startsWith("Runcomfy") || name.startsWith("example")
                ? name
                : folder.resolve(name).toString();

        String message = message(input(text, EXAMPLE), Failure.Kind.INPUT);
        assertThat(message, containsString(expected));
        assertThat(message(input(EXAMPLE, text), Failure.Kind.INPUT), containsString(expected));
        assertThat(Files.exists(target), is(false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"shots:12.png", "C:\\shots\\12.png", "file:12.png", "a/b:c.png"})
    void aColonMakesNoUrl(String name) {
        assertThat(message(input(name, EXAMPLE), Failure.Kind.INPUT), containsString(name + " does not exist"));
    }

    @Test
    void aPathThatCanBeNoneIsRefused() {
        assertThat(
                message(input("a\0b.png", EXAMPLE), Failure.Kind.INPUT), containsString("is no path of this machine"));
    }

    @Test
    void allOtherProblemsOfTheInputAreToldAtOnceBesideALocalFile() throws IOException {
        String frame = frame(folder.resolve("a.png")).toString();
        GenerationInput.Builder input = GenerationInput.builder()
                .startImage(frame)
                .endImage("http://example.com/b.png")
                .resolution("7x7")
                .steps(1);
        String message = message(input, Failure.Kind.INPUT);
        assertThat(message, containsString("End Image must be"));
        assertThat(message, containsString("must be one of 480x480"));
        assertThat(message, containsString("Prompt is missing"));
        assertThat(message, not(containsString("Start Image")));
    }

    @Test
    void theNameOfAnExampleMeansTheExampleAndAPathTheFile() throws IOException {
        Path file = frame(folder.resolve("Runcomfy_Example_1259_2.png"));
        Preview.render(input(EXAMPLE, "Runcomfy_Example_1259_2.png"), target, Map.of());
        byte[] example = Files.readAllBytes(target);
        Preview.render(input(EXAMPLE, file.toString()), target, Map.of());
        assertThat(Arrays.equals(example, Files.readAllBytes(target)), is(false));
    }

    @Test
    void saysWhyThePreviewCannotBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        target = file.resolve("preview.mp4");
        assertThat(message(input(EXAMPLE, EXAMPLE), Failure.Kind.DELIVERY), endsWith(file + " is not a folder."));
        target = Files.createDirectories(folder.resolve("taken/inside")).getParent();
        assertThat(
                message(input(EXAMPLE, EXAMPLE), Failure.Kind.DELIVERY), containsString(target + " can't be written"));
    }

    @Test
    void anInterruptEndsItAndSaysNothingOfBillingEither() {
        Thread.currentThread().interrupt();
        assertThat(message(input(EXAMPLE, EXAMPLE), Failure.Kind.ABORTED), is("The preview was interrupted."));
        assertThat(Thread.interrupted(), is(true));
    }

    private String message(GenerationInput.Builder input, Failure.Kind kind) {
        WanException refused = assertThrows(WanException.class, () -> Preview.render(input, target, Map.of()));
        assertThat(refused.failure().kind(), is(kind));
        assertThat(refused.getMessage(), not(containsStringIgnoringCase("bill")));
        assertThat(refused.getMessage(), not(containsStringIgnoringCase("submitted")));
        return refused.getMessage();
    }

    private static GenerationInput.Builder input(String start, String end) {
        return GenerationInput.builder()
                .startImage(start)
                .endImage(end)
                .prompt("x")
                .resolution("480x480");
    }

    private static Path frame(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(60, 40, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 60 * 40; i++) {
            image.setRGB(i % 60, i / 60, i * 977);
        }
        ImageIO.write(image, file.toString().endsWith(".jpg") ? "jpg" : "png", file.toFile());
        return file;
    }
}
