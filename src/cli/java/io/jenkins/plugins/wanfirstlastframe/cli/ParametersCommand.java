package io.jenkins.plugins.wanfirstlastframe.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import picocli.CommandLine.Command;

/** {@code wan parameters}: the model's input, as a table. */
@Command(name = "parameters", description = "List the model's input: options, names in scripts, bounds and defaults.")
final class ParametersCommand extends ResultCommand {

    private static final String ROW = "%-20s  %-16s  %-18s  %-14s  %s";

    ParametersCommand(Console console) {
        super(console);
    }

    /** What {@code --json} prints. */
    private record JsonParameters(String status, List<JsonParameter> parameters) {}

    /** One parameter of the model. */
    private record JsonParameter(
            String option,
            String property,
            String wireName,
            String title,
            boolean required,
            @JsonProperty("default") String standard,
            String bounds,
            String help) {}

    @Override
    public Integer call() {
        StringJoiner table = new StringJoiner(System.lineSeparator());
        table.add(ROW.formatted("option", "in scripts", "on the wire", "default", "must be"));
        List<JsonParameter> all = new ArrayList<>();
        for (Parameter parameter : Parameter.values()) {
            String standard = parameter.required() ? "(required)" : parameter.defaultText();
            table.add(ROW.formatted(
                    parameter.optionName(),
                    parameter.propertyName(),
                    parameter.wireName(),
                    standard,
                    parameter.type().bounds()));
            all.add(new JsonParameter(
                    parameter.optionName(),
                    parameter.propertyName(),
                    parameter.wireName(),
                    parameter.title(),
                    parameter.required(),
                    parameter.defaultText(),
                    parameter.type().bounds(),
                    parameter.help()));
        }
        return tell(table.toString(), new JsonParameters("ok", all));
    }
}
