package io.jenkins.plugins.wanfirstlastframe.generation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery.DeliveryException;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.HandClock;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a completed request brings late, or never, in the time that all of it really takes. */
@Timeout(60)
class LateVideoTest extends OnRig {

    private final HandClock clock = new HandClock();
    private final List<Duration> waits = new ArrayList<>();

    /** Fails in the same way at each try. */
    private final class Failing implements Delivery {
        private final DeliveryException failure;
        private int tries;

        Failing(DeliveryException.Kind kind) {
            this.failure = new DeliveryException(kind, "it failed like this.");
        }

        @Override
        public List<DeliveredVideo> deliver(List<String> urls, GenerationState state) throws DeliveryException {
            tries++;
            throw failure;
        }

        @Override
        public void cancel() {}
    }

    private Generation generation(GenerationState state, Delivery delivery) {
        PollPlan plan =
                new PollPlan(rig.client().service(), Duration.ofSeconds(2), new DurationHistory(), new Random(7));
        return new Generation(state, rig.client(), delivery, rig.listener(), plan, clock);
    }

    private GenerationState fresh() {
        return GenerationState.forInput(Rig.input(), clock.instant(), Duration.ofHours(1));
    }

    /** A request that was completed long before, by this side or another. */
    private GenerationState attached() throws Exception {
        RequestId id = rig.client().submit(Rig.input());
        return GenerationState.attachedTo(id, null, clock.instant(), Duration.ofHours(1));
    }

    private Failure end(Generation generation) {
        for (Optional<Duration> wait = generation.advance(); wait.isPresent(); wait = generation.advance()) {
            if (generation.state().phase() == Phase.DELIVERING
                    || generation.state().phase() == Phase.RESULT) {
                waits.add(wait.get());
            }
            clock.forward(wait.get().toSeconds());
        }
        return ((Outcome.Failed) generation.outcome().orElseThrow()).failure();
    }

    private Duration waited() {
        return waits.stream().reduce(Duration.ZERO, Duration::plus);
    }

    @ParameterizedTest
    @EnumSource(
            value = DeliveryException.Kind.class,
            names = {"NOT_FOUND", "ADDRESS_REFUSED", "INCOMPLETE"})
    void storageIsGivenTwoMinutesWithGrowingWaits(DeliveryException.Kind kind) {
        Failing delivery = new Failing(kind);
        Failure failure = end(generation(fresh(), delivery));
        assertThat(failure.kind(), is(Failure.Kind.DELIVERY));
        assertThat(failure.billing(), is(Billing.BILLED));
        assertThat(failure.message(), allOf(containsString("it failed like this."), containsString("Request id: ")));
        assertThat(waited(), greaterThan(Duration.ofSeconds(100)));
        assertThat(waited(), lessThan(Duration.ofSeconds(140)));
        assertThat(delivery.tries, greaterThan(5));
        assertThat(delivery.tries, lessThan(12));
        List<Duration> pauses =
                waits.stream().filter(wait -> wait.toSeconds() > 0).toList();
        assertThat(pauses.get(1), greaterThan(pauses.get(0)));
        assertThat(pauses.get(2), greaterThan(pauses.get(1)));
        assertThat(
                rig.told.stream().filter(line -> line.contains("Trying again")).count(), is(1L));
    }

    @Test
    void anOldRequestsFileIsNotWaitedFor() throws Exception {
        Failing delivery = new Failing(DeliveryException.Kind.NOT_FOUND);
        Failure failure = end(generation(attached(), delivery));
        assertThat(delivery.tries, is(1));
        assertThat(waited(), is(Duration.ZERO));
        assertThat(failure.what(), containsString("expire after a while"));
        assertThat(failure.kind(), is(Failure.Kind.DELIVERY));
    }

    @Test
    void anOldRequestsAddressIsAskedForOnceMore() throws Exception {
        Failing delivery = new Failing(DeliveryException.Kind.ADDRESS_REFUSED);
        Failure failure = end(generation(attached(), delivery));
        assertThat(delivery.tries, is(2));
        assertThat(rig.sandbox.count(Route.RESULT), is(2));
        assertThat(failure.what(), containsString("expire after a while"));
    }

    @Test
    void anAddressThatExpiredWhileAnAgentWasAwayIsAskedForOnceMore() throws Exception {
        rig.sandbox.inject(Fault.parse("download:expired"));
        assertThat(rig.run(attached(Instant.now())), instanceOf(Outcome.Finished.class));
        assertThat(rig.sandbox.count(Route.RESULT), is(2));
        assertThat(rig.sandbox.count(Route.DOWNLOAD), is(2));
    }

    private GenerationState attached(Instant now) throws Exception {
        return GenerationState.attachedTo(rig.client().submit(Rig.input()), null, now, Rig.LONG);
    }

    @ParameterizedTest
    @EnumSource(
            value = DeliveryException.Kind.class,
            names = {"FAILED", "NOT_A_VIDEO", "STOPPED"})
    void otherFailuresAreFinal(DeliveryException.Kind kind) {
        Failing delivery = new Failing(kind);
        assertThat(end(generation(fresh(), delivery)).kind(), is(Failure.Kind.DELIVERY));
        assertThat(delivery.tries, is(1));
    }

