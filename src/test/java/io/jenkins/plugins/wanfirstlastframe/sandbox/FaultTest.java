package io.jenkins.plugins.wanfirstlastframe.sandbox;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.wanfirstlastframe.client.HostileText;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "submit:503*2",
                "status:429,retry-after=2",
                "download:truncate=1000",
                "result:error-in-200=500001**",
                "submit:400,code=400002,message=no money*3",
                "download:redirect=https://a.example/b?c=d",
                "cancel:stall-after",
                "download:short-length=-5",
                "status:word=warming_up"
            })
    void isWrittenAsItIsRead(String text) {
        assertThat(Fault.parse(text).toString(), is(text));
        assertThat(Fault.parse(Fault.parse(text).toString()), is(Fault.parse(text)));
    }

    @ParameterizedTest
    @EnumSource(Type.class)
    void everyTypeHasATextForm(Type type) {
        Fault fault = Fault.of(Route.SUBMIT, type, 200).times(Fault.FOR_EVER);
        assertThat(Fault.parse(fault.toString()), is(fault));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "submit",
                "submit:",
                "submit:,",
                "submit:*",
                "submit:boom",
                "nothing:503",
                "submit:503*0",
                "submit:999",
                "download:trickle",
                "download:truncate=many",
                "submit:400,code=x",
                "SUBMIT:503"
            })
    void refusesWithASentence(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> Fault.parse(text))
                .getMessage();
        assertThat(message, containsString(text.contains("x") ? "number" : ""));
        assertThat(message.endsWith("."), is(true));
    }

    @Test
    void survivesHostileText() {
        HostileText texts = new HostileText(20_261);
        for (int i = 0; i < 10_000; i++) {
            String text = (i % 2 == 0 ? "download:truncate" : "submit:503") + texts.next();
            try {
                Fault fault = Fault.parse(text);
                assertThat(text, Fault.parse(fault.toString()), is(fault));
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage().isEmpty(), is(false));
            }
        }
    }
}
