package io.jenkins.plugins.wanfirstlastframe.generation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimesTest {

    @ParameterizedTest
    @CsvSource({"PT0S, now", "PT0.09S, now", "PT0.1S, in 0.1 s", "PT42S, in 42 s", "PT3M5S, in 3 min 5 s"})
    void aWaitTooShortToShowIsNone(Duration wait, String text) {
        assertThat(DurationFormat.until(wait), is(text));
    }
}
