package io.jenkins.plugins.wanfirstlastframe.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameFingerprintTest {

    @TempDir
    Path folder;

    private static FrameFingerprint print(String source, @CheckForNull String validator, @CheckForNull String sha256) {
        return new FrameFingerprint(source, validator, sha256, 5);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // the hash decides wherever it is known
                "https://a.example/x, ETag \"1\", aa, https://b.example/y, ETag \"2\", aa, true",
                "https://a.example/x, ETag \"1\", aa, https://a.example/x, ETag \"1\", bb, false",
                "a.png, -, aa, b.png, -, aa, true",
                // else what the server says of the same address
                "https://a.example/x, ETag \"1\", -, https://a.example/x, ETag \"1\", aa, true",
                "https://a.example/x, ETag \"1\", -, https://a.example/x, ETag \"2\", -, false",
                "https://a.example/x, ETag \"1\", -, https://a.example/y, ETag \"1\", -, false",
                "https://a.example/x, -, -, https://a.example/x, -, -, false",
                "https://a.example/x, -, aa, https://a.example/x, -, -, false"
            })
    void contentIsTheSameWhereThatIsKnown(
            String source,
            @CheckForNull String validator,
            @CheckForNull String sha256,
            String otherSource,
            @CheckForNull String otherValidator,
            @CheckForNull String otherSha256,
            boolean same) {
        FrameFingerprint one = print(source, validator, sha256);
        FrameFingerprint other = print(otherSource, otherValidator, otherSha256);
        assertThat(one.sameContent(other), is(same));
        assertThat(other.sameContent(one), is(same));
    }

    private static FrameFingerprint example(String name) {
        return FrameFingerprint.ofExample((ImageSource.ExampleName) ImageSource.parse(name));
    }

    @Test
    void examplesAreToldApartByTheirNames() {
        assertThat(example("Runcomfy_Example_1_1.png").sameContent(example("Runcomfy_Example_1_1.png")), is(true));
        assertThat(example("Runcomfy_Example_1_1.png").sameContent(example("Runcomfy_Example_1_2.png")), is(false));
    }

    @Test
    void aFileIsKnownByItsContentWhereverItLies() throws Exception {
        Path here = Files.writeString(folder.resolve("door.png"), "abc");
        Path there =
                Files.writeString(Files.createDirectory(folder.resolve("other")).resolve("gate.png"), "abc");
        FrameFingerprint print = FrameFingerprint.ofFile(here);
        assertThat(print.source(), is("door.png"));
        assertThat(print.bytes(), is(3L));
        assertThat(print.validator(), is(Optional.empty()));
        assertThat(print.sha256(), is(Optional.of("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")));
        assertThat(print.sameContent(FrameFingerprint.ofFile(there)), is(true));
        Files.writeString(there, "abd");
        assertThat(print.sameContent(FrameFingerprint.ofFile(there)), is(false));
    }

    @Test
    void aFileOfMoreThanFiftyMegabytesIsNotRead() throws Exception {
        Path file = folder.resolve("large.png");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(FrameFingerprint.MAX_BYTES);
            assertThat(FrameFingerprint.ofFile(file).bytes(), is(FrameFingerprint.MAX_BYTES));
            sparse.setLength(FrameFingerprint.MAX_BYTES + 1);
        }
        IOException e = assertThrows(IOException.class, () -> FrameFingerprint.ofFile(file));
        assertThat(e.getMessage(), is("it is larger than 50 MB"));
        assertThrows(IOException.class, () -> FrameFingerprint.ofFile(folder.resolve("none.png")));
    }

    @Test
    void anAddressIsRecognizedWhateverItsQuery() {
        FrameFingerprint print = print("https://a.example/x.png", null, "aa");
        assertThat(print.isOf(address("https://a.example/x.png?X-Signature=secret")), is(true));
        assertThat(print.isOf(address("https://A.example/x.png#fragment")), is(true));
        assertThat(print.isOf(address("https://a.example/y.png")), is(false));
    }

    private static ImageSource.WebAddress address(String url) {
        return (ImageSource.WebAddress) ImageSource.parse(url);
    }

    @Test
    void outlivesARestart() throws Exception {
        FrameFingerprint print = print("https://a.example/x.png", "ETag \"1\"", "aa");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(print);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            Object read = in.readObject();
            assertThat(read, is(print));
            assertThat(read.hashCode(), is(print.hashCode()));
        }
        assertThat(print.toString(), is("https://a.example/x.png (SHA-256 aa)"));
    }

    private static String key(String service, GenerationInput.Builder input) throws Exception {
        return ContentKey.of(ServiceUrl.parse(service), input.build());
    }

    private static GenerationInput.Builder input() {
        return GenerationInput.builder()
                .startImage("https://a.example/start.png")
                .endImage("https://a.example/end.png")
                .prompt("Puppy");
    }

    @Test
    void theKeyHoldsEverythingButTheFrames() throws Exception {
        String key = key(ServiceUrl.DEFAULT, input());
        assertThat(key.matches("[0-9a-f]{64}"), is(true));
        assertThat(
                key(
                        ServiceUrl.DEFAULT,
                        input().startImage("Runcomfy_Example_1_1.png").endImage("https://b.example/")),
                is(key));
        assertThat(key(ServiceUrl.DEFAULT, input().prompt(" Puppy ")), is(key));
        assertThat(key("https://other.example", input()), is(not(key)));
        assertThat(key(ServiceUrl.DEFAULT, input().prompt("puppy")), is(not(key)));
        for (Parameter parameter : Parameter.values()) {
            if (!parameter.required()) {
                String given = key(ServiceUrl.DEFAULT, input().set(parameter, parameter.defaultText()));
                assertThat("left out is not the same as given: " + parameter, given, is(not(key)));
            }
        }
    }

    @Test
    void noTextPassesForTwoParameters() throws Exception {
        String two = key(ServiceUrl.DEFAULT, input().prompt("x").seed(1));
        String one = key(ServiceUrl.DEFAULT, input().prompt("x\n57_noise_seed 1 1"));
        assertThat(one, is(not(two)));
        byte[] wire = RequestJson.keyOf(input().build());
        assertThat(new String(wire, StandardCharsets.UTF_8), containsString("start.png"));
    }
}
