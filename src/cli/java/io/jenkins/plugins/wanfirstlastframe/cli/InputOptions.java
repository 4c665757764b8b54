package io.jenkins.plugins.wanfirstlastframe.cli;

import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.ParameterType.IntegerChoice;
import io.jenkins.plugins.wanfirstlastframe.client.ParameterType.TextChoice;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options of the model's input, made from the one declaration of the parameters. */
final class InputOptions {

    private InputOptions() {}

    /** Adds an option for every parameter. All are optional to the parser: the input is checked as a whole. */
    static void addTo(CommandSpec command) {
        for (Parameter parameter : Parameter.values()) {
            command.addOption(OptionSpec.builder(parameter.optionName())
                    .type(String.class)
                    .order(parameter.ordinal() - Parameter.values().length)
                    .paramLabel(label(parameter))
                    .completionCandidates(candidates(parameter))
                    .description(description(parameter))
                    .build());
        }
    }

    private static String label(Parameter parameter) {
        return switch (parameter.type().schemaType()) {
            case "string" -> parameter == Parameter.RESOLUTION ? "WxH" : parameter == Parameter.PROMPT ? "TEXT" : "URL";
            default -> "N";
        };
    }

    private static List<String> candidates(Parameter parameter) {
        if (parameter.type() instanceof TextChoice choice) {
            return choice.values().stream().map(value -> value.split(" ")[0]).toList();
        }
        if (parameter.type() instanceof IntegerChoice choice) {
            return choice.values().stream().map(String::valueOf).toList();
        }
        return List.of();
    }

    private static String description(Parameter parameter) {
        String bounds = parameter.type().bounds();
        String text = parameter.help() + " " + bounds.substring(0, 1).toUpperCase(Locale.ROOT) + bounds.substring(1)
                + (parameter.required() ? "; required." : "; " + parameter.defaultText() + " unless given.");
        return text.replace("%", "%%");
    }

    /** What was given, unchecked. */
    static GenerationInput.Builder given(ParseResult parsed) {
        GenerationInput.Builder input = GenerationInput.builder();
        for (Parameter parameter : Parameter.values()) {
            input.set(parameter, parsed.matchedOptionValue(parameter.optionName(), (String) null));
        }
        return input;
    }

    /** Whether any of them was given. */
    static boolean any(ParseResult parsed) {
        return List.of(Parameter.values()).stream().anyMatch(p -> parsed.hasMatchedOption(p.optionName()));
    }
}
