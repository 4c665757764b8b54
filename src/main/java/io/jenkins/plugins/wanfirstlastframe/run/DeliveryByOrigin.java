package io.jenkins.plugins.wanfirstlastframe.run;

import io.jenkins.plugins.wanfirstlastframe.generation.DeliveredVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Origin;
import java.util.List;

/** Copies an earlier video or, once it has turned out that this can't be done, fetches the one that was made instead. */
record DeliveryByOrigin(Delivery earlier, Delivery made) implements Delivery {

    @Override
    public String lane() {
        return made.lane();
    }

    @Override
    public List<DeliveredVideo> deliver(List<String> urls, GenerationState state)
            throws DeliveryPostponedException, DeliveryException, InterruptedException {
        return (state.origin() == Origin.EARLIER_VIDEO ? earlier : made).deliver(urls, state);
    }

    @Override
    public void cancel() {
        earlier.cancel();
        made.cancel();
    }
}
