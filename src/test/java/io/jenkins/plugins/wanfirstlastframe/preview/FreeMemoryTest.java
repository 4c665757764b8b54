package io.jenkins.plugins.wanfirstlastframe.preview;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreeMemoryTest {

    /** Kept until the next one is. */
    private byte[] last;

    @Test
    void theWholeMemoryIsNeverFree() {
        long all = Runtime.getRuntime().maxMemory();
        assertThat(FreeMemory.holds(1), is(true));
        assertThat(FreeMemory.holds(all), is(false));
    }

    @Test
    void whatNobodyHoldsAnyMoreDoesNotCount() {
        int part = (int) (Runtime.getRuntime().maxMemory() / 16);
        for (int i = 0; i < 20; i++) {
            assertThat(FreeMemory.holds(part), is(true));
            last = new byte[part];
            assertThat(last.length, is(part));
        }
    }

    @Test
    void aFileThatIsTooLargeForTheServiceIsNotRefusedForItsMemory() throws FrameException {
        FreeMemory.check(Long.MAX_VALUE, "frame.png");
    }

    /** In a Java of its own, whose memory is small. */
    @Test
    void anImageIsRefusedBeforeItFillsTheMemory(@TempDir Path folder) throws Exception {
        Path image = folder.resolve("large.png");
        Files.write(image, Images.encode(Images.plain(6000, 6000, 0x336699), "png"));
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-Djava.awt.headless=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Decoding.class.getName(),
                        image.toString())
                .redirectErrorStream(true)
                .start();
        String told = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(told, java.waitFor(), is(0));
        assertThat(told, containsString("large.png has 6000x6000 pixels, " + FreeMemory.TOO_MUCH));
        assertThat(told, containsString("others: fine"));
    }

    /** What that Java does: it decodes the image while somebody else needs a little memory again and again. */
    static final class Decoding {
        public static void main(String[] args) throws Exception {
            Thread others = new Thread(() -> {
                byte[][] held = new byte[4][];
                for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
                    held[i % held.length] = new byte[256 << 10];
                }
                System.out.println("others: fine");
            });
            others.start();
            try {
                System.out.println(assertThrows(
                                FrameException.class, () -> FrameFile.read(Path.of(args[0]), FrameLimits.DEFAULT))
                        .getMessage());
            } finally {
                others.interrupt();
                others.join();
            }
        }
    }
}
