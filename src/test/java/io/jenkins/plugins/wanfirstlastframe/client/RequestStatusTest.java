package io.jenkins.plugins.wanfirstlastframe.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestStatusTest {

    @ParameterizedTest
    @CsvSource({
        "in_queue, IN_QUEUE",
        "pending, IN_QUEUE",
        "Waiting, IN_QUEUE",
        "QUEUED, IN_QUEUE",
        "not_started, IN_QUEUE",
        "in_progress, IN_PROGRESS",
        "IN-PROGRESS, IN_PROGRESS",
        "In Progress, IN_PROGRESS",
        "processing, IN_PROGRESS",
        "starting, IN_PROGRESS",
        "running, IN_PROGRESS",
        "completed, COMPLETED",
        "succeeded, COMPLETED",
        "Success, COMPLETED",
        "failed, FAILED",
        "ERROR, FAILED",
        "cancelled, CANCELLED",
        "Canceled, CANCELLED",
        "expired, UNKNOWN",
        "timed_out, UNKNOWN",
        "aborted, UNKNOWN",
        "warming_up, UNKNOWN"
    })
    void wordsAreReadInAnyForm(String word, RequestStatus.State state) {
        assertThat(RequestStatus.stateOf(word), is(state));
    }
}
