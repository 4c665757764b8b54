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

    private static ServiceException failure(Endpoint endpoint, int httpStatus) throws Exception {
        Route route = Route.valueOf(endpoint.name());
        try (Sandbox sandbox = Sandbox.builder().start()) {
            sandbox.inject(Fault.http(route, httpStatus));
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
                switch (endpoint) {
                    case SUBMIT -> client.submit(input);
                    case STATUS -> client.status(ID);
                    case RESULT -> client.result(ID);
                    case CANCEL -> client.cancel(ID);
                    case MODEL -> client.model();
                    case BALANCE -> client.balance();
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 429, 500, 503})
    void aLookUpHasNoBearingOnTheBill(int httpStatus) throws Exception {
        for (Endpoint endpoint : new Endpoint[] {Endpoint.STATUS, Endpoint.RESULT, Endpoint.MODEL, Endpoint.BALANCE}) {
            assertThat(endpoint.title(), failure(endpoint, httpStatus).billing(), is(Billing.UNAFFECTED));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 500})
    void aRequestWhoseCancelFailedMayBeBilled(int httpStatus) throws Exception {
        assertThat(failure(Endpoint.CANCEL, httpStatus).billing(), is(Billing.MAY_BE_BILLED));
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404})
    void nothingOfARequestIsSaidWhereTheBalanceIsRefused(int httpStatus) throws Exception {
        assertThat(failure(Endpoint.BALANCE, httpStatus).kind(), is(ServiceException.Kind.REFUSED));
    }

    @Test
    void aSubmitIsBilledUnlessTheServiceSurelyDidNotTakeIt() throws Exception {
        assertThat(failure(Endpoint.SUBMIT, 400).billing(), is(Billing.NOT_BILLED));
        assertThat(failure(Endpoint.SUBMIT, 429).billing(), is(Billing.NOT_BILLED));
        assertThat(failure(Endpoint.SUBMIT, 500).billing(), is(Billing.MAY_BE_BILLED));
    }
}
