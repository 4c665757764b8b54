package io.jenkins.plugins.wanfirstlastframe.sandbox;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault.Type;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "submit:503*2",
                "status:429,retry-after=2",
                "status:429,retry-after=Wed\\, 21 Oct 2015 07:28:00 GMT",
                "status:503,retry-date=120**",
                "submit:400,code=400002,message=top up",
                "submit:error-in-200=400002",
                "submit:reset-unread",
                "download:truncate=1000",
                "download:reset,request=4711*3",
                "result:video=https://example.com/a?b=c&d=e",
                "submit:fail=a\\\\b\\*c\nd",
                "model:html=403"
            })
    void readsWhatItWrites(String text) {
        assertThat(Fault.parse(text).toString(), is(text));
    }

    @Test
    void readsEachPart() {
        Fault fault = Fault.parse("status:429,retry-after=2,message=slow\\, please*3");
        assertThat(
                fault,
                is(Fault.http(Route.STATUS, 429)
                        .with("retry-after", 2)
                        .with("message", "slow, please")
                        .times(3)));
        assertThat(fault.options(), is(Map.of("retry-after", "2", "message", "slow, please")));
        assertThat(Fault.parse("result:not-ready**").times(), is(Fault.FOR_EVER));
    }

    @ParameterizedTest
    @EnumSource(Type.class)
    void eachTypeHasATextForm(Type type) {
        Route route = type.routes.isEmpty() ? Route.STATUS : type.routes.get(0);
        String value =
                switch (type.kind) {
                    case NOTHING, TEXT_OR_NOTHING, STATUS_OR_NOTHING -> "";
                    case TEXT -> "x";
                    case NUMBER -> "7";
                    case SIGNED -> "-7";
                    case STATUS -> "500";
                };
        Fault fault = Fault.of(route, type, value);
        assertThat(Fault.parse(fault.toString()), is(fault));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "503                          | names no call; a fault starts with one of submit, status",
                "sumbit:503                   | names no call",
                "submit:                      | \"\" is no fault",
                "submit:crash                 | it must be an HTTP status or one of error-in-200, html",
                "submit:99                    | needs an HTTP status from 200 to 599",
                "submit:600                   | needs an HTTP status from 200 to 599",
                "submit:503*0                 | \"*0\" is no number of times",
                "submit:503*x                 | an asterisk inside a value is written \\*",
                "submit:503,retry=2           | \"retry\" is no option of submit:http",
                "submit:503,                  | \"\" is no option",
                "submit:503,code=x            | \"code\" needs a number",
                "submit:503,request=1             | \"request\" is no option of submit:http",
                "submit:reset,retry-after=2   | \"retry-after\" is no option of submit:reset",
                "download:truncate            | \"truncate\" needs a number",
                "download:truncate=many       | \"truncate\" needs a number",
                "download:error-in-200        | \"error-in-200\" needs a number",
                "result:video                 | \"video\" needs a value"
            })
    void saysWhatIsWrong(String text, String message) {
        var e = assertThrows(IllegalArgumentException.class, () -> Fault.parse(text));
        assertThat(e.getMessage(), containsString(message));
    }
}
