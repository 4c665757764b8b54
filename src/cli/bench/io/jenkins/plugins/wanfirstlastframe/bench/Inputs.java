package io.jenkins.plugins.wanfirstlastframe.bench;

import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.InvalidInputException;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import java.util.List;

/** Inputs of the model. */
final class Inputs {

    private static final List<String> RESOLUTIONS =
            List.of("480x480 (1:1)", "480x720 (2:3)", "720x720 (1:1)", "540x960 (9:16)");
    private static final List<Integer> LENGTHS = List.of(81, 141);
    private static final List<Integer> STEPS = List.of(10, 20);

    private Inputs() {}

    /** How many kinds of requests there are, by size, length and steps. */
    static int kinds() {
        return RESOLUTIONS.size() * LENGTHS.size() * STEPS.size();
    }

    /** An input of one of the kinds, counted from 0. */
    static GenerationInput ofKind(int kind) {
        int length = kind / RESOLUTIONS.size();
        return input(
                RESOLUTIONS.get(kind % RESOLUTIONS.size()),
                LENGTHS.get(length % LENGTHS.size()),
                STEPS.get(length / LENGTHS.size()));
    }

    /** Whose earlier requests the plans go by. */
    static final ServiceUrl SERVICE = ServiceUrl.parse(ServiceUrl.DEFAULT);

    /** The model's defaults. */
    static GenerationInput usual() {
        return input("720x720 (1:1)", 81, 20);
    }

    private static GenerationInput input(String resolution, int frames, int steps) {
        try {
            return GenerationInput.builder()
                    .startImage(Parameter.START_IMAGE.defaultText())
                    .endImage(Parameter.END_IMAGE.defaultText())
                    .prompt(Parameter.PROMPT.defaultText())
                    .resolution(resolution)
                    .numberOfFrames(frames)
                    .steps(steps)
                    .build();
        } catch (InvalidInputException e) {
            throw new IllegalStateException(e);
        }
    }
}
