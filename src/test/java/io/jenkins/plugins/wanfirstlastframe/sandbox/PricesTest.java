package io.jenkins.plugins.wanfirstlastframe.sandbox;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the sandbox says of money. */
class PricesTest {

    private static final String BALANCE = "/prod/v2/balance";

    private Sandbox sandbox;
    private Caller caller;

    @BeforeEach
    void start() throws Exception {
        sandbox = Sandbox.builder()
                .videos(Videos.bytes(1000))
                .queueTime(Duration.ZERO)
                .runTime(Duration.ZERO)
                .start();
        caller = new Caller(sandbox);
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private JsonNode cost(String id) throws Exception {
        return Caller.json(caller.get("/v1/requests/" + id + "/result?include_cost=true"))
                .path("cost");
    }

    @Test
    void theCatalogueHasThePrice() throws Exception {
        sandbox.setPrices(
                new Sandbox.Prices(new BigDecimal("0.25"), "second", "half at night", null, new BigDecimal("7.5")));
        JsonNode model = Caller.json(caller.get(Caller.MODEL));
        assertThat(model.path("base_price_usd").asText(), is("0.25"));
        assertThat(model.path("price_unit").asText(), is("second"));
        assertThat(model.path("pricing_note").asText(), is("half at night"));
        sandbox.setPrices(new Sandbox.Prices(null, "second", null, null, BigDecimal.ONE));
        JsonNode without = Caller.json(caller.get(Caller.MODEL));
        assertThat(
                without.has("base_price_usd") || without.has("price_unit") || without.has("pricing_note"), is(false));
    }

    @Test
    void aResultHasItsCostForThoseWhoAsk() throws Exception {
        String id = caller.submit();
        sandbox.setPrices(Sandbox.Prices.of("0.25"));
        assertThat(cost(id).decimalValue(), is(new BigDecimal("0.25")));
        assertThat(caller.result(id).has("cost"), is(false));
        sandbox.inject(Fault.parse("result:no-cost*2"));
        assertThat(cost(id).isMissingNode(), is(true));
        assertThat(cost(id).isMissingNode(), is(true));
        assertThat(cost(id).isNumber(), is(true));
    }

    @ParameterizedTest
    @CsvSource({"-1", "\"0.25\"", "null", "{\"usd\":1}", "free"})
    void aCostCanBeAnything(String cost) throws Exception {
        String id = caller.submit();
        sandbox.inject(Fault.of(Route.RESULT, Fault.Type.COST, cost));
        assertThat(cost(id).toString(), is(cost.equals("free") ? "\"free\"" : cost));
    }

    @Test
    void nothingIsChargedForWhatFailed() throws Exception {
        sandbox.setPrices(Sandbox.Prices.of("0.25"));
        sandbox.inject(Fault.parse("submit:fail"));
        assertThat(cost(caller.submit()).isMissingNode(), is(true));
    }

    @Test
    void theBalanceTakesAToken() throws Exception {
        sandbox.setPrices(new Sandbox.Prices(null, "output", null, null, new BigDecimal("-0.5")));
        assertThat(Caller.json(caller.get(BALANCE)), is(Caller.json("{\"balance_usd\": -0.5, \"currency\": \"USD\"}")));
        assertThat(new Caller(sandbox, "").get(BALANCE).statusCode(), is(401));
        assertThat(caller.send("POST", BALANCE, "").statusCode(), is(405));
        sandbox.inject(Fault.parse("balance:503"));
        assertThat(caller.get(BALANCE).statusCode(), is(503));
        assertThat(sandbox.count(Route.BALANCE), is(3));
    }
}
