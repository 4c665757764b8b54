package io.jenkins.plugins.wanfirstlastframe.generation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.wanfirstlastframe.client.HostileText;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery.DeliveryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes with a download: addresses, ranges and bytes that somebody made up. */
class HostileDownloadTest {

    private static final int CASES = 20_000;
    private static final long SEED = Long.getLong("wan.seed", 20_261);

    /** Written down apart from the rules, on the text of the host that the HTTP library would connect to. */
    private static final Pattern ALLOWED =
            Pattern.compile("service\\.example|[^/]+\\.runcomfy\\.(net|com)|extra\\.example|[^/]+\\.wild\\.example");

    @TempDir
    Path folder;

    @Test
    void noAddressOutsideTheListIsAllowed() {
        System.out.println("wan.seed=" + SEED);
        DownloadRules rules = DownloadRules.of(
                ServiceUrl.parse("https://service.example"), List.of("extra.example", "*.wild.example"));
        HostileText texts = new HostileText(SEED);
        Random random = new Random(SEED);
        int allowed = 0;
        for (int i = 0; i < CASES; i++) {
            String text = (random.nextBoolean() ? "https://" : "") + texts.next();
            try {
                HttpUrl url = rules.check(text);
                allowed++;
                assertThat(text, ALLOWED.matcher(url.host()).matches(), is(true));
                assertThat(text, url.isHttps(), is(true));
                assertThat(text, DownloadRules.shown(text).matches("https://[^/?#@]+/[\\x21-\\x7e&&[^?#]]*"), is(true));
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage(), e.getMessage().chars().noneMatch(Character::isISOControl), is(true));
            }
        }
        assertThat(allowed > CASES / 200, is(true)); // or the test would show nothing
    }

    @Test
    void aRangeGoesOnOnlyWhereTheFileEnds() throws IOException, DeliveryException {
        HostileText texts = new HostileText(SEED);
        try (ResumableFile file = new ResumableFile(folder.resolve("part"), 1000)) {
            file.append(new byte[10], 10);
            for (int i = 0; i < CASES; i++) {
                String text = (i % 2 == 0 ? "bytes " : "") + texts.next();
                if (file.continuesAt(text)) {
                    assertThat(text, text.matches("bytes 0*10-\\d+/(\\d+|\\*)"), is(true));
                }
            }
            assertThat(file.continuesAt("bytes 10-19/20"), is(true));
            assertThat(file.continuesAt("bytes 10-19/21"), is(false)); // another file by now
            assertThat(file.continuesAt("bytes 9-19/20"), is(false));
            assertThat(file.continuesAt(null), is(false));
        }
    }

    @Test
    void bytesAreAVideoOrRefused() throws IOException {
        Random random = new Random(SEED);
        Path file = folder.resolve("video");
        for (int i = 0; i < 3000; i++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            if (bytes.length > 24 && random.nextBoolean()) {
                long size = random.nextBoolean() ? random.nextInt(64) : random.nextLong();
                ByteBuffer.wrap(bytes)
                        .putInt(random.nextBoolean() ? (int) size : 1)
                        .put("ftyp".getBytes(StandardCharsets.US_ASCII))
                        .putLong(size);
            }
            Files.write(file, bytes);
            try {
                Mp4Validator.check(file);
                assertThat(new String(bytes, 4, 4, StandardCharsets.US_ASCII), is("ftyp"));
            } catch (DeliveryException e) {
                assertThat(e.getMessage().contains("MP4"), is(true));
            }
        }
    }
}
