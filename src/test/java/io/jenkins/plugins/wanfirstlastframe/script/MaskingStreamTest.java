package io.jenkins.plugins.wanfirstlastframe.script;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskingStreamTest {

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    private String shown() {
        return shown.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "secret, a secret b secret, a **** b ****",
        "secret, secretsecret, ********",
        "secret, secresecret, secre****",
        "aab, aaab aaaab, a**** aa****",
        "abab, abababab ab, ******** ab",
        "ababac, abababac, ab****",
        "x, axbxx, a****b********",
        "ü€, aü€b, a****b",
        "secret, nothing, nothing",
        "' secret ', a secret, a ****",
        "'', as it is, as it is",
    })
    void hidesTheTextHoweverItIsDivided(String hidden, String written, String expected) throws IOException {
        byte[] bytes = written.getBytes(StandardCharsets.UTF_8);
        for (int size = 1; size <= bytes.length; size++) {
            shown.reset();
            try (MaskingStream out = new MaskingStream(shown, hidden)) {
                for (int i = 0; i < bytes.length; i += size) {
                    out.write(bytes, i, Math.min(size, bytes.length - i));
                }
            }
            assertThat("in pieces of " + size, shown(), equalTo(expected));
        }
    }

    @Test
    void holdsBackNothingButWhatMayBecomeTheText() throws IOException {
        try (MaskingStream out = new MaskingStream(shown, "secret")) {
            out.write("Password: sec".getBytes(StandardCharsets.UTF_8));
            out.flush();
            assertThat(shown(), equalTo("Password: "));
            out.write('!');
            assertThat(shown(), equalTo("Password: sec!"));
            out.write('s');
        }
        assertThat(shown(), equalTo("Password: sec!s"));
    }

    @Test
    void passesAMegabyteInALineOn() throws IOException {
        try (MaskingStream out = new MaskingStream(shown, "secret")) {
            out.write("secre".repeat(200_000).getBytes(StandardCharsets.UTF_8));
        }
        assertThat(shown.size(), equalTo(1_000_000));
    }
}
