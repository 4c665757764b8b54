package io.jenkins.plugins.wanfirstlastframe.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;

/** Nothing that a stranger sends or a person mistypes gets past the parsers as anything but a plain refusal. */
class HostileInputTest {

    private static final int CASES = 12_000;
    private static final long SEED = Long.getLong("wan.seed", 20_261);

    private static void with(Consumer<HostileText> check) {
        System.out.println("wan.seed=" + SEED);
        HostileText texts = new HostileText(SEED);
        for (int i = 0; i < CASES; i++) {
            check.accept(texts);
        }
    }

    /** Accepts a text or refuses it with a reason; anything else is a defect. */
    private static void refusesAtMost(String text, Consumer<String> parser) {
        try {
            parser.accept(text);
        } catch (IllegalArgumentException e) {
            isPlain(e.getMessage(), 2000);
        }
    }

    private static void isPlain(String text, int longest) {
        assertThat(text.length(), lessThanOrEqualTo(longest));
        assertThat(
                text,
                text.codePoints()
                        .noneMatch(c -> Character.isISOControl(c)
                                || Character.getType(c) == Character.FORMAT
                                || Character.getType(c) == Character.LINE_SEPARATOR
                                || Character.getType(c) == Character.PARAGRAPH_SEPARATOR
                                || Character.getType(c) == Character.SURROGATE),
                is(true));
    }

    @Test
    void answersAreReadOrNot() {
        with(texts -> {
            read(texts.nextJson());
            read(texts.next());
        });
    }

    private static void read(String text) {
        ApiResponse.parse(text).ifPresent(answer -> {
            answer.errorCode();
            answer.errorMessage().ifPresent(message -> isPlain(message, 20 * 400));
            answer.schemaProblems().forEach(problem -> isPlain(problem, 900));
            assertThat(answer.schemaProblems().size(), lessThanOrEqualTo(20));
            answer.requestId();
            answer.status().ifPresent(status -> isPlain(status.rawStatus(), 41));
            answer.cancelOutcome();
            answer.videos();
            answer.outputFiles();
            answer.time("status");
            answer.time("output");
            isPlain(answer.text("video"), 301);
            answer.costUsd().ifPresent(cost -> isPlain(cost.toPlainString(), 50));
            answer.balance().ifPresent(balance -> isPlain(balance.toString(), 70));
        });
    }

    @Test
    void parametersAreTakenOrRefused() {
        with(texts -> {
            String text = texts.next();
            for (Parameter parameter : Parameter.values()) {
                refusesAtMost(text, parameter::parse);
            }
        });
    }

    @Test
    void imageSourcesReadWhatTheyWrite() {
        with(texts -> refusesAtMost(texts.next(), text -> {
            ImageSource source = ImageSource.parse(text);
            assertThat(ImageSource.parse(source.toString()), is(source));
        }));
    }

    @Test
    void serviceUrlsNeverLeadTheTokenOverPlainHttp() {
        with(texts -> refusesAtMost(texts.next(), text -> {
            ServiceUrl url = ServiceUrl.parse(text);
            assertThat(text, url.submit().isHttps() || url.loopback(), is(true));
            assertThat(text, url.status(new RequestId("id")).host(), is(url.host()));
        }));
    }

    @Test
    void requestIdsFitAPathAndAFileName() {
        with(texts -> refusesAtMost(texts.next(), text -> {
            RequestId id = new RequestId(text);
            assertThat(text, id.value().matches("[A-Za-z0-9_-][A-Za-z0-9._-]*"), is(true));
        }));
    }

    @Test
    void retryAfterIsNeverNegativeNorLongerThanADay() {
        Instant now = Instant.parse("2026-10-21T07:00:00Z");
        with(texts -> {
            Headers headers = new Headers.Builder()
                    .addUnsafeNonAscii("Retry-After", texts.next())
                    .addUnsafeNonAscii("Date", texts.next())
                    .build();
            RetryAfter.of(headers, now).ifPresent(wait -> {
                assertThat(wait.isNegative(), is(false));
                assertThat(wait, lessThanOrEqualTo(Duration.ofDays(1)));
            });
        });
    }

    @Test
    void oneLineIsOneLine() {
        with(texts -> {
            String text = texts.next();
            isPlain(PlainText.oneLine(text, 40), 41);
            isPlain(PlainText.oneLine(text), 301);
        });
    }
}
