package io.jenkins.plugins.wanfirstlastframe.script;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Outcome;
import io.jenkins.plugins.wanfirstlastframe.generation.RunningGeneration;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {

    @TempDir
    private Path folder;

    @Test
    void aVideoOnAHostThatIsNotAllowedComesWithTheVariableThatAllowsIt() throws Exception {
        try (Sandbox sandbox = ScriptFixture.sandbox().start()) {
            sandbox.inject(Fault.parse("result:video=https://a.example/v.mp4"));
            Settings settings = Settings.of(ScriptFixture.environment(sandbox, folder));
            try (Session session = new Session(settings, "test")) {
                Outcome outcome = run(session, ScriptFixture.puppy().input());
                assertThat(
                        ((Outcome.Failed) outcome).failure().what(),
                        endsWith("; the environment variable RUNCOMFY_DOWNLOAD_HOSTS can allow it."));
            }
        }
    }

    private Outcome run(Session session, GenerationInput input) {
        return start(session, input).outcome().join();
    }

    private RunningGeneration start(Session session, GenerationInput input) {
        return session.start(
                GenerationState.forInput(input, session.clock().instant(), Duration.ofMinutes(1)),
                folder.resolve("x.mp4"),
                Making.ALWAYS,
                session.settings().pollInterval(),
                progress -> {});
    }

    @Test
    void howLongAJobRanIsKeptWhenTheSessionIsClosed() throws Exception {
        try (Sandbox sandbox =
                ScriptFixture.sandbox().runTime(Duration.ofMillis(300)).start()) {
            Settings settings = Settings.of(ScriptFixture.environment(sandbox, folder));
            var input = ScriptFixture.puppy().input();
            try (Session session = new Session(settings, "test")) {
                assertThat(run(session, input), instanceOf(Outcome.Finished.class));
            }
            assertThat(new DurationsFile(settings.durations()).load().of(settings.service(), input), not(empty()));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothingIsOverBeforeTheEndsOfRequestsAreNoted(boolean byAbort) throws Exception {
        CountDownLatch isBeingNoted = new CountDownLatch(1);
        CountDownLatch mayBeNoted = new CountDownLatch(1);
        AtomicBoolean noted = new AtomicBoolean();
        ScriptResults slow = new ScriptResults(null) {
            @Override
            void add(Object line) {
                isBeingNoted.countDown();
                try {
                    mayBeNoted.await();
                    noted.set(true);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        try (Sandbox sandbox = ScriptFixture.sandbox().start()) {
            Session session = new Session(Settings.of(ScriptFixture.environment(sandbox, folder)), "test", slow);
            start(session, ScriptFixture.puppy().input()); // whoever joined its outcome might have to note it
            isBeingNoted.await();
            CompletableFuture<Boolean> over = CompletableFuture.supplyAsync(() -> {
                if (byAbort) {
                    session.abortAll("Interrupted");
                } else {
                    session.close();
                }
                return noted.get();
            });
            assertThrows(TimeoutException.class, () -> over.get(500, TimeUnit.MILLISECONDS));
            mayBeNoted.countDown();
            assertThat(over.get(), is(true));
        }
    }
}
