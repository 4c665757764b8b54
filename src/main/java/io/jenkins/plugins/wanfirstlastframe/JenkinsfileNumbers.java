package io.jenkins.plugins.wanfirstlastframe;

import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The model's numbers, which a Jenkinsfile gives as numbers and the step keeps as text, since a form may hold
 * {@code ${SEED}} in their place.
 */
final class JenkinsfileNumbers {

    private JenkinsfileNumbers() {}

    /** The step's arguments with texts for numbers. */
    static Map<String, Object> toTexts(Map<String, ?> arguments) {
        Map<String, Object> texts = new LinkedHashMap<>(arguments);
        for (Parameter parameter : Parameter.values()) {
            texts.computeIfPresent(
                    parameter.propertyName(), (name, value) -> value instanceof Number ? value.toString() : value);
        }
        return texts;
    }

    /** The step's arguments with numbers for the texts that are some. */
    static Map<String, Object> fromTexts(Map<String, ?> arguments) {
        Map<String, Object> numbers = new LinkedHashMap<>(arguments);
        Arrays.stream(Parameter.values())
                .filter(parameter -> !parameter.type().schemaType().equals("string"))
                .forEach(parameter -> numbers.computeIfPresent(
                        parameter.propertyName(), (name, value) -> fromText(parameter, value)));
        return numbers;
    }

    private static Object fromText(Parameter parameter, Object text) {
        try {
            return simplest(new BigDecimal(parameter.parse(text).toString()));
        } catch (IllegalArgumentException e) {
            return text; // such as ${SEED}
        }
    }

    /** The snippet generator writes no other kinds of numbers. */
    private static Number simplest(BigDecimal number) {
        BigDecimal plain = number.stripTrailingZeros();
        if (plain.scale() > 0) {
            return number.doubleValue();
        }
        long whole = plain.longValueExact();
        if (whole == (int) whole) {
            return (int) whole;
        }
        return whole;
    }
}
