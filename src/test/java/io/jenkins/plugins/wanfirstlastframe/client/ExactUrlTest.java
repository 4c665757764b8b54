package io.jenkins.plugins.wanfirstlastframe.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ExactUrlTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/clip.mp4",
                "/clip.mp4?sig=a'b",
                "/clip.mp4?sig=%27&x='\"",
                "/clip.mp4?name=\"clip.mp4\"",
                "/a|b/{c}/d^e`f/[g].mp4?h=|{}^`[]",
                "/a/../b/./c.mp4?d",
                "/a/%2e%2e/%2E/b.mp4",
                "/a//b///c.mp4",
                "/a\\b.mp4?c=\\d",
                "/clip.mp4?",
                "/clip.mp4?a=1&&b=&=c&",
                "/clip;v=1.mp4?a;b=c+d%20e%2B",
                "/clip%zz.mp4?100%",
                "/%7Ea/%e4%E4.mp4?%c3%a4",
                "/clip.mp4?redirect=https://b.example/?c=d",
                "/<clip>.mp4?<>",
                "/clip.mp4?a=$,;:@!*()~"
            })
    void reachesTheServerByteForByte(String target) throws Exception {
        try (RawServer server = new RawServer(request -> RawServer.answer(200, "ok"))) {
            HttpUrl url = ExactUrl.parse(server.url() + target + "#fragment");
            new OkHttpClient()
                    .newCall(new Request.Builder().url(url).build())
                    .execute()
                    .close();
            assertThat(server.targets().get(0), is(target));
            assertThat(ExactUrl.difference(server.url() + target, url), is(Optional.empty()));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "https://a.example/my clip.mp4 | /my%20clip.mp4 | white space",
                "https://a.example/clip.mp4?a='b c' | /clip.mp4?a='b%20c' | white space",
                "https://a.example/\u89c6\u9891.mp4?x=' | /%E8%A7%86%E9%A2%91.mp4?x=' | characters that are not ASCII",
                "https://a.example/\u00e9?a=\u00fc' | /%C3%A9?a=%C3%BC' | characters that are not ASCII",
                "https://a.example/a\u0001b?c=' | /a%01b?c=' | control characters"
            })
    void whatCannotBeSentIsEncodedAndNamed(String text, String target, String words) {
        HttpUrl url = ExactUrl.parse(text);
        assertThat(url.encodedPath() + (url.encodedQuery() == null ? "" : "?" + url.encodedQuery()), is(target));
        assertThat(ExactUrl.difference(text, url), is(Optional.of(words)));
    }

    @Test
    void hostAndPortAreThoseOfTheLibrary() {
        for (String text : new String[] {
            "https://A.example:8443/x'", "https://user@a.example/x?'", "https:\\\\a.example/'", "HTTPS://a.example/'"
        }) {
            assertThat(ExactUrl.parse(text).host(), is("a.example"));
        }
        assertThat(ExactUrl.parse("https://a.example"), is(HttpUrl.parse("https://a.example")));
        assertThat(ExactUrl.parse("https://a.example?b='").encodedQuery(), is("b='"));
        assertThat(ExactUrl.parse("ftp://a.example/'"), nullValue());
        assertThat(ExactUrl.parse("not a url"), nullValue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "https://b.example/d?e='f' | https://b.example/d?e='f'",
                "//b.example/d?e='f' | https://b.example/d?e='f'",
                "/d/../e?f='g' | https://a.example/d/../e?f='g'",
                "d?e=f | https://a.example/b/d?e=f",
                "../d | https://a.example/d",
                "?e=f | https://a.example/b/c?e=f"
            })
    void redirectsKeepWhatTheySay(String location, String expected) {
        HttpUrl from = ExactUrl.parse("https://a.example/b/c?x='y'");
        assertThat(ExactUrl.resolve(from, location).toString(), is(expected));
    }

    @Test
    void redirectsToOtherSchemesLeadNowhere() {
        HttpUrl from = ExactUrl.parse("https://a.example/b");
        assertThat(ExactUrl.resolve(from, "file:///etc/hostname"), nullValue());
        assertThat(ExactUrl.resolve(from, "https://"), nullValue());
    }
}
