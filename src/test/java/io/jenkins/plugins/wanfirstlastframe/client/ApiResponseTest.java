package io.jenkins.plugins.wanfirstlastframe.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiResponseTest {

    private static ApiResponse response(String json) {
        return ApiResponse.parse(json.replace('\'', '"')).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'detail': 'Not allowed'} | Not allowed",
                "{'detail': {'message': 'Not allowed', 'code': 7}} | Not allowed",
                "{'detail': {'reason': {'text': 'Not allowed'}}} | Not allowed",
                "{'detail': ['Not allowed', 'Not this either']} | Not allowed; Not this either",
                "{'detail': [{'loc': ['body', '6_text'], 'msg': 'Not allowed'}]} | Prompt: Not allowed",
                "{'detail': {'code': 'content_policy', 'image': 2}} | code: content_policy; image: 2",
                "{'error': {'type': 'policy', 'message': 'Not allowed'}} | Not allowed",
                "{'error': ['a', {'msg': 'b'}]} | a; b",
                "{'message': 'Not allowed', 'detail': 'x'} | Not allowed",
                "{'error_message': '', 'message': null, 'error': false, 'detail': 'Not allowed'} | Not allowed"
            })
    void reasonsAreFoundInEveryForm(String json, String reason) {
        assertThat(response(json).errorMessage(), is(Optional.of(reason)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'detail': null}", "{'detail': []}", "{'detail': {'a': {}}}", "{'error': ' '}"})
    void noReasonIsMadeUp(String json) {
        assertThat(response(json).errorMessage(), is(Optional.empty()));
    }

    @Test
    void reasonsAreBounded() {
        String many = "['x', ".repeat(500) + "'y'" + "]".repeat(500);
        assertThat(response("{'detail': " + many + "}").schemaProblems().size() <= 20, is(true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'https://a/v.mp4' | https://a/v.mp4",
                "{'video': 'https://a/v.mp4'} | https://a/v.mp4",
                "{'video': {'url': 'https://a/v'}} | https://a/v",
                "{'videos': ['https://a/p.png', 'https://a/v.mp4']} | https://a/v.mp4",
                "{'videos': ['https://a/poster.JPG?x=v.mp4', 'https://a/v?x=1']} | https://a/v?x=1",
                "{'video': 'https://a/v.mp4', 'videos': ['https://a/v.mp4', 'https://a/w.mp4']} | https://a/v.mp4 https://a/w.mp4",
                "{'image': 'https://a/p', 'images': ['https://a/clip.mp4']} | https://a/clip.mp4",
                "{'files': [{'href': 'https://a/clip.mov'}, {'href': 'https://a/notes.json'}]} | https://a/clip.mov",
                "['https://a/one', null, '', 'https://a/two.mp4'] | https://a/one https://a/two.mp4",
                "{'video': '../v.mp4'} | ../v.mp4"
            })
    void videosAreToldFromOtherFilesByTheirNames(String output, String urls) {
        assertThat(response("{'output': " + output + "}").videos(), is(List.of(urls.split(" "))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "null",
                "''",
                "[]",
                "[null]",
                "{'video': null}",
                "{'videos': [null, '']}",
                "{'images': ['https://a/p.png']}"
            })
    void anOutputCanBeWithoutAVideo(String output) {
        assertThat(response("{'output': " + output + "}").videos(), is(List.of()));
    }

    @Test
    void otherFilesAreCounted() {
        String output = "{'videos': ['https://a/v.mp4', 'https://a/p.png'], 'log': {'url': 'https://a/l.txt'}}";
        assertThat(response("{'output': " + output + "}").outputFiles().size(), is(3));
    }

    @ParameterizedTest
    @CsvSource({
        "'2026-10-21T07:28:00Z'",
        "'2026-10-21T07:28:00.000000+00:00'",
        "'2026-10-21 09:28:00+0200'",
        "'2026-10-21T07:28:00'",
        "'2026-10-21t07:28:00z'"
    })
    void timesAreReadInEveryForm(String time) {
        assertThat(response("{'at': '" + time + "'}").time("at"), is(Instant.parse("2026-10-21T07:28:00Z")));
    }

    @Test
    void timesMayBeNumbersAndMayBeMissing() {
        Instant expected = Instant.ofEpochSecond(1_792_567_680);
        assertThat(response("{'at': 1792567680}").time("at"), is(expected));
        assertThat(response("{'at': 1792567680000}").time("at"), is(expected));
        assertThat(response("{'at': 'yesterday'}").time("at"), nullValue());
        assertThat(response("{}").time("at"), nullValue());
    }
}
