package io.jenkins.plugins.wanfirstlastframe.script;

import static io.jenkins.plugins.wanfirstlastframe.script.ScriptFixture.run;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import io.jenkins.plugins.wanfirstlastframe.script.ScriptFixture.Run;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import okhttp3.OkHttpClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyEnvironmentTest {

    private static final String TOKEN = "proxy-must-not-see";

    @TempDir
    private Path folder;

    private static Map<String, String> environment(String assignments) {
        Map<String, String> environment = new HashMap<>();
        for (String assignment : assignments.split(";")) {
            String[] parts = assignment.split("=", 2);
            environment.put(parts[0].strip(), parts.length < 2 ? "" : parts[1]);
        }
        return environment;
    }

    private static Proxy proxy(Map<String, String> environment, String url) {
        OkHttpClient client = ProxyEnvironment.of(environment)
                .applyTo(new OkHttpClient.Builder())
                .build();
        return client.proxySelector().select(URI.create(url)).get(0);
    }

    private static String proxyText(String assignments, String url) {
        Proxy proxy = proxy(environment(assignments), url);
        if (proxy.type() == Proxy.Type.DIRECT) {
            return "direct";
        }
        InetSocketAddress address = (InetSocketAddress) proxy.address();
        return proxy.type().name().toLowerCase() + " " + address.getHostString() + ":" + address.getPort();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTPS_PROXY=http://127.0.0.9:3128 | https://a.example/ | http 127.0.0.9:3128",
                "https_proxy=http://127.0.0.9:3128 | https://a.example/ | http 127.0.0.9:3128",
                "HTTPS_PROXY=http://127.0.0.1:1; https_proxy=http://127.0.0.9:2 | https://a.example/ | http 127.0.0.9:2",
                "HTTPS_PROXY=http://127.0.0.9:1; https_proxy= | https://a.example/ | http 127.0.0.9:1",
                "HTTP_PROXY=127.0.0.9:3128 | https://a.example/ | direct",
                "HTTP_PROXY=127.0.0.9:3128 | http://a.example/ | http 127.0.0.9:3128",
                "http_proxy=127.0.0.9:3128/ | http://a.example/ | http 127.0.0.9:3128",
                "HTTPS_PROXY=127.0.0.9 | https://a.example/ | http 127.0.0.9:1080",
                "ALL_PROXY=http://127.0.0.9:7 | https://a.example/ | http 127.0.0.9:7",
                "all_proxy=http://127.0.0.9:7; HTTPS_PROXY=127.0.0.9:8 | https://a.example/ | http 127.0.0.9:8",
                "all_proxy=http://127.0.0.9:7; HTTPS_PROXY=127.0.0.9:8 | http://a.example/ | http 127.0.0.9:7",
                "ALL_PROXY=socks5h://127.0.0.9:1081 | https://a.example/ | socks 127.0.0.9:1081",
                "ALL_PROXY=socks5://127.0.0.9 | https://a.example/ | socks 127.0.0.9:1080",
                "HTTPS_PROXY=http://[::1]:3128 | https://a.example/ | http 0:0:0:0:0:0:0:1:3128",
                "HTTPS_PROXY=HTTP://u:p@127.0.0.9:3128 | https://a.example/ | http 127.0.0.9:3128",
                "HTTPS_PROXY=127.0.0.9:1 | https://localhost/ | direct",
                "ALL_PROXY=127.0.0.9:1 | http://127.0.0.1:8080/ | direct",
                "ALL_PROXY=127.0.0.9:1 | http://[::1]:8080/ | direct",
                "ALL_PROXY=127.0.0.9:1 | http://LOCALHOST:8080/ | direct",
            })
    void theVariablesAreReadAsCurlReadsThem(String assignments, String url, String proxy) {
        assertThat(proxyText(assignments, url), equalTo(proxy));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* | https://a.example/ | true",
                "a.example | https://a.example/ | true",
                "A.Example. | https://a.example/ | true",
                "a.example | https://b.a.example/ | true",
                ".a.example | https://b.a.example/ | true",
                ".a.example | https://a.example/ | true",
                "*.a.example | https://b.a.example/ | true",
                "a.example | https://ba.example/ | false",
                "b.a.example | https://a.example/ | false",
                "x.example, a.example | https://a.example/ | true",
                "x.example a.example | https://a.example/ | true",
                "'x.example,,  a.example,' | https://a.example/ | true",
                "a.example:443 | https://a.example/ | true",
                "a.example:8443 | https://a.example/ | false",
                "a.example:8443 | https://b.a.example:8443/ | true",
                ".a.example:80 | http://a.example/ | true",
                "10.1.2.3 | https://10.1.2.3/ | true",
                "10.1.2.3 | https://10.1.2.4/ | false",
                "10.0.0.0/8 | https://10.1.2.4/ | true",
                "10.0.0.0/8 | https://11.1.2.4/ | false",
                "192.168.16.0/20 | https://192.168.31.255/ | true",
                "192.168.16.0/20 | https://192.168.32.0/ | false",
                "0.0.0.0/0 | https://192.168.32.0/ | true",
                "0.0.0.0/0 | https://a.example/ | false",
                "fd00::1 | https://[fd00::1]/ | true",
                "[fd00::1] | https://[fd00::1]/ | true",
                "[fd00::1]:443 | https://[fd00::1]/ | true",
                "[fd00::1]:444 | https://[fd00::1]/ | false",
                "fd00::/8 | https://[fdff::1]/ | true",
                "[fd00::]/8 | https://[fdff::1]/ | true",
                "fd00::/8 | https://[fe00::1]/ | false",
                "2 | https://10.0.0.2/ | false",
                "'' | https://a.example/ | false",
                "256.1.1.1 | https://a.example/ | false",
            })
    void noProxyNamesTheHostsThatAreSpokenToDirectly(String noProxy, String url, boolean direct) {
        for (String name : List.of("NO_PROXY", "no_proxy")) {
            Map<String, String> environment = Map.of("ALL_PROXY", "127.0.0.9:1", name, noProxy);
            assertThat(proxy(environment, url).type() == Proxy.Type.DIRECT, equalTo(direct));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTPS_PROXY=http://user:hush@ | HTTPS_PROXY | not the address of a proxy",
                "HTTPS_PROXY=http://user:hush@host:port | HTTPS_PROXY | not the address of a proxy",
                "https_proxy=hush:99999 | https_proxy | its port",
                "https_proxy=hush:0 | https_proxy | its port",
                "HTTPS_PROXY=hush: | HTTPS_PROXY | its port",
                "HTTPS_PROXY=https://hush:3128 | HTTPS_PROXY | with http:// in front",
                "ALL_PROXY=ftp://hush | ALL_PROXY | begins with ftp://",
                "all_proxy=socks5://u:hush@host | all_proxy | SOCKS proxy is not supported",
                "HTTP_PROXY=http://hush host | HTTP_PROXY | not the address of a proxy",
                "HTTP_PROXY=http://hush/path | HTTP_PROXY | not the address of a proxy",
                "HTTP_PROXY=http://u:hu%sh@host | HTTP_PROXY | written as %25",
                "NO_PROXY=10.0.0.0/33 | NO_PROXY | like 10.0.0.0/8",
                "no_proxy=a.example/8 | no_proxy | like 10.0.0.0/8",
                "NO_PROXY=fd00::/x | NO_PROXY | like 10.0.0.0/8",
                "NO_PROXY=a.example:http | NO_PROXY | its port",
                "NO_PROXY=https://a.example | NO_PROXY | without https://",
            })
    void aWrongValueIsToldWithItsVariable(String assignments, String variable, String reason) {
        String message = assertThrows(
                        IllegalArgumentException.class, () -> ProxyEnvironment.of(environment(assignments)))
                .getMessage();
        assertThat(
                message,
                allOf(
                        startsWith("The environment variable " + variable + " "),
                        containsString(reason),
                        not(containsString("hush"))));
    }

    @Test
    void withoutVariablesJavasOwnProxiesAreLeft() {
        OkHttpClient.Builder client = new OkHttpClient.Builder();
        OkHttpClient plain = client.build();
        OkHttpClient same = ProxyEnvironment.of(Map.of("NO_PROXY", "a.example"))
                .applyTo(client)
                .build();
        assertThat(same.proxySelector(), equalTo(plain.proxySelector()));
    }

    private Map<String, String> unreachable(String name, String value) {
        return Map.of(
                "RUNCOMFY_BASE_URL",
                "https://service.invalid",
                "RUNCOMFY_TOKEN",
                TOKEN,
                "XDG_CACHE_HOME",
                folder.toString(),
                name,
                value);
    }

    /** A script that comes to nothing, and soon. */
    private Run script(Map<String, String> environment) throws IOException {
        return script(environment, 3);
    }

    private Run script(Map<String, String> environment, int seconds) throws IOException {
        String script = "video().startImage(\"Runcomfy_Example_1259_1.png\").endImage(\"Runcomfy_Example_1259_2.png\")"
                + ".prompt(\"x\").timeout(Duration.ofSeconds(" + seconds + ")).save(args().get(0))";
        return run(folder, environment, script.getBytes(StandardCharsets.UTF_8), folder + "/x.mp4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTPS_PROXY", "https_proxy", "ALL_PROXY"})
    void theTokenNeverGoesToTheProxy(String variable) throws IOException {
        try (ListeningProxy proxy = new ListeningProxy("200 OK")) {
            Run run = script(unreachable(variable, "http://user:p%40ss%3Aword@" + proxy.address()));
            Awaitility.await().until(() -> !proxy.heard().isEmpty());
            assertThat(run.code(), not(equalTo(0)));
            assertThat(proxy.heard().get(0), startsWith("CONNECT service.invalid:443 HTTP/1.1\r\n"));
            assertThat( // user:p@ss:word
                    proxy.heard().get(0), containsString("Proxy-Authorization: Basic dXNlcjpwQHNzOndvcmQ=\r\n"));
            assertThat(proxy.heard(), everyItem(not(containsString(TOKEN))));
            assertThat(run.err(), not(containsString("p@ss")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"407 Proxy Authentication Required", "403 Forbidden", "502 Bad Gateway"})
    void aProxyThatRefusesIsToldOfAndNothingIsBilled(String answer) throws IOException {
        try (ListeningProxy proxy = new ListeningProxy(answer)) {
            Run run = script(unreachable("HTTPS_PROXY", "http://u:hush@" + proxy.address()));
            assertThat(run.err(), run.code(), equalTo(75)); // it is tried until the time-out
            assertThat(run.err(), allOf(containsString("proxy"), containsString("It is not billed.")));
            assertThat(proxy.heard(), everyItem(not(containsString(TOKEN))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5://127.0.0.1:1", "http://127.0.0.1:1", "127.0.0.1:1"})
    void aProxyThatIsNotThereIsToldOf(String proxy) throws IOException {
        Run run = script(unreachable("ALL_PROXY", proxy));
        assertThat(run.err(), run.code(), equalTo(75));
        assertThat(
                run.err(),
                allOf(containsString("no connection to service.invalid"), containsString("It is not billed.")));
    }

    @Test
    void aServiceOnThisMachineIsReachedWithoutTheProxy() throws IOException {
        try (Sandbox sandbox = ScriptFixture.sandbox().start();
                ListeningProxy proxy = new ListeningProxy("502 Bad Gateway")) {
            Map<String, String> environment = new HashMap<>(ScriptFixture.environment(sandbox, folder));
            for (String name : List.of("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY")) {
                environment.put(name, proxy.address());
            }
            Run run = script(environment, 100);
            assertThat(run.err(), run.code(), equalTo(0));
            assertThat(proxy.heard(), empty());
        }
    }

    @Test
    void framesOfAPreviewAreFetchedByTheProxy() throws IOException {
        try (ListeningProxy proxy = new ListeningProxy("200 OK")) {
            String script = "video().startImage(\"https://frames.invalid/a.png\")"
                    + ".endImage(\"Runcomfy_Example_1259_2.png\").prompt(\"x\").preview(args().get(0))";
            Run run = run(
                    folder,
                    Map.of("https_proxy", proxy.address()),
                    script.getBytes(StandardCharsets.UTF_8),
                    folder + "/x.mp4");
            assertThat(run.err(), run.code(), equalTo(65));
            Awaitility.await().until(() -> !proxy.heard().isEmpty());
            assertThat(proxy.heard().get(0), startsWith("CONNECT frames.invalid:443 HTTP/1.1\r\n"));
        }
    }

    @Test
    void aWrongVariableIsToldBeforeAnythingIsSubmitted() throws IOException {
        Run run = script(unreachable("HTTPS_PROXY", "https://proxy.example"));
        assertThat(run.code(), equalTo(65));
        assertThat(run.err(), containsString("The environment variable HTTPS_PROXY can't be used"));
    }
}
