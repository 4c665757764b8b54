package io.jenkins.plugins.wanfirstlastframe.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What values a {@link Parameter} takes: how one is read from text, what is wrong with one, and how its bounds read in a
 * sentence. The variants are those of the model's input schema.
 */
public sealed interface ParameterType {

    /**
     * Reads a value from what a person or a form gave.
     *
     * @param text trimmed and not empty
     * @return a {@link String}, {@link Long} or {@link BigDecimal} according to the variant
     * @throws InvalidValueException with the rest of a sentence that starts with the parameter's title
     */
    Object parse(String text);

    /** The bounds, to stand after "must be" or in a table: {@code an integer from 12 to 24}. */
    Phrase limits();

    /** {@link #limits} in English. */
    default String bounds() {
        return limits().toString();
    }

    /** The type's name in the service's schema: {@code string}, {@code integer} or {@code float}. */
    String schemaType();

    /**
     * Puts a value of one of these types into a JSON object, a number as a number.
     *
     * @param value a {@link String}, {@link Long} or {@link BigDecimal}, as {@link #parse} gives it
     */
    static void write(ObjectNode json, String name, Object value) {
        if (value instanceof Long number) {
            json.put(name, number);
        } else if (value instanceof BigDecimal number) {
            json.put(name, number);
        } else {
            json.put(name, (String) value);
        }
    }

    /** An image the service can fetch: see {@link ImageSource}. */
    record Image() implements ParameterType {
        @Override
        public String parse(String text) {
            return ImageSource.parse(text).toString();
        }

        @Override
        public Phrase limits() {
            return Wording.IMAGE_BOUNDS.with();
        }

        @Override
        public String schemaType() {
            return "string";
        }
    }

    /** Free text. */
    record Text() implements ParameterType {
        @Override
        public String parse(String text) {
            int lone = PlainText.loneSurrogate(text);
            if (lone >= 0) {
                throw new InvalidValueException(Wording.HALF_CHARACTER.with(limits(), lone + 1));
            }
            return text;
        }

        @Override
        public Phrase limits() {
            return Wording.TEXT_BOUNDS.with();
        }

        @Override
        public String schemaType() {
            return "string";
        }
    }

    /**
     * One of a list of texts. The part before a remark in parentheses stands for the whole: {@code 1280x720} for
     * {@code 1280x720 (16:9)}.
     */
    record TextChoice(List<String> values) implements ParameterType {
        @Override
        public String parse(String text) {
            return values.stream()
                    .filter(value ->
                            value.equalsIgnoreCase(text) || withoutRemark(value).equalsIgnoreCase(text))
                    .findFirst()
                    .orElseThrow(() -> Bounds.outside(this));
        }

        /** {@code 1280x720} for {@code 1280x720 (16:9)}. */
        static String withoutRemark(String value) {
            int remark = value.indexOf(" (");
            return remark < 0 ? value : value.substring(0, remark);
        }

        @Override
        public Phrase limits() {
            return Wording.CHOICE_BOUNDS.with(String.join(", ", values));
        }

        @Override
        public String schemaType() {
            return "string";
        }
    }

    /** One of a list of integers. */
    record IntegerChoice(List<Long> values) implements ParameterType {
        @Override
        public Long parse(String text) {
            Long value = Bounds.integer(this, text);
            if (!values.contains(value)) {
                throw Bounds.outside(this);
            }
            return value;
        }

        @Override
        public Phrase limits() {
            return Wording.OR.with(
                    values.subList(0, values.size() - 1).stream()
                            .map(String::valueOf)
                            .collect(Collectors.joining(", ")),
                    values.get(values.size() - 1));
        }

        @Override
        public String schemaType() {
            return "integer";
        }
    }

    /** An integer between two bounds, both included. */
    record IntegerRange(long minimum, long maximum) implements ParameterType {
        @Override
        public Long parse(String text) {
            long value = Bounds.integer(this, text);
            if (value < minimum || value > maximum) {
                throw Bounds.outside(this);
            }
            return value;
        }

        @Override
        public Phrase limits() {
            return minimum == Long.MIN_VALUE && maximum == Long.MAX_VALUE
                    ? Wording.INTEGER_BOUNDS.with()
                    : Wording.INTEGER_RANGE.with(minimum, maximum);
        }

        @Override
        public String schemaType() {
            return "integer";
        }
    }

    /** A decimal number between two bounds, both included. */
    record DecimalRange(BigDecimal minimum, BigDecimal maximum) implements ParameterType {
        /** Longer texts are refused unread: parsing and comparing 1E999999999 would cost minutes. */
        private static final int MAX_TEXT = 40;

        @Override
        public BigDecimal parse(String text) {
            BigDecimal value;
            try {
                value = new BigDecimal(text.length() > MAX_TEXT ? "too long" : text);
            } catch (NumberFormatException e) {
                throw Bounds.outside(this, e);
            }
            if (value.compareTo(minimum) < 0 || value.compareTo(maximum) > 0) {
                throw Bounds.outside(this);
            }
            BigDecimal stripped = value.stripTrailingZeros();
            return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
        }

        @Override
        public Phrase limits() {
            return Wording.DECIMAL_RANGE.with(minimum.toPlainString(), maximum.toPlainString());
        }

        @Override
        public String schemaType() {
            return "float";
        }
    }
}
