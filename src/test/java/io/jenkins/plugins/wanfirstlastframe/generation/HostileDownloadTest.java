package io.jenkins.plugins.wanfirstlastframe.generation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.wanfirstlastframe.client.ExactUrl;
import io.jenkins.plugins.wanfirstlastframe.client.HostileText;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery.DeliveryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
                HttpUrl url = rules.check(ExactUrl.parse(text));
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
        byte[] whole = Mp4Bytes.video();
        int accepted = 0;
        for (int i = 0; i < 5000; i++) {
            byte[] bytes = whole.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                ByteBuffer.wrap(bytes).putInt(random.nextInt(bytes.length - 4), random.nextInt());
            }
            Files.write(file, random.nextBoolean() ? bytes : Arrays.copyOf(bytes, random.nextInt(bytes.length)));
            try {
                Mp4Validator.check(file);
                accepted++;
            } catch (DeliveryException e) {
                assertThat(
                        e.getMessage(),
                        e.getMessage().matches("(its file|what was downloaded) is .*bytes\\)\\."),
                        is(true));
            }
        }
        assertThat(accepted > 50, is(true)); // bytes within a box are nobody's business here
    }
}
