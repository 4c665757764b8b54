package io.jenkins.plugins.wanfirstlastframe.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.wanfirstlastframe.client.TokenSource.TokenException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTextTest {

    private static final String SECRET = "s3cr3t-Abc_9";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s",
                "%s\n",
                "%s\r\n",
                "\uFEFF%s\r\n",
                "\uFEFF%s",
                "  \t%s \r\n\r\n",
                "\r\n%s",
                "%s\u001A",
                "\u00EF\u00BB\u00BF%s\r\n"
            })
    void marksAndLineEndsAroundATokenAreLeftOut(String text) throws TokenException {
        String given = text.formatted(SECRET);
        assertThat(TokenText.check("the token", given), equalTo(SECRET));
        assertThat(TokenText.read("the token", given.getBytes(StandardCharsets.UTF_8)), equalTo(SECRET));
    }

    @ParameterizedTest
    @ValueSource(strings = {"QWxhZGRpbg==", "a.b.c", "a/b+c=", "id:secret", "Bearertoken", "token_1", "token", "x=="})
    void whatMayBeATokenIsOne(String token) throws TokenException {
        assertThat(TokenText.check("the token", token), equalTo(token));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Bearer %s | has \"Bearer\" in front",
                "'bearer  %s\r\n' | has \"bearer\" in front",
                "'\uFEFFBEARER\t%s' | has \"BEARER\" in front",
                "'Bearer \n' | has \"Bearer\" in front",
                "Token %s | has \"Token\" in front",
                "Bearer:%s | has \"Bearer\" in front",
                "'Authorization: Bearer %s' | is a whole HTTP header",
                "'authorization:%s' | is a whole HTTP header",
                "\"%s\" | has quotation marks",
                "'''%s'' \r\n' | has quotation marks",
                "\u201C%s\u201D | has quotation marks",
                "`%s` | has quotation marks",
                "\"%s | has quotation marks",
                "\"Bearer %s\" | has quotation marks",
                "RUNCOMFY_TOKEN=%s | has a name and an equals sign",
                "'export RUNCOMFY_TOKEN=\"%s\"; ' | has a name and an equals sign",
                "'set RUNCOMFY_TOKEN=%s\r\n' | has a name and an equals sign",
                "'$env:RUNCOMFY_TOKEN = %s' | has a name and an equals sign",
                "token=%s== | has a name and an equals sign",
                "'api_token: %s' | as in JSON or YAML",
                "'token: %s' | has \"token\" in front",
                "'{ \"token\": \"%s\" }' | as in JSON or YAML",
                "'%s\n%s' | has several lines",
                "'# my token\r\n%s\r\n' | has several lines",
                "'%s \n\n other' | has several lines",
                "'%s %s' | has a space within it",
                "'my\u00A0%s' | has a space within it",
                "'a\t%s' | has a space within it",
                "a\u200B%s | can't be seen, or one beyond ASCII",
                "%s\u00E9 | can't be seen, or one beyond ASCII",
                "\u0430%s | can't be seen, or one beyond ASCII",
                "'a\u0007%s' | can't be seen, or one beyond ASCII",
                "'' | is empty",
                "' \r\n\t ' | is empty",
                "'\uFEFF\r\n' | is empty",
            })
    void whatIsNoTokenAloneIsRefusedInItsOwnWords(String text, String words) {
        String given = text.replace("%s", SECRET);
        assertRefused(
                assertThrows(TokenException.class, () -> TokenText.check("the token in X", given))
                        .getMessage(),
                words);
        assertRefused(
                assertThrows(
                                TokenException.class,
                                () -> TokenText.read("the token in X", given.getBytes(StandardCharsets.UTF_8)))
                        .getMessage(),
                words);
    }

    private static void assertRefused(String message, String words) {
        assertThat(message, allOf(startsWith("the token in X "), containsString(words), not(containsString(SECRET))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE"})
    void aFileInUtf16IsCalledThat(String charset) {
        for (String mark : new String[] {"", "\uFEFF"}) {
            byte[] content = (mark + SECRET + "\r\n").getBytes(Charset.forName(charset));
            String message = assertThrows(TokenException.class, () -> TokenText.read("the token in X", content))
                    .getMessage();
            assertRefused(message, "is UTF-16 text, as Windows' editor and PowerShell write it");
        }
    }

    @Test
    void aFileInAnotherCharacterSetIsRefused() {
        byte[] content = (SECRET + "\u00E4").getBytes(StandardCharsets.ISO_8859_1);
        assertRefused(
                assertThrows(TokenException.class, () -> TokenText.read("the token in X", content))
                        .getMessage(),
                "beyond ASCII");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00FF\u00FEs\u0000%s", "s\u0000%s", "\u00FE\u00FF\u0000%s", "\u00FF\u00FE%s"})
    void textThatWasUtf16BeforeItWasReadWrongIsCalledThat(String text) {
        String given = text.formatted(SECRET);
        assertRefused(
                assertThrows(TokenException.class, () -> TokenText.check("the token in X", given))
                        .getMessage(),
                "is UTF-16 text");
    }

    @Test
    void noTextAtAllIsEmpty() {
        assertRefused(
                assertThrows(TokenException.class, () -> TokenText.check("the token in X", null))
                        .getMessage(),
                "is empty");
    }
}
