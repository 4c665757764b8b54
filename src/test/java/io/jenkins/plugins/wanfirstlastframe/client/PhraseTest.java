package io.jenkins.plugins.wanfirstlastframe.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.wanfirstlastframe.client.TokenSource.TokenException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PhraseTest {

    /** The English pattern of each phrase that there is. */
    private static Map<String, String> english() {
        Map<String, String> patterns = new LinkedHashMap<>();
        for (Wording wording : Wording.values()) {
            patterns.put(wording.name(), wording.with().english());
        }
        for (Parameter parameter : Parameter.values()) {
            for (Phrase phrase : List.of(parameter.titlePhrase(), parameter.helpPhrase())) {
                patterns.put(phrase.key(), phrase.english());
            }
        }
        for (ServiceException.Kind kind : ServiceException.Kind.values()) {
            Phrase advice = kind.advicePhrase();
            patterns.put(advice.key(), advice.english());
        }
        return patterns;
    }

    private static Properties chinese() throws IOException {
        Properties properties = new Properties();
        try (Reader reader = new InputStreamReader(
                PhraseTest.class.getResourceAsStream("phrases_zh_CN.properties"), StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        return properties;
    }

    @Test
    void noPhraseIsWithoutChineseAndNoChineseWithoutPhrase() throws IOException {
        assertThat(
                new TreeSet<>(chinese().stringPropertyNames()),
                is(new TreeSet<>(english().keySet())));
    }

    @Test
    void chineseHasTheSameArgumentsAndNoWordsOfAnotherPhrase() throws IOException {
        Properties chinese = chinese();
        english()
                .forEach((key, pattern) -> assertThat(
                        key, PatternArguments.of(chinese.getProperty(key)), is(PatternArguments.of(pattern))));
    }

    @Test
    void speaksTheReadersLanguageDownToTheArguments() {
        InvalidValueException e =
                assertThrows(InvalidValueException.class, () -> Parameter.FRAMES_PER_SECOND.parse("99"));
        assertThat(e.getMessage(), is("must be an integer from 12 to 24"));
        assertThat(Phrase.of(e, Locale.SIMPLIFIED_CHINESE), is("必须是介于 12 和 24 之间的整数"));
    }

    @Test
    void isEnglishInLanguagesThatThereAreNot() {
        InvalidValueException e = assertThrows(InvalidValueException.class, () -> Parameter.SEED.parse("x"));
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.SIMPLIFIED_CHINESE); // a controller's own language is not its reader's
            for (Locale locale : List.of(Locale.ROOT, Locale.ENGLISH, Locale.UK, Locale.FRENCH)) {
                assertThat(Phrase.of(e, locale), is("must be an integer"));
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void saysNothingOfATokenInAnyLanguage() {
        TokenException e =
                assertThrows(TokenException.class, () -> TokenText.check("the token", "export TOKEN=s3cr3t-value"));
        for (Locale locale : List.of(Locale.ROOT, Locale.SIMPLIFIED_CHINESE)) {
            assertThat(Phrase.of(e, locale), not(containsString("s3cr3t")));
        }
    }

    @Test
    void leavesBracesOfArgumentsAlone() {
        Serializable given = "{0} and 'quotes'";
        assertThat(Wording.SERVICE_NO_URL.with(given).toString(), containsString("\"{0} and 'quotes'\""));
    }

    @Test
    void tellsOtherExceptionsAsTheyAre() {
        assertThat(Phrase.of(new IOException("no space left"), Locale.SIMPLIFIED_CHINESE), is("no space left"));
    }
}
