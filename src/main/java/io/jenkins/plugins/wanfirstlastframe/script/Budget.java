package io.jenkins.plugins.wanfirstlastframe.script;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Preparation.PreparationException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The most that the requests of a session may cost together. The price of each is set aside just before it is submitted, and
 * replaced by what it has cost when its life is over. Safe for many threads.
 */
final class Budget {

    @CheckForNull
    private final BigDecimal max;

    private final Function<GenerationInput, Optional<BigDecimal>> price;

    // guarded by this
    private final Map<Object, BigDecimal> byRequest = new HashMap<>();

    /**
     * A budget of which nothing is spent yet.
     *
     * @param max in US dollars; null for no limit
     * @param price what a video of an input costs; empty where nobody knows
     */
    Budget(@CheckForNull BigDecimal max, Function<GenerationInput, Optional<BigDecimal>> price) {
        this.max = max;
        this.price = price;
    }

    /**
     * Sets the price of a request aside; what was set aside for it before is replaced.
     *
     * @param request tells requests apart
     * @throws PreparationException if that is more than is left, or the price isn't known
     */
    void reserve(Object request, GenerationInput input) throws PreparationException {
        if (max == null) {
            return;
        }
        Optional<BigDecimal> known = price.apply(input);
        if (known.isEmpty()) {
            throw refused(
                    "RunComfy's catalogue does not say what a video costs.",
                    "Try again later, or do without the limit.");
        }
        synchronized (this) {
            BigDecimal spent = byRequest.entrySet().stream()
                    .filter(entry -> !entry.getKey().equals(request))
                    .map(Map.Entry::getValue)
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            if (spent.add(known.get()).compareTo(max) > 0) {
                throw refused(
                        spent.toPlainString() + " USD of it are spent or set aside, and this video costs "
                                + known.get().toPlainString() + " USD.",
                        "Raise the limit if the video is worth it.");
            }
            byRequest.put(request, known.get());
        }
    }

    private PreparationException refused(String why, String advice) {
        return new PreparationException(
                Failure.Kind.LIMIT,
                "the limit of this run (" + Settings.MAX_USD + ", maxUsd in Jenkins) is "
                        + String.valueOf(max == null ? "" : max.toPlainString()) + " USD: " + why,
                advice);
    }

    /** What is set aside for a request; null where there is no limit, or the request got none of it. */
    @CheckForNull
    synchronized BigDecimal setAside(Object request) {
        return byRequest.get(request);
    }

    /** Notes what became of the money when a request's life on this side is over. */
    synchronized void settle(Object request, GenerationState state) {
        if (!byRequest.containsKey(request)) {
            return;
        }
        if (state.isUnpaid()) {
            byRequest.put(request, BigDecimal.ZERO);
        } else {
            state.costUsd().ifPresent(cost -> byRequest.put(request, cost));
        }
    }
}
