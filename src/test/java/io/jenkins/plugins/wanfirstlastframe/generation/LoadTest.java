package io.jenkins.plugins.wanfirstlastframe.generation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.startsWith;

import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Videos;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many requests and large videos need few threads and little memory; measured in a JVM that has no more. */
class LoadTest {

    private static final int JOBS = 1000;
    private static final long GIGABYTE = 1L << 30;

    @TempDir
    Path folder;

    private static Process child(String heap, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                ChildProgram.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static int number(String line, String word) {
        assertThat(line, startsWith(word + " "));
        return Integer.parseInt(line.substring(word.length() + 1));
    }

    @Test
    @Timeout(value = 90, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aThousandRequestsWaitOnSixteenThreadsAndTwoHundredMegabytes() throws Exception {
        try (Sandbox sandbox = Rig.quick().videos(Videos.bytes(2000)).hold().start()) {
            Process child = child(
                    "200m", "requests", sandbox.baseUrl(), sandbox.token(), folder.toString(), String.valueOf(JOBS));
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
                assertThat(number(lines.readLine(), "waiting"), lessThanOrEqualTo(16));
                sandbox.allRequests().forEach(request -> sandbox.finishRequest(request.id()));
                assertThat(number(lines.readLine(), "finished"), lessThanOrEqualTo(16));
                assertThat(child.waitFor(), is(0));
            } finally {
                child.destroy();
            }
            assertThat(sandbox.acceptedSubmits(), is(JOBS));
            assertThat(Files.size(folder.resolve((JOBS - 1) + ".mp4")), is(2000L));
        }
    }

    @Test
    @Timeout(value = 90, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aGigabyteIsDownloadedWithSixtyFourMegabytes() throws Exception {
        try (Sandbox sandbox = Rig.quick().videos(Videos.bytes(GIGABYTE)).start();
                Rig rig = new Rig(sandbox, folder)) {
            RequestId id = rig.client().submit(Rig.input());
            Process child = child(
                    "64m",
                    "attach",
                    sandbox.baseUrl(),
                    sandbox.token(),
                    rig.target().toString(),
                    id.value());
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
                assertThat(lines.readLine(), is("bytes " + GIGABYTE));
                assertThat(child.waitFor(), is(0));
            } finally {
                child.destroy();
            }
            assertThat(Files.size(rig.target()), is(GIGABYTE));
            Files.delete(rig.target());
        }
    }
}
