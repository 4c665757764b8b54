package io.jenkins.plugins.wanfirstlastframe.bench;

import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.client.RequestStatus;
import io.jenkins.plugins.wanfirstlastframe.client.RunComfyClient;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceException;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import io.jenkins.plugins.wanfirstlastframe.generation.DeliveredVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery;
import io.jenkins.plugins.wanfirstlastframe.generation.Generation;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.PollPlan;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.time.Duration;
import java.util.List;
import okhttp3.OkHttpClient;

/** Follows requests at a sandbox until it knows that they are done, on a virtual clock. */
final class Poller {

    private static final Duration TIMEOUT = Duration.ofHours(1);

    private final Sandbox sandbox;
    private final VirtualClock clock;
    private final RunComfyClient client;

    Poller(Sandbox sandbox, VirtualClock clock, OkHttpClient http) {
        this.sandbox = sandbox;
        this.clock = clock;
        this.client = new RunComfyClient(ServiceUrl.parse(sandbox.baseUrl()), sandbox::token, http, "wan-bench", clock);
    }

    /**
     * What following a request came to.
     *
     * @param lag from the request's end until that was known
     * @param calls how often its status was asked for
     */
    record Followed(Duration lag, int calls) {}

    /** As a plain poller does it: at a fixed interval. */
    Followed plain(VirtualRequest request, Duration interval) throws ServiceException {
        int before = sandbox.count(Route.STATUS);
        RequestId id = client.submit(request.input());
        VirtualRequest.AtSandbox there = request.new AtSandbox(sandbox, clock, id.value());
        do {
            there.pass(interval);
        } while (client.status(id).state() != RequestStatus.State.COMPLETED);
        return new Followed(there.lag(), sandbox.count(Route.STATUS) - before);
    }

    /** As this project does it, by a plan; the plan learns how long the request ran. */
    Followed planned(VirtualRequest request, PollPlan plan) {
        int before = sandbox.count(Route.STATUS);
        GenerationState state = GenerationState.forInput(request.input(), clock.instant(), TIMEOUT);
        Generation generation = new Generation(state, client, new NoDelivery(), progress -> {}, plan, clock);
        Duration wait = generation.advance().orElseThrow();
        RequestId id = generation.state().requestId().orElseThrow();
        VirtualRequest.AtSandbox there = request.new AtSandbox(sandbox, clock, id.value());
        do {
            there.pass(wait);
            wait = generation.advance().orElseThrow();
        } while (generation.state().lastStatus().orElseThrow().state() != RequestStatus.State.COMPLETED);
        Followed followed = new Followed(there.lag(), sandbox.count(Route.STATUS) - before);
        generation.advance(); // the result, from which the plans of later requests learn
        return followed;
    }

    private static final class NoDelivery implements Delivery {
        @Override
        public List<DeliveredVideo> deliver(List<String> urls, GenerationState state) {
            throw new IllegalStateException("nobody follows the request that far");
        }

        @Override
        public void cancel() {
            throw new IllegalStateException("nobody aborts the request");
        }
    }
}
