package io.jenkins.plugins.wanfirstlastframe.script;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.InvalidInputException;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import io.jenkins.plugins.wanfirstlastframe.client.TokenSource.TokenException;
import io.jenkins.plugins.wanfirstlastframe.generation.DurationHistory;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    @TempDir
    private Path folder;

    @Test
    void anEmptyEnvironmentMeansRunComfyItself() {
        Settings settings = Settings.of(Map.of());
        assertThat(
                settings.service().toString(),
                equalTo(ServiceUrl.parse(ServiceUrl.DEFAULT).toString()));
        assertThat(settings.pollInterval(), equalTo(Duration.ofSeconds(2)));
        assertThat(settings.timeout(), equalTo(Duration.ofMinutes(30)));
        assertThat(settings.downloadHosts(), equalTo(List.of()));
    }

    @Test
    void theEnvironmentIsFollowed() {
        Settings settings = Settings.of(Map.of(
                "RUNCOMFY_BASE_URL", "http://localhost:81",
                "RUNCOMFY_POLL_INTERVAL", "500ms",
                "RUNCOMFY_DOWNLOAD_HOSTS", "a.example, *.b.example",
                "XDG_CACHE_HOME", folder.toString()));
        assertThat(settings.service().host(), equalTo("localhost"));
        assertThat(settings.pollInterval(), equalTo(Duration.ofMillis(500)));
        assertThat(settings.downloadHosts(), equalTo(List.of("a.example", "*.b.example")));
        assertThat(settings.durations(), equalTo(folder.resolve("wan/durations.json")));
    }

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "2s, PT2S", "30m, PT30M", "5 min, PT5M", "1H, PT1H"})
    void durationsAreReadAsPeopleWriteThem(String text, Duration duration) {
        assertThat(Settings.duration(text), equalTo(duration));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0s", "-1s", "2", "s", "1.5m", "99999999999h", "1d"})
    void whatIsNoDurationIsRefused(String text) {
        assertThat(
                assertThrows(IllegalArgumentException.class, () -> Settings.duration(text))
                        .getMessage(),
                containsString("such as 500ms, 2s, 30m or 1h"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no json", "[1, 2]", "{\"a\": 3}", "{\"a\": [\"x\"]}"})
    void aCorruptFileOfDurationsCountsAsEmpty(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("durations.json"), content);
        assertThat(new DurationsFile(file).load().snapshot(), is(Map.of()));
    }

    @Test
    void durationsOutliveTheProcess() throws InvalidInputException {
        GenerationInput input = GenerationInput.builder()
                .startImage("Runcomfy_Example_1_1.png")
                .endImage("Runcomfy_Example_1_2.png")
                .prompt("x")
                .build();
        DurationHistory history = new DurationHistory();
        history.add(ServiceUrl.parse(ServiceUrl.DEFAULT), input, Duration.ofSeconds(40));
        DurationsFile file = new DurationsFile(folder.resolve("new/durations.json"));
        file.save(history);
        assertThat(
                file.load().of(ServiceUrl.parse(ServiceUrl.DEFAULT), input), equalTo(List.of(Duration.ofSeconds(40))));
    }

    @Test
    void durationsThatCantBeKeptHurtNobody() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        new DurationsFile(file.resolve("durations.json")).save(new DurationHistory());
    }

    @Test
    void aTokenFileGoesBeforeTheEnvironment() throws IOException, TokenException {
        Path file = Files.writeString(folder.resolve("token"), " from-file\n");
        assertThat(new EnvironmentToken(Map.of("RUNCOMFY_TOKEN", "x"), file).token(), equalTo("from-file"));
        assertThat(new EnvironmentToken(Map.of("RUNCOMFY_TOKEN", "x"), null).token(), equalTo("x"));
        assertThat(
                new EnvironmentToken(Map.of("RUNCOMFY_TOKEN_FILE", file.toString()), null).token(),
                equalTo("from-file"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uFEFFfrom-file\r\n", "from-file\r\n", "  from-file\n\n"})
    void aTokenIsReadAsWindowsWritesIt(String text) throws IOException, TokenException {
        Path file = Files.writeString(folder.resolve("token"), text);
        assertThat(new EnvironmentToken(Map.of(), file).token(), equalTo("from-file"));
        assertThat(new EnvironmentToken(Map.of("RUNCOMFY_TOKEN", text), null).token(), equalTo("from-file"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer hush-1", "\"hush-1\"", "RUNCOMFY_TOKEN=hush-1", "hush-1 hush-2"})
    void whatIsNoTokenIsRefusedWithItsPlaceAlone(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), text);
        for (EnvironmentToken token : List.of(
                new EnvironmentToken(Map.of(), file), new EnvironmentToken(Map.of("RUNCOMFY_TOKEN", text), null))) {
            String message = assertThrows(TokenException.class, token::token).getMessage();
            assertThat(message, startsWith(token.description() + " has "));
            assertThat(message, not(containsString("hush")));
        }
    }

    @Test
    void aMissingTokenSaysWhereItIsLookedFor() {
        assertThat(
                assertThrows(TokenException.class, () -> new EnvironmentToken(Map.of(), null).token())
                        .getMessage(),
                containsString("RUNCOMFY_TOKEN"));
        assertThat(
                assertThrows(TokenException.class, () -> new EnvironmentToken(Map.of(), Path.of("/none/x")).token())
                        .getMessage(),
                containsString("/none/x"));
    }

    @ParameterizedTest
    @CsvSource({
        "INPUT, 65",
        "TOKEN, 77",
        "SERVICE, 69",
        "UNAVAILABLE, 69",
        "SLOW_DOWN, 75",
        "TIME_OUT, 75",
        "OUTCOME_UNKNOWN, 69",
        "JOB, 69",
        "DELIVERY, 69",
        "ABORTED, 130",
        "INTERNAL, 70"
    })
    void everyKindOfFailureHasItsExitCode(Failure.Kind kind, int code) {
        assertThat(ExitCode.of(kind), equalTo(code));
    }
}
