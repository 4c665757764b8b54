package io.jenkins.plugins.wanfirstlastframe.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.wanfirstlastframe.client.PublishedAddress.UnfitAddressException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import okhttp3.Dns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublishedAddressTest {

    /** A name of an inner host has an inner address; others can't be looked up, as behind a proxy. */
    private static final Dns NAMES = host -> {
        if (host.endsWith(".internal.example")) {
            return List.of(InetAddress.getByName("10.1.2.3"));
        }
        if (host.equals("public.example")) {
            return List.of(InetAddress.getByName("93.184.215.14"));
        }
        throw new UnknownHostException(host);
    };

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "X-Amz-Algorithm=AWS4&X-Amz-Date=20260329T235000Z&X-Amz-Expires=900&X-Amz-Signature=s | 2026-03-30T00:05:00Z",
                "x-amz-date=20260329T235000Z&x-amz-expires=60 | 2026-03-29T23:51:00Z",
                "X-Goog-Date=20260329T235000Z&X-Goog-Expires=60&X-Goog-Signature=s | 2026-03-29T23:51:00Z",
                "AWSAccessKeyId=k&Expires=1774828200&Signature=s | 2026-03-29T23:50:00Z",
                "sv=2024&se=2026-03-29T23%3A50%3A00Z&sig=s | 2026-03-29T23:50:00Z",
                "se=2026-03-29&sig=s | 2026-03-29T00:00:00Z",
                "X-Amz-Date=20260329T235000Z | -",
                "X-Amz-Date=yesterday&X-Amz-Expires=60 | -",
                "X-Amz-Date=20260329T235000Z&X-Amz-Expires=9223372036854775807 | -",
                "Expires=never | -",
                "se=soon | -",
                "token=s | -",
            })
    void tellsWhenASignatureEnds(String query, String until) throws Exception {
        PublishedAddress address = PublishedAddress.of("https://bucket.example/a/b.png?" + query, NAMES);
        assertThat(address.until().map(Object::toString).orElse(null), equalTo(until));
    }

    @Test
    void showsNothingOfTheQuery() throws Exception {
        String url = "https://public.example:8443/a/b%20c.png?X-Amz-Signature=secret#secret";
        PublishedAddress address = PublishedAddress.of(url, NAMES);
        assertThat(address.shown(), equalTo("https://public.example:8443/a/b%20c.png"));
        assertThat(address + " " + address.content(), not(containsString("secret")));
        assertThat("the service gets it as it is", address.content().url(), equalTo(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://public.example/a.png?s=secret",
                "https://localhost/a.png?s=secret",
                "https://127.0.0.1/a.png?s=secret",
                "https://192.168.1.2/a.png?s=secret",
                "https://[fd00::1]/a.png?s=secret",
                "https://minio.internal.example/a.png?s=secret",
                "https://user:secret@public.example/a.png",
                "ftp://public.example/secret.png",
                "file:/var/lib/secret.png",
                "https://public.example/a b.png?s=secret",
            })
    void takesNoneThatTheServiceCouldNotFetch(String url) {
        UnfitAddressException refused =
                assertThrows(UnfitAddressException.class, () -> PublishedAddress.of(url, NAMES));
        assertThat(refused.getMessage(), not(containsString("secret")));
    }
}
