package io.jenkins.plugins.wanfirstlastframe.run;

import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.ModelInfo;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Preparation;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Sets aside what a request will cost just before it is submitted, and refuses what limits forbid. */
final class SubmitCheck implements Preparation {

    private final Run<?, ?> run;
    private final Claim claim;
    private final Spending spending;
    private final Supplier<Optional<ModelInfo>> model;

    /**
     * A check for one request.
     *
     * @param model the catalogue's entry; asks for it, once and not for long, where nobody has yet
     */
    SubmitCheck(Run<?, ?> run, Claim claim, Spending spending, Supplier<Optional<ModelInfo>> model) {
        this.run = run;
        this.claim = claim;
        this.spending = spending;
        this.model = model;
    }

    @Override
    public Prepared prepare(GenerationState state) throws PreparationException {
        GenerationInput input = state.input().orElseThrow();
        Optional<BigDecimal> price = model.get().flatMap(known -> known.pricePerVideo(input));
        List<Spending.Limit> limits = limitsOrRefusal();
        if (price.isEmpty()) {
            if (!limits.isEmpty()) {
                throw new PreparationException(
                        Failure.Kind.LIMIT,
                        limits.get(0).name() + " is " + limits.get(0).max().toPlainString()
                                + " USD, and RunComfy's catalogue does not say what a video costs.",
                        "Try again later, or do without the limit.");
            }
            return Prepared.NOTHING;
        }
        try {
            spending.reserve(claim.id(), run, price.get(), limits);
        } catch (Spending.LimitException e) {
            throw new PreparationException(
                    Failure.Kind.LIMIT, e.getMessage(), "Raise the limit if the video is worth it.");
        } catch (IOException e) {
            throw new PreparationException(
                    Failure.Kind.INTERNAL,
                    "what it costs can't be written down (" + PlainText.oneLine(e.getMessage(), 200) + ").",
                    "Mend that, then run it again.");
        }
        return Prepared.NOTHING;
    }

    private List<Spending.Limit> limitsOrRefusal() throws PreparationException {
        try {
            return limits();
        } catch (DayLimits.UnreadableLimitException e) {
            throw new PreparationException(
                    Failure.Kind.LIMIT, e.getMessage(), "Until an administrator corrects it, nothing may be spent.");
        }
    }

    private List<Spending.Limit> limits() throws DayLimits.UnreadableLimitException {
        List<Spending.Limit> limits = new ArrayList<>();
        claim.record().settings().maxUsd().ifPresent(max -> limits.add(MoneyLimits.ofBuild(run, max)));
        limits.addAll(MoneyLimits.ofDay(run, spending));
        return limits;
    }

    /** Notes what became of the money when a request's life on this side is over. */
    void settle(GenerationState state) {
        if (state.origin().isFree()) {
            return;
        }
        spending.settle(
                claim.id(),
                run,
                state.isUnpaid() ? BigDecimal.ZERO : state.costUsd().orElse(null),
                state.submittedHere());
    }
}
