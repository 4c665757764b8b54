package io.jenkins.plugins.wanfirstlastframe.run;

import io.jenkins.plugins.wanfirstlastframe.delivery.FrameFiles;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Preparation;

/** Sets money aside once the frames are there: until then others may spend it. */
record FramesThenMoney(FrameFiles frames, SubmitCheck money) implements Preparation {

    @Override
    public Prepared prepare(GenerationState state) throws PreparationPostponedException, PreparationException {
        Prepared prepared = frames.prepare(state);
        try {
            money.prepare(state);
            return prepared;
        } catch (PreparationException | RuntimeException e) {
            prepared.close();
            throw e;
        }
    }
}
