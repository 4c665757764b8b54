package io.jenkins.plugins.wanfirstlastframe.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.time.Clock;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailedCallTest {

    private static final RequestId ID = new RequestId("some-request");

    private static ServiceException failure(Call call, int httpStatus) throws Exception {
        Route route = Route.valueOf(call.name());
        try (Sandbox sandbox = Sandbox.builder().start()) {
            sandbox.script(Fault.http(route, httpStatus));
            RunComfyClient client = new RunComfyClient(
                    ServiceUrl.parse(sandbox.baseUrl()),
                    sandbox::token,
                    new OkHttpClient(),
                    "wan-test",
                    Clock.systemUTC());
            GenerationInput input = GenerationInput.builder()
                    .startImage(Parameter.START_IMAGE.defaultText())
                    .endImage(Parameter.END_IMAGE.defaultText())
                    .prompt("Puppy")
                    .build();
            return assertThrows(ServiceException.class, () -> {
                switch (call) {
                    case SUBMIT -> client.submit(input);
                    case STATUS -> client.status(ID);
                    case RESULT -> client.result(ID);
                    case CANCEL -> client.cancel(ID);
                    case MODEL -> client.model();
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 429, 500, 503})
    void aLookUpHasNoBearingOnTheBill(int httpStatus) throws Exception {
        for (Call call : new Call[] {Call.STATUS, Call.RESULT, Call.MODEL}) {
            assertThat(call.title(), failure(call, httpStatus).billing(), is(Billing.UNAFFECTED));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 500})
    void aRequestWhoseCancelFailedMayBeBilled(int httpStatus) throws Exception {
        assertThat(failure(Call.CANCEL, httpStatus).billing(), is(Billing.MAY_BE_BILLED));
    }

    @Test
    void aSubmitIsBilledUnlessTheServiceSurelyDidNotTakeIt() throws Exception {
        assertThat(failure(Call.SUBMIT, 400).billing(), is(Billing.NOT_BILLED));
        assertThat(failure(Call.SUBMIT, 429).billing(), is(Billing.NOT_BILLED));
        assertThat(failure(Call.SUBMIT, 500).billing(), is(Billing.MAY_BE_BILLED));
    }
}
