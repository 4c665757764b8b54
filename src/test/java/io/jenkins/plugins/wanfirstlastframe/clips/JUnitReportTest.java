package io.jenkins.plugins.wanfirstlastframe.clips;

import static io.jenkins.plugins.wanfirstlastframe.clips.ClipTableTest.failure;
import static io.jenkins.plugins.wanfirstlastframe.clips.ClipTableTest.made;
import static io.jenkins.plugins.wanfirstlastframe.clips.ClipTableTest.without;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.jenkins.plugins.wanfirstlastframe.clips.ClipResult.State;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

class JUnitReportTest {

    private static Element parsed(byte[] xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml)).getDocumentElement();
    }

    private static Element child(Element parent, String name, int index) {
        return (Element) parent.getElementsByTagName(name).item(index);
    }

    @Test
    void aClipIsATestWithItsTimeAndItsFailure() throws Exception {
        byte[] xml = JUnitReport.xml(
                "clips",
                List.of(
                        made("door"),
                        without("window", State.FAILED, failure("The request failed at RunComfy.")),
                        without("roof", State.NOT_SUBMITTED, failure("Not submitted."))));
        Element suite = parsed(xml);
        assertThat(suite.getTagName(), equalTo("testsuite"));
        assertThat(suite.getAttribute("name"), equalTo("clips"));
        assertThat(suite.getAttribute("tests"), equalTo("3"));
        assertThat(suite.getAttribute("failures"), equalTo("1"));
        assertThat(suite.getAttribute("skipped"), equalTo("1"));
        assertThat(suite.getAttribute("time"), equalTo("15.000"));
        Element door = child(suite, "testcase", 0);
        assertThat(door.getAttribute("classname"), equalTo("clips"));
        assertThat(door.getAttribute("name"), equalTo("door"));
        assertThat(door.getAttribute("time"), equalTo("12.000"));
        assertThat(child(door, "system-out", 0).getTextContent(), containsString("clips/door.mp4"));
        Element failed = child(child(suite, "testcase", 1), "failure", 0);
        assertThat(failed.getAttribute("type"), equalTo("job"));
        assertThat(failed.getAttribute("message"), equalTo("The request failed at RunComfy."));
        assertThat(failed.getTextContent(), equalTo("The request failed at RunComfy. It may be billed. Run it again."));
        Element skipped = child(child(suite, "testcase", 2), "skipped", 0);
        assertThat(skipped.getAttribute("message"), startsWith("Not submitted."));
        assertThat(suite.getElementsByTagName("failure").getLength(), equalTo(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "\" onload=\"x",
                "a & b; &lt; &unknown;",
                "]]>",
                "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>",
                "--><!--",
                "\u0000\u0001\u001b[31m\u0085\ufffe\uffff",
                "half \ud83d of a pair",
                "\udc36\ud83d",
                "whole 🐶 and 界",
                "a\r\nb\tc",
            })
    void whateverATextHoldsTheReportIsWellFormed(String text) throws Exception {
        ClipResult failed = without(text, State.FAILED, failure(text));
        Element suite = parsed(
                JUnitReport.xml(text, List.of(made(text), failed, without(text, State.NOT_SUBMITTED, failure(text)))));
        assertThat(suite.getElementsByTagName("testcase").getLength(), equalTo(3));
        assertThat(suite.getElementsByTagName("*").getLength(), equalTo(6));
        assertThat(suite.getElementsByTagName("failure").getLength(), equalTo(1));
    }

    @Test
    void textsOfAllScriptsSurvive() throws Exception {
        String name = "Tür 界 🐶 <&>\"'";
        Element suite = parsed(JUnitReport.xml("x", List.of(made(name))));
        assertThat(child(suite, "testcase", 0).getAttribute("name"), equalTo(name));
        assertThat(
                new String(JUnitReport.xml("x", List.of()), StandardCharsets.UTF_8),
                startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"x\" tests=\"0\""));
    }
}
