package io.jenkins.plugins.wanfirstlastframe.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.ParameterType;
import java.math.BigDecimal;

/** The input schema, made from the one declaration of the parameters, and the check against it. */
final class SchemaCheck {

    private static final ObjectMapper JSON = new ObjectMapper();

    private SchemaCheck() {}

    /** What is wrong with an input, as the service lists it; empty if nothing is. */
    static ArrayNode problems(JsonNode input) {
        ArrayNode problems = JSON.createArrayNode();
        for (Parameter parameter : Parameter.values()) {
            JsonNode value = input.get(parameter.wireName());
            if (value == null) {
                if (parameter.required()) {
                    add(problems, parameter, "Field required", "missing");
                }
            } else if (!rightType(parameter.type(), value)) {
                add(problems, parameter, "Input should be a valid " + parameter.type().schemaType(), "type_error");
            } else {
                try {
                    parameter.parse(value.isNumber() ? value.decimalValue().toPlainString() : value.asText());
                } catch (IllegalArgumentException e) {
                    add(problems, parameter, "Input should be " + parameter.type().bounds(), "value_error");
                }
            }
        }
        return problems;
    }

    private static boolean rightType(ParameterType type, JsonNode value) {
        return switch (type.schemaType()) {
            case "integer" -> value.isIntegralNumber();
            case "float" -> value.isNumber();
            default -> value.isTextual();
        };
    }

    private static void add(ArrayNode problems, Parameter parameter, String message, String type) {
        ObjectNode problem = problems.addObject();
        problem.putArray("loc").add("body").add(parameter.wireName());
        problem.put("msg", message);
        problem.put("type", type);
    }

    /** The schema as the catalogue has it. */
    static ObjectNode schema() {
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
            Object value = parameter.parse(parameter.defaultText());
            if (value instanceof Long number) {
                property.put("default", number);
            } else if (value instanceof BigDecimal number) {
                property.put("default", number);
            } else {
                property.put("default", value.toString());
            }
            bounds(parameter.type(), property);
        }
        return schema;
    }

    private static void bounds(ParameterType type, ObjectNode property) {
        if (type instanceof ParameterType.TextChoice choice) {
            choice.values().forEach(property.putArray("enum")::add);
        } else if (type instanceof ParameterType.IntegerChoice choice) {
            choice.values().forEach(property.putArray("enum")::add);
        } else if (type instanceof ParameterType.IntegerRange range && range.minimum() != Long.MIN_VALUE) {
            property.put("minimum", range.minimum()).put("maximum", range.maximum());
        } else if (type instanceof ParameterType.DecimalRange range) {
            property.put("minimum", range.minimum()).put("maximum", range.maximum());
        }
    }
}
