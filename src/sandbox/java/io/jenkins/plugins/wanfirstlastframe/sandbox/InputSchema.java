package io.jenkins.plugins.wanfirstlastframe.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.ImageSource;
import io.jenkins.plugins.wanfirstlastframe.client.InvalidInputException;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.ParameterType;
import io.jenkins.plugins.wanfirstlastframe.client.ParameterType.DecimalRange;
import io.jenkins.plugins.wanfirstlastframe.client.ParameterType.IntegerChoice;
import io.jenkins.plugins.wanfirstlastframe.client.ParameterType.IntegerRange;
import io.jenkins.plugins.wanfirstlastframe.client.ParameterType.TextChoice;
import java.math.BigDecimal;
import java.util.List;

/**
 * The input schema, made from the one declaration of the parameters, and the check against it. The check is that of the
 * service's schema and no other: it takes nothing that the page does not, such as {@code 720x720} for {@code 720x720
 * (1:1)}, and any string for an image.
 */
final class InputSchema {

    private static final ObjectMapper JSON = new ObjectMapper();

    private InputSchema() {}

    /** What is wrong with an input, as the service lists it; empty if nothing is. Further properties are let pass. */
    static ArrayNode problems(JsonNode input) {
        ArrayNode problems = JSON.createArrayNode();
        for (Parameter parameter : Parameter.values()) {
            JsonNode value = input.get(parameter.wireName());
            if (value != null) {
                check(problems, parameter, value);
            } else if (parameter.required()) {
                add(problems, parameter, "Field required", "missing");
            }
        }
        return problems;
    }

    private static void check(ArrayNode problems, Parameter parameter, JsonNode value) {
        ParameterType type = parameter.type();
        if (!isOfType(type.schemaType(), value)) {
            switch (type.schemaType()) {
                case "integer" -> add(problems, parameter, "Input should be a valid integer", "int_type");
                case "float" -> add(problems, parameter, "Input should be a valid number", "float_type");
                default -> add(problems, parameter, "Input should be a valid string", "string_type");
            }
        } else if (type instanceof TextChoice choice && !choice.values().contains(value.textValue())) {
            add(problems, parameter, "Input should be " + quoted(choice.values()), "enum");
        } else if (type instanceof IntegerChoice choice && !isOneOf(choice.values(), value)) {
            add(problems, parameter, "Input should be " + type.bounds(), "enum");
        } else if (type instanceof IntegerRange range) {
            checkRange(
                    problems,
                    parameter,
                    value,
                    BigDecimal.valueOf(range.minimum()),
                    BigDecimal.valueOf(range.maximum()));
        } else if (type instanceof DecimalRange range) {
            checkRange(problems, parameter, value, range.minimum(), range.maximum());
        }
    }

    private static boolean isOfType(String type, JsonNode value) {
        return switch (type) {
            case "integer" -> value.isIntegralNumber();
            case "float" -> value.isNumber();
            default -> value.isTextual();
        };
    }

    private static String quoted(List<String> values) {
        return "'" + String.join("', '", values) + "'";
    }

    private static boolean isOneOf(List<Long> values, JsonNode value) {
        return value.canConvertToLong() && values.contains(value.longValue());
    }

    private static void checkRange(
            ArrayNode problems, Parameter parameter, JsonNode value, BigDecimal minimum, BigDecimal maximum) {
        // an integer may be longer than any double is exact; a decimal may be infinite
        boolean below = value.isIntegralNumber()
                ? value.decimalValue().compareTo(minimum) < 0
                : value.doubleValue() < minimum.doubleValue();
        boolean above = value.isIntegralNumber()
                ? value.decimalValue().compareTo(maximum) > 0
                : value.doubleValue() > maximum.doubleValue();
        if (below) {
            add(problems, parameter, "Input should be greater than or equal to " + minimum, "greater_than_equal");
        } else if (above) {
            add(problems, parameter, "Input should be less than or equal to " + maximum, "less_than_equal");
        }
    }

    /** @param parameter null for a problem of the body as a whole */
    static void add(ArrayNode problems, @CheckForNull Parameter parameter, String message, String type) {
        ObjectNode problem = problems.addObject();
        ArrayNode place = problem.putArray("loc").add("body");
        if (parameter != null) {
            place.add(parameter.wireName());
        }
        problem.put("msg", message);
        problem.put("type", type);
    }

    /** The input with its defaults. A service has no files of whoever asks. */
    static GenerationInput input(JsonNode json) throws InvalidInputException {
        GenerationInput.Builder input = GenerationInput.builder();
        for (Parameter parameter : Parameter.values()) {
            JsonNode value = json.get(parameter.wireName());
            String text = value == null ? null : value.asText();
            input.set(parameter, text != null && isFile(parameter, text) ? "file:" + text : text);
        }
        return input.build();
    }

    private static boolean isFile(Parameter parameter, String text) {
        try {
            return parameter.type() instanceof ParameterType.Image
                    && ImageSource.parse(text) instanceof ImageSource.ImageFile;
        } catch (IllegalArgumentException e) {
            return false; // told as a problem of its own
        }
    }

    /** The schema as the catalogue has it. */
    static ObjectNode json() {
        ObjectNode schema = JSON.createObjectNode();
        schema.put("type", "object");
        ArrayNode required = schema.putArray("required");
        ObjectNode properties = schema.putObject("properties");
        for (Parameter parameter : Parameter.values()) {
            if (parameter.required()) {
                required.add(parameter.wireName());
            }
            ObjectNode property = properties.putObject(parameter.wireName());
            property.put("title", parameter.title());
            property.put("type", parameter.type().schemaType());
            property.set("default", JSON.valueToTree(parameter.parse(parameter.defaultText())));
            addBounds(parameter.type(), property);
        }
        return schema;
    }

    private static void addBounds(ParameterType type, ObjectNode property) {
        if (type instanceof TextChoice choice) {
            choice.values().forEach(property.putArray("enum")::add);
        } else if (type instanceof IntegerChoice choice) {
            choice.values().forEach(property.putArray("enum")::add);
        } else if (type instanceof IntegerRange range && range.minimum() != Long.MIN_VALUE) {
            property.put("minimum", range.minimum()).put("maximum", range.maximum());
        } else if (type instanceof DecimalRange range) {
            property.put("minimum", range.minimum()).put("maximum", range.maximum());
        }
    }
}
