package io.jenkins.plugins.wanfirstlastframe.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import java.util.StringJoiner;
import picocli.CommandLine.Command;

/** {@code wan parameters}: the model's input, as a table. */
@Command(name = "parameters", description = "List the model's input: options, names in scripts, bounds and defaults.")
final class ParametersCommand extends CommandBase {

    private static final String ROW = "%-20s  %-16s  %-18s  %-14s  %s";

    ParametersCommand(Console console) {
        super(console);
    }

    @Override
    int run() {
        StringJoiner table = new StringJoiner(System.lineSeparator());
        table.add(ROW.formatted("option", "in scripts", "on the wire", "default", "must be"));
        ObjectNode json = Json.status("ok");
        ArrayNode all = json.putArray("parameters");
        for (Parameter parameter : Parameter.values()) {
            String standard = parameter.required() ? "(required)" : parameter.defaultText();
            table.add(ROW.formatted(
                    parameter.optionName(),
                    parameter.propertyName(),
                    parameter.wireName(),
                    standard,
                    parameter.type().bounds()));
            all.addObject()
                    .put("option", parameter.optionName())
                    .put("property", parameter.propertyName())
                    .put("wireName", parameter.wireName())
                    .put("title", parameter.title())
                    .put("required", parameter.required())
                    .put("default", parameter.defaultText())
                    .put("bounds", parameter.type().bounds())
                    .put("help", parameter.help());
        }
        return tell(table.toString(), json);
    }
}
