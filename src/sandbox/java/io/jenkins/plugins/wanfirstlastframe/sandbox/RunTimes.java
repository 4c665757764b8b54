package io.jenkins.plugins.wanfirstlastframe.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import java.time.Duration;

/** How long the sandbox's requests take: by size, length and steps as on a real machine, with a spread by the seed. */
final class RunTimes {

    /** Of a request of the defaults: 720x720, 81 frames, 20 steps. */
    private static final double USUAL_SECONDS = 40;

    private static final double USUAL_WORK = 720.0 * 720 * 81 * 20;
    private static final double SPREAD = 0.03;

    private RunTimes() {}

    static Duration of(JsonNode input) {
        String[] sides = text(input, Parameter.RESOLUTION).split(" ")[0].split("x");
        double work = Double.parseDouble(sides[0])
                * Double.parseDouble(sides[1])
                * Double.parseDouble(text(input, Parameter.NUMBER_OF_FRAMES))
                * Double.parseDouble(text(input, Parameter.STEPS));
        double spread = 1 + SPREAD * (Math.floorMod(text(input, Parameter.SEED).hashCode(), 201) - 100) / 100.0;
        return Duration.ofMillis((long) (1000 * USUAL_SECONDS * work / USUAL_WORK * spread));
    }

    private static String text(JsonNode input, Parameter parameter) {
        return input.path(parameter.wireName()).asText(parameter.defaultText());
    }
}