    @Test
    void aServerThatAsksToComeLaterIsCalledLaterUntilTheTimeIsUp() {
        Failing delivery = new Failing(DeliveryException.Kind.TRY_LATER);
        Failure failure = end(generation(fresh(), delivery));
        assertThat(failure.kind(), is(Failure.Kind.TIME_OUT));
        assertThat(failure.billing(), is(Billing.BILLED));
        assertThat(delivery.tries, greaterThan(100));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "null", "\"\"", "[]", "[null]", "{\"videos\": []}", "{\"video\": null}", "{\"text\": 7}"})
    void anEmptyOutputIsAskedForAgainForTwoMinutes(String output) {
        rig.sandbox.inject(Fault.of(Route.RESULT, Fault.Type.OUTPUT, output).times(Fault.FOR_EVER));
        Failure failure = end(generation(fresh(), new Failing(DeliveryException.Kind.FAILED)));
        assertThat(failure.kind(), is(Failure.Kind.JOB));
        assertThat(failure.billing(), is(Billing.BILLED));
        assertThat(
                failure.message(),
                allOf(
                        containsString("its output has no video, also after 2 min of asking again"),
                        containsString("the very same input and seed were run before"),
                        containsString("run it with another seed")));
        assertThat(waited(), greaterThan(Duration.ofSeconds(100)));
        assertThat(rig.sandbox.count(Route.RESULT), greaterThan(5));
        assertThat(
                rig.told.stream()
                        .filter(line -> line.contains("names no video yet"))
                        .count(),
                is(1L));
    }

    @Test
    void anOutputOfOtherFilesAloneIsCalledThat() {
        rig.sandbox.inject(Fault.parse("result:output={\"images\": [$poster.png\\, $poster.jpg]}**"));
        Failure failure = end(generation(fresh(), new Failing(DeliveryException.Kind.FAILED)));
        assertThat(failure.what(), containsString("(but 2 other files)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"aborted", "expired", "timed_out"})
    void aWordThatNobodyKnowsLeadsToTheResult(String word) {
        rig.sandbox.inject(
                Fault.parse("submit:fail=Out of memory"),
                Fault.parse("status:word=" + word + "**"),
                Fault.parse("result:word=" + word + "**"));
        Instant begin = clock.instant();
        Generation generation = generation(fresh(), new Failing(DeliveryException.Kind.FAILED));
        Failure failure = end(generation);
        assertThat(failure.kind(), is(Failure.Kind.JOB));
        assertThat(failure.billing(), is(Billing.MAY_BE_BILLED));
        assertThat(failure.what(), is("The request ended at RunComfy as \"" + word + "\": Out of memory."));
        assertThat(rig.sandbox.count(Route.RESULT), is(1));
        Duration took = Duration.between(begin, clock.instant());
        assertThat(took, greaterThan(Duration.ofSeconds(170)));
        assertThat(took, lessThan(Duration.ofMinutes(5)));
    }

    @Test
    void aWordThatNobodyKnowsMayMeanThatItStillRuns() {
        rig.sandbox.hold();
        rig.sandbox.inject(Fault.parse("status:word=warming_up**"), Fault.parse("result:word=warming_up**"));
        Failure failure = end(generation(fresh(), new Failing(DeliveryException.Kind.FAILED)));
        assertThat(failure.kind(), is(Failure.Kind.TIME_OUT));
        assertThat(rig.sandbox.count(Route.RESULT), greaterThan(5)); // looked into every few minutes
        assertThat(rig.sandbox.count(Route.RESULT), lessThan(25));
        assertThat(rig.sandbox.count(Route.CANCEL), is(1));
    }

    @Test
    void aVideoUnderAWordThatNobodyKnowsIsDelivered() {
        rig.sandbox.inject(Fault.parse("status:word=weird**"), Fault.parse("result:word=weird**"));
        Failing delivery = new Failing(DeliveryException.Kind.FAILED);
        Failure failure = end(generation(fresh(), delivery));
        assertThat(delivery.tries, is(1));
        assertThat(failure.billing(), is(Billing.BILLED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "result:422,detail=text,message=Violates the content policy",
                "result:422,code=422001,detail=list,message=Violates the content policy",
                "result:422,detail=object,message=Violates the content policy",
                "status:422,detail=object,message=Violates the content policy"
            })
    void aRefusalAfterwardsIsTheRequestsFailure(String fault) {
        rig.sandbox.inject(Fault.parse(fault));
        Generation generation = generation(fresh(), new Failing(DeliveryException.Kind.FAILED));
        Failure failure = end(generation);
        assertThat(failure.kind(), is(Failure.Kind.JOB));
        assertThat(failure.billing(), is(Billing.MAY_BE_BILLED));
        assertThat(failure.message(), containsString("Violates the content policy (HTTP 422"));
        assertThat(failure.message(), containsString("Request id: "));
        assertThat(((Outcome.Failed) generation.outcome().orElseThrow()).mayBeSubmittedAgain(), is(false));
    }

    @Test
    void aRequestThatFailedThereMayBeSubmittedAgain() {
        rig.sandbox.inject(Fault.parse("submit:fail=Out of memory"));
        Generation generation = generation(fresh(), new Failing(DeliveryException.Kind.FAILED));
        end(generation);
        assertThat(((Outcome.Failed) generation.outcome().orElseThrow()).mayBeSubmittedAgain(), is(true));
    }

    @Test
    void anAnswerAboutAnotherRequestIsNeverDelivered() {
        rig.sandbox.inject(Fault.parse("result:other-request**"));
        Failing delivery = new Failing(DeliveryException.Kind.FAILED);
        Generation generation = generation(fresh(), delivery);
        Failure failure = end(generation);
        assertThat(delivery.tries, is(0));
        assertThat(failure.kind(), is(Failure.Kind.SERVICE));
        assertThat(failure.what(), containsString("about another request"));
        assertThat(rig.sandbox.count(Route.RESULT), is(5));
        assertThat(generation.state().requestId().map(RequestId::value).orElse(""), not(is("")));
    }
}
