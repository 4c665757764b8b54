package io.jenkins.plugins.wanfirstlastframe.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationEngine;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * A script's share of what this Jenkins may do at once and spend: so many places among the requests, and the money that the
 * script may spend at most. It has both from its begin to its end, and its own process keeps to them; so limits hold without
 * that process asking for each request, which it could not do while its agent is away.
 */
@Restricted(NoExternalUse.class)
public final class ScriptShare {

    private final GenerationService service;
    private final Run<?, ?> run;
    private final String id;
    private final GenerationEngine.Places places;
    private final AtomicBoolean over = new AtomicBoolean();

    private ScriptShare(GenerationService service, Run<?, ?> run, String id, GenerationEngine.Places places) {
        this.service = service;
        this.run = run;
        this.id = id;
        this.places = places;
    }

    /**
     * Sets money aside, and asks for places. What was set aside under the id before is replaced.
     *
     * @param id tells scripts apart, also after a restart
     * @throws AbortException if the money isn't there, with the reason; then nothing is set aside
     */
    public static ScriptShare ask(Run<?, ?> run, String id, ScriptSettings settings) throws AbortException {
        GenerationService service = GenerationService.get();
        List<Spending.Limit> limits;
        try {
            limits = MoneyLimits.ofDay(run, service.spending());
        } catch (DayLimits.UnreadableLimitException e) {
            throw new AbortException("Nothing was run: " + e.getMessage()
                    + " Until an administrator corrects it, nothing may be spent.");
        }
        BigDecimal max = settings.maxUsd().orElse(null);
        if (max == null && !limits.isEmpty()) {
            throw new AbortException("Nothing was run: " + limits.get(0).name() + " is "
                    + limits.get(0).max().toPlainString()
                    + " USD, and nobody knows beforehand what a script costs. Give the step maxUsd, the most that it may"
                    + " spend: that much is set aside while it runs.");
        }
        if (max != null) {
            try {
                service.spending().reserve(id, run, max, limits);
            } catch (Spending.LimitException e) {
                throw new AbortException("Nothing was run: " + e.getMessage()
                        + " A script's maxUsd is set aside as a whole while it runs.");
            } catch (IOException e) {
                throw new AbortException("Nothing was run: what the script may spend can't be written down ("
                        + PlainText.oneLine(e.getMessage(), 200) + ").");
            }
        }
        return begun(new ScriptShare(service, run, id, service.reserve(settings.maxConcurrent())));
    }

    private static ScriptShare begun(ScriptShare share) {
        share.service
                .scripts()
                .computeIfAbsent(share.run, run -> ConcurrentHashMap.newKeySet())
                .add(share);
        return share;
    }

    /** The share of a script that went on while this Jenkins was away; its money is still set aside. */
    public static ScriptShare resume(Run<?, ?> run, String id, int places) {
        GenerationService service = GenerationService.get();
        return begun(new ScriptShare(service, run, id, service.resume(places)));
    }

    /** The build is over, and nobody follows its scripts any more: what they may spend counts as spent. */
    static void endAll(GenerationService service, Run<?, ?> run) {
        Set<ScriptShare> left = service.scripts().remove(run);
        if (left != null) {
            left.forEach(share -> share.settle(null));
        }
    }

    /**
     * Notes what a script has spent that its build had left behind, in the place of what it could have spent.
     *
     * @param usd in US dollars
     */
    public static void correct(Run<?, ?> run, String id, BigDecimal usd) {
        GenerationService.get().spending().settle(id, run, usd, true);
    }

    /** The same of a script whose build is deleted; where nothing was set aside for it, that is forgotten. */
    public static void correct(String id, BigDecimal usd) {
        GenerationService.get().spending().correct(id, usd);
    }

    /** What to tell where the places aren't given at once. */
    public static String waiting(ScriptSettings settings) {
        return "Waiting for " + settings.maxConcurrent()
                + " places among the requests of this Jenkins, which the script has while it runs (maxConcurrent).";
    }

    /** How many places there are, once they are given: as many as the settings ask for, or as there are at all. */
    public CompletableFuture<Integer> places() {
        return places.given();
    }

    /** The script never ran: everything is given back. */
    public void withdraw() {
        settle(BigDecimal.ZERO);
    }

    /**
     * The script is over: its places are given back, and what is left of its money. Of further calls those count that know
     * what it has spent: its build may have ended before.
     *
     * @param usd what it has spent, in US dollars; null where nobody knows, so that what was set aside counts
     */
    public void settle(@CheckForNull BigDecimal usd) {
        boolean first = over.compareAndSet(false, true);
        if (first) {
            Set<ScriptShare> others = service.scripts().get(run);
            if (others != null) {
                others.remove(this);
            }
            places.close();
        }
        if (first || usd != null) {
            service.spending().settle(id, run, usd, true);
        }
    }
}
