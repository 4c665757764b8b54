package io.jenkins.plugins.wanfirstlastframe.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.time.Duration;
import java.util.Locale;

/** Turns the records that {@code --json} prints into text. */
final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** An object in one line, with the record's components in their order. */
    static String text(Object object) {
        try {
            return MAPPER.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of texts and numbers always have a JSON form", e);
        }
    }

    /** How programs are told one of several kinds: the constant's name in lower case. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    @CheckForNull
    static Double seconds(@CheckForNull Duration duration) {
        return duration == null ? null : duration.toMillis() / 1000.0;
    }
}
