package io.jenkins.plugins.wanfirstlastframe.generation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.client.RunComfyClient;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault.Type;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A request ends at its deadline wherever it stands, and waits for as long as the service asks until then. */
class DeadlineTest extends OnRig {

    private static final Duration SHORT = Duration.ofMillis(700);

    @BeforeEach
    void start() throws Exception {
        rig.client().model(); // the first call of a JVM takes its time
    }

    private Failure timedOut() throws Exception {
        long begin = System.nanoTime();
        Failure failure = Rig.failure(rig.start(Rig.fresh(SHORT)));
        assertThat(Duration.ofNanos(System.nanoTime() - begin), lessThan(Duration.ofSeconds(8)));
        assertThat(failure.message(), failure.kind(), is(Failure.Kind.TIME_OUT));
        assertThat(rig.files(), empty());
        return failure;
    }

    @Test
    void endsWhileTheSubmitIsPutOff() throws Exception {
        rig.sandbox.inject(Fault.http(Route.SUBMIT, 429).with("retry-after", "3600"));
        assertThat(timedOut().billing(), is(Billing.NOT_BILLED));
        assertThat(rig.sandbox.acceptedSubmits(), is(0));
    }

    @Test
    void cancelsAQueuedRequest() throws Exception {
        rig.sandbox.hold();
        assertThat(timedOut().billing(), is(Billing.NOT_BILLED));
        assertThat(rig.sandbox.allRequests().get(0).state(), is("cancelled"));
    }

    @Test
    void saysThatARunningRequestIsBilledAndHowToGetItsVideo() throws Exception {
        rig.sandbox.hold();
        RunningGeneration running = rig.start(Rig.fresh(Duration.ofSeconds(2)));
        rig.sandbox.awaitCount(Route.STATUS, 1);
        rig.sandbox.startRequest(rig.sandbox.allRequests().get(0).id());
        Failure failure = Rig.failure(running);
        assertThat(failure.kind(), is(Failure.Kind.TIME_OUT));
        assertThat(failure.billing(), is(Billing.BILLED));
        assertThat(
                failure.advice(),
                containsString(running.state().requestId().orElseThrow().value()));
    }

    @Test
    void endsWhileTheResultIsNotReady() throws Exception {
        rig.sandbox.inject(Fault.of(Route.RESULT, Type.NOT_READY).times(Fault.FOR_EVER));
        assertThat(timedOut().billing(), is(Billing.BILLED));
    }

    @Test
    void endsWhileTheVideoTrickles() throws Exception {
        rig.sandbox.inject(Fault.of(Route.DOWNLOAD, Type.TRICKLE, 2000));
        assertThat(timedOut().billing(), is(Billing.BILLED));
    }

    @Test
    void endsWhileTheDownloadIsPutOff() throws Exception {
        rig.sandbox.inject(Fault.http(Route.DOWNLOAD, 503).with("retry-after", "3600"));
        assertThat(timedOut().billing(), is(Billing.BILLED));
    }

    @Test
    void waitsForAsLongAsASecondsHeaderSays() throws Exception {
        rig.sandbox.inject(Fault.http(Route.STATUS, 429).with("retry-after", "1"));
        assertThat(duration(), greaterThan(Duration.ofMillis(990)));
        assertThat(rig.sandbox.count(Route.STATUS), is(2));
    }

    @Test
    void waitsUntilTheDateThatAHeaderSays() throws Exception {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.now().plusSeconds(3).atZone(ZoneOffset.UTC));
        rig.sandbox.inject(Fault.http(Route.STATUS, 503).with("retry-after", date));
        assertThat(duration(), greaterThan(Duration.ofMillis(1500)));
        assertThat(rig.sandbox.count(Route.STATUS), is(2));
    }

    private Duration duration() throws Exception {
        long begin = System.nanoTime();
        assertThat(rig.run(Rig.fresh(Rig.LONG)), instanceOf(Outcome.Finished.class));
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    // ---- nothing listens at the service's port

    /** Forty times faster than the wall's, so that nobody waits for the patience with a cancel. */
    private static final Clock FAST = new Clock() {
        private final Instant begin = Instant.now();

        @Override
        public Instant instant() {
            return begin.plus(Duration.between(begin, Instant.now()).multipliedBy(40));
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };

    private Failure refused(GenerationState state, boolean abort) throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        RunComfyClient client = new RunComfyClient(
                ServiceUrl.parse("http://127.0.0.1:" + port), () -> "token", rig.http, "wan-test", FAST);
        RunningGeneration running = rig.engine.start(
                new Generation(state, client, rig.delivery(rig.target()), rig.listener(), rig.plan(), FAST));
        if (abort) {
            running.abort("Aborted by Anna");
        }
        Failure failure = Rig.failure(running);
        assertThat(rig.files(), empty());
        return failure;
    }

    @Test
    void aSubmitThatFindsNoConnectionIsTriedAgainAndNotBilled() throws Exception {
        Failure failure = refused(GenerationState.forInput(Rig.input(), FAST.instant(), Rig.LONG), false);
        assertThat(failure.kind(), is(Failure.Kind.UNAVAILABLE));
        assertThat(failure.billing(), is(Billing.NOT_BILLED));
        assertThat(failure.what(), containsString("no connection to 127.0.0.1"));
        assertThat(String.join("\n", rig.told), containsString("Trying again"));
    }

    @Test
    void aStatusThatFindsNoConnectionIsAskedForUntilTheDeadline() throws Exception {
        RequestId id = new RequestId("known");
        Failure failure = refused(GenerationState.attachedTo(id, null, FAST.instant(), Duration.ofSeconds(20)), false);
        assertThat(failure.kind(), is(Failure.Kind.TIME_OUT));
        assertThat(failure.billing(), is(Billing.MAY_BE_BILLED));
        assertThat(failure.message(), containsString("Request id: known."));
    }

    @Test
    void aCancelThatFindsNoConnectionIsGivenUpAfterAWhile() throws Exception {
        RequestId id = new RequestId("known");
        Failure failure = refused(GenerationState.attachedTo(id, null, FAST.instant(), Rig.LONG), true);
        assertThat(failure.kind(), is(Failure.Kind.ABORTED));
        assertThat(failure.billing(), is(Billing.MAY_BE_BILLED));
        assertThat(failure.what(), containsString("could not be cancelled"));
    }
}
