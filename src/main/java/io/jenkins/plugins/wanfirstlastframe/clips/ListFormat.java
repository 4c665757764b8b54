package io.jenkins.plugins.wanfirstlastframe.clips;

import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The names that a clip list is written with. */
final class ListFormat {

    /** What holds for every clip that says nothing else. */
    static final String DEFAULTS = "defaults";

    /** The clips themselves. */
    static final String CLIPS = "clips";

    /** What a clip is called. */
    static final String NAME = "name";

    /** A clip's file. */
    static final String OUTPUT = "output";

    /** The parameters by the names that they have in Jenkinsfiles and scripts. */
    static final Map<String, Parameter> PARAMETERS = parameters();

    /** All that a clip may say. */
    static final List<String> OF_CLIP = Stream.of(Stream.of(NAME), PARAMETERS.keySet().stream(), Stream.of(OUTPUT))
            .flatMap(names -> names)
            .toList();

    private ListFormat() {}

    private static Map<String, Parameter> parameters() {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        Arrays.stream(Parameter.values()).forEach(parameter -> parameters.put(parameter.propertyName(), parameter));
        return Collections.unmodifiableMap(parameters);
    }
}
