package io.jenkins.plugins.wanfirstlastframe.clips;

import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.clips.ClipResult.State;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * What became of many clips, as a report that whatever shows test results can read: a clip is a test case, one that failed is
 * a failure, and one that was not submitted is skipped.
 */
public final class JUnitReport {

    /** Nothing that a report holds is longer; what is longer all the same is cut. */
    private static final int MAX_TEXT = 10_000;

    private final XMLStreamWriter xml;

    private JUnitReport(XMLStreamWriter xml) {
        this.xml = xml;
    }

    /**
     * The report as an XML document in UTF-8.
     *
     * @param suite what the clips are together, such as the name of their list's file
     */
    public static byte[] xml(String suite, List<ClipResult> results) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            // the JDK's own, since what a class loader finds may differ
            XMLStreamWriter writer = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(bytes, "UTF-8");
            new JUnitReport(writer).write(suite, results);
            writer.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("clean texts always have a form in XML", e);
        }
        return bytes.toByteArray();
    }

    private void write(String suite, List<ClipResult> results) throws XMLStreamException {
        xml.writeStartDocument("UTF-8", "1.0");
        newLine();
        xml.writeStartElement("testsuite");
        attribute("name", suite);
        attribute("tests", String.valueOf(results.size()));
        attribute("failures", count(results, State.FAILED));
        attribute("errors", "0");
        attribute("skipped", count(results, State.NOT_SUBMITTED));
        attribute("time", seconds(results.stream().map(ClipResult::elapsed).reduce(Duration.ZERO, Duration::plus)));
        for (ClipResult result : results) {
            newLine();
            xml.writeStartElement("testcase");
            attribute("classname", suite);
            attribute("name", result.name());
            attribute("time", seconds(result.elapsed()));
            end(result);
            xml.writeEndElement();
        }
        newLine();
        xml.writeEndElement();
        newLine();
        xml.writeEndDocument();
    }

    private void end(ClipResult result) throws XMLStreamException {
        Failure failure = result.failure();
        if (failure == null) {
            xml.writeStartElement("system-out");
            text((result.requestId() == null ? result.state().word() : "Request " + result.requestId()) + ": "
                    + result.file());
        } else if (result.state() == State.NOT_SUBMITTED) {
            xml.writeStartElement("skipped");
            attribute("message", failure.message());
        } else {
            xml.writeStartElement("failure");
            attribute("type", failure.kind().name().toLowerCase(Locale.ROOT));
            attribute("message", failure.what());
            text(failure.message());
        }
        xml.writeEndElement();
    }

    private void newLine() throws XMLStreamException {
        xml.writeCharacters("\n");
    }

    private void attribute(String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, clean(value));
    }

    private void text(String text) throws XMLStreamException {
        xml.writeCharacters(clean(text));
    }

    /** XML has no form for some characters, not even an escaped one. */
    private static String clean(String text) {
        return PlainText.oneLine(text, MAX_TEXT);
    }

    private static String count(List<ClipResult> results, State state) {
        return String.valueOf(
                results.stream().filter(result -> result.state() == state).count());
    }

    private static String seconds(Duration time) {
        return BigDecimal.valueOf(time.toMillis(), 3).toPlainString();
    }
}
