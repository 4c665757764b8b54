package io.jenkins.plugins.wanfirstlastframe.script;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.arrayContaining;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeTextTest {

    private static List<byte[]> raw(String... entries) {
        return Arrays.stream(entries)
                .map(entry -> entry.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void whatJavaHasReadWellIsLeft() {
        String[] read = {"run", "a?b", "\u89C6", ""};
        assertThat(NativeText.arguments(read, List.of()), equalTo(read));
    }

    @Test
    void whatIsLostIsTakenFromTheEndOfTheCommandLine() {
        String[] read = {"--prompt", "\uFFFD\uFFFDber", "?\uFFFD", "\uDCFC"};
        assertThat(
                NativeText.arguments(
                        read, raw("java", "-cp", "\u00E9", "Main", "--prompt", "\u00FCber", "?\u89C6", "\u00F6")),
                arrayContaining("--prompt", "\u00FCber", "?\u89C6", "\u00F6"));
    }

    @Test
    void aReplacementCharacterThatWasGivenIsOne() {
        assertThat(NativeText.arguments(new String[] {"\uFFFD"}, raw("\uFFFD")), arrayContaining("\uFFFD"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void whatCantBeFoundOutIsRefusedWithItsPlaceAndTheCure(int known) {
        List<byte[]> raw = known == 0 ? List.of() : List.of(new byte[] {'x'}, new byte[] {(byte) 0xFC});
        String[] read = {"x", "\uFFFD"};
        assertThat(
                assertThrows(IllegalArgumentException.class, () -> NativeText.arguments(read, raw))
                        .getMessage(),
                allOf(containsString("argument 2"), containsString("LC_ALL=C.UTF-8")));
    }

    @Test
    void variablesThatAreLostAreReadAnew() {
        Map<String, String> read = Map.of("A", "\uFFFD\uFFFD", "B", "b", "C", "\uFFFD");
        Map<String, String> given = NativeText.environment(read, raw("A=\u00FC=x", "B=other", "=odd", "D=d"));
        assertThat(given, equalTo(Map.of("A", "\u00FC=x", "B", "b", "C", "\uFFFD")));
    }
}
