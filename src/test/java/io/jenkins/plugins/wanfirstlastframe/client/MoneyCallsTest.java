package io.jenkins.plugins.wanfirstlastframe.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.wanfirstlastframe.client.ServiceException.Kind;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Videos;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Prices, costs and the balance, as the service tells them. */
class MoneyCallsTest {

    private Sandbox sandbox;
    private RunComfyClient client;

    @BeforeEach
    void start() throws Exception {
        sandbox = Sandbox.builder()
                .videos(Videos.bytes(1000))
                .queueTime(Duration.ZERO)
                .runTime(Duration.ZERO)
                .start();
        client = client(sandbox.baseUrl(), new OkHttpClient());
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private static RunComfyClient client(String service, OkHttpClient http) {
        return new RunComfyClient(
                ServiceUrl.parse(service), () -> Sandbox.DEFAULT_TOKEN, http, "wan-test", Clock.systemUTC());
    }

    private RequestId submit() throws Exception {
        return client.submit(GenerationInput.builder()
                .startImage("Runcomfy_Example_1259_1.png")
                .endImage("Runcomfy_Example_1259_2.png")
                .prompt("Puppy")
                .build());
    }

    @Test
    void theCataloguesPriceIsReadToItsLastDigit() throws Exception {
        sandbox.setPrices(
                new Sandbox.Prices(new BigDecimal("0.123456789"), "second", "half at night", null, BigDecimal.ONE));
        ModelInfo model = client.model();
        assertThat(model.name(), is("Wan 2.2 First/Last Frame"));
        assertThat(model.basePriceUsd(), is("0.123456789"));
        assertThat(model.priceUnit(), is("second"));
        assertThat(model.pricingNote(), is("half at night"));
    }

    @Test
    void thePriceMayBeMissing() throws Exception {
        sandbox.setPrices(new Sandbox.Prices(null, "output", null, null, BigDecimal.ONE));
        ModelInfo model = client.model();
        assertThat(model.basePriceUsd(), nullValue());
        assertThat(model.pricingNote(), nullValue());
        assertThat(model.price(), is(Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'name': 'Old'} | Old",
                "{'display_name': 'New', 'name': 'Old'} | New",
                "{'display_name': '', 'name': 'Old'} | Old",
                "{'display_name': {}} | community/wan-2-2/first-last-frame"
            })
    void theModelsNameIsFoundInOldAndNewAnswers(String json, String name) throws Exception {
        try (RawServer server = new RawServer(request -> RawServer.answer(200, json.replace('\'', '"')))) {
            assertThat(client(server.url(), new OkHttpClient()).model().name(), is(name));
        }
    }

    @Test
    void aResultHasWhatItsRequestCost() throws Exception {
        sandbox.setPrices(Sandbox.Prices.of("0.25"));
        RequestId id = submit();
        assertThat(client.result(id).costUsd(), is(new BigDecimal("0.25")));
        sandbox.inject(Fault.parse("result:no-cost"));
        assertThat(client.result(id).costUsd(), nullValue());
        assertThat(client.result(id).costUsd(), is(new BigDecimal("0.25")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.25 | 0.25",
                "\"0.250\" | 0.250",
                "\" 0.25 \" | 0.25",
                "0 | 0",
                "1e2 | 100.0",
                "1e-5 | 0.000010",
                "{\"usd\":\"0.3\"} | 0.3",
                "-0.25 | none",
                "null | none",
                "true | none",
                "[] | none",
                "{} | none",
                "\"free\" | none",
                "\"NaN\" | none",
                "1e400 | none",
                "1e12 | none",
                "\"1e999999999\" | none",
                "\"1e-999999999\" | none"
            })
    void aCostIsTakenWhereItMakesSense(String json, String cost) throws Exception {
        RequestId id = submit();
        sandbox.inject(Fault.of(Route.RESULT, Fault.Type.COST, json));
        BigDecimal found = client.result(id).costUsd();
        assertThat(found == null ? "none" : found.toPlainString(), is(cost));
    }

    @Test
    void theBalanceIsThatOfTheAccount() throws Exception {
        sandbox.setPrices(new Sandbox.Prices(null, "output", null, null, new BigDecimal("-12.34")));
        Balance balance = client.balance().orElseThrow();
        assertThat(balance.toString(), is("-12.34 USD"));
        assertThat(sandbox.requests(Route.BALANCE).get(0).authorization(), is("Bearer " + sandbox.token()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'balance_usd': null}",
                "{'balance_usd': 'much'}",
                "{'balance_usd': {}}",
                "{'balance_usd': '1e999999999'}",
                "{'balance_usd': 1e300}"
            })
    void aBalanceThatIsNoneIsUnreadable(String json) throws Exception {
        try (RawServer server = new RawServer(request -> RawServer.answer(200, json.replace('\'', '"')))) {
            RunComfyClient other = client(server.url(), new OkHttpClient());
            ServiceException e = assertThrows(ServiceException.class, other::balance);
            assertThat(e.kind(), is(Kind.UNREADABLE));
            assertThat(e.getMessage(), containsString("RunComfy balance failed: the answer has no balance"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://a.example",
                "https://model-api.runcomfy.net/proxy",
                "https://model-api.runcomfy.net:8443",
                "https://model-api.runcomfy.net.a.example"
            })
    void noOtherServicesAccountIsAskedFor(String service) throws Exception {
        List<String> hosts = new CopyOnWriteArrayList<>();
        OkHttpClient http =
                new OkHttpClient.Builder().dns(host -> unknown(hosts, host)).build();
        assertThat(client(service, http).balance(), is(Optional.empty()));
        assertThat(hosts, is(empty()));
    }

    @Test
    void runComfysOwnIsAskedAtItsOtherHostForNothingElse() {
        List<String> hosts = new CopyOnWriteArrayList<>();
        OkHttpClient http =
                new OkHttpClient.Builder().dns(host -> unknown(hosts, host)).build();
        RunComfyClient own = client(ServiceUrl.DEFAULT, http);
        ServiceException e = assertThrows(ServiceException.class, own::balance);
        assertThat(e.getMessage(), containsString("the host api.runcomfy.net is unknown"));
        assertThat(hosts, hasItem("api.runcomfy.net"));
        hosts.clear();
        assertThrows(ServiceException.class, own::model);
        assertThat(hosts, not(hasItem("api.runcomfy.net")));
    }

    private static List<InetAddress> unknown(List<String> hosts, String host) throws UnknownHostException {
        hosts.add(host);
        throw new UnknownHostException(host);
    }
}
