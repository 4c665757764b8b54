package io.jenkins.plugins.wanfirstlastframe.process;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.BufferedReader;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs({OS.LINUX, OS.MAC})
class ToldProcessTest {

    private Process process;

    private ToldProcess start(String script) throws Exception {
        process = new ProcessBuilder("sh", "-c", script).start();
        BufferedReader out = process.inputReader();
        return new ToldProcess(Long.parseLong(out.readLine()), Instant.now());
    }

    @AfterEach
    void end() throws Exception {
        process.destroyForcibly().waitFor();
    }

    @Test
    void aProcessLivesUntilItEnds() throws Exception {
        ToldProcess told = start("echo $$; exec sleep 60");
        assertThat(told.isAlive(), is(true));
        process.destroyForcibly().waitFor();
        assertThat(told.isAlive(), is(false));
    }

    @Test
    void oneThatBeganAfterTheNumberWasToldIsAnother() throws Exception {
        ToldProcess told = start("echo $$; exec sleep 60");
        ToldProcess earlier = new ToldProcess(told.number(), Instant.now().minus(Duration.ofMinutes(1)));
        assertThat(earlier.isAlive(), is(false));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void oneThatItsParentNeverAsksForItsEndIsOver() throws Exception {
        ToldProcess told = start("sleep 1 & echo $!; exec sleep 60");
        await().atMost(Duration.ofSeconds(20)).until(() -> !told.isAlive());
        assertThat("the system still knows it", ProcessHandle.of(told.number()).isPresent(), is(true));
    }
}
