package io.jenkins.plugins.wanfirstlastframe;

import hudson.AbortException;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.client.UnknownName;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.DescribableParameter;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;

/**
 * The step's arguments as Jenkinsfiles have them: numbers where the step keeps text, since a form may hold
 * {@code ${SEED}} in their place.
 */
final class StepArguments {

    private static final String MAX_USD = "maxUsd";

    private StepArguments() {}

    /** Makes a step of arguments that it knows. */
    interface Maker<S> {
        S make(Map<String, Object> known) throws Exception;
    }

    /**
     * Makes a step that remembers which of its arguments it doesn't know.
     *
     * @param remember tells the step what is wrong with its arguments, each a clause
     * @throws AbortException if a value is of a kind that the step can't take
     */
    static <S> S instantiate(
            Class<S> type, Map<String, Object> arguments, Maker<S> maker, BiConsumer<S, List<String>> remember)
            throws Exception {
        Set<String> names = names(type);
        Map<String, Object> known = new LinkedHashMap<>(arguments);
        List<String> problems = new ArrayList<>();
        for (String name : arguments.keySet()) {
            if (!names.contains(name)) {
                known.remove(name);
                problems.add(unknown(name, names));
            }
        }
        try {
            S step = maker.make(known);
            remember.accept(step, problems);
            return step;
        } catch (IllegalArgumentException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            problems.add(PlainText.oneLine(String.valueOf(cause.getMessage()), 200));
            throw new AbortException("Nothing was submitted: " + String.join("; ", problems) + ".");
        }
    }

    /** The arguments that a step knows. */
    static Set<String> names(Class<?> type) {
        return DescribableModel.of(type).getParameters().stream()
                .map(DescribableParameter::getName)
                .collect(Collectors.toSet());
    }

    private static String unknown(String name, Set<String> names) {
        if (name.equals(UninstantiatedDescribable.ANONYMOUS_KEY)) {
            return "All parameters must be given by name, such as credentialsId: '...'";
        }
        return UnknownName.sentence("parameter", name, names);
    }

    /** The step's arguments with texts for numbers. */
    static Map<String, Object> toTexts(Map<String, ?> arguments) {
        Map<String, Object> texts = new LinkedHashMap<>(arguments);
        for (Parameter parameter : Parameter.values()) {
            texts.computeIfPresent(
                    parameter.propertyName(), (name, value) -> value instanceof Number ? value.toString() : value);
        }
        texts.computeIfPresent(MAX_USD, (name, value) -> value instanceof Number ? plain(value) : value);
        return texts;
    }

    private static String plain(Object number) {
        return new BigDecimal(number.toString()).toPlainString();
    }

    /** The step's arguments with numbers for the texts that are some, without what the service does by itself. */
    static Map<String, Object> forSnippet(Map<String, ?> arguments) {
        Map<String, Object> numbers = new LinkedHashMap<>(arguments);
        Arrays.stream(Parameter.values()).forEach(parameter -> {
            if (!parameter.required() && parameter.defaultText().equals(arguments.get(parameter.propertyName()))) {
                numbers.remove(parameter.propertyName());
            } else if (!parameter.type().schemaType().equals("string")) {
                numbers.computeIfPresent(parameter.propertyName(), (name, value) -> fromText(parameter, value));
            }
        });
        numbers.computeIfPresent(MAX_USD, (name, value) -> number(value));
        return numbers;
    }

    /** The number that a text is; the text itself where it is none, such as {@code ${MAX_USD}}. */
    private static Object number(Object text) {
        try {
            return simplest(new BigDecimal(text.toString()));
        } catch (NumberFormatException e) {
            return text;
        }
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
