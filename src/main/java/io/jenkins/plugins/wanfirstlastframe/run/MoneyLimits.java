package io.jenkins.plugins.wanfirstlastframe.run;

import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.WanFirstLastFrameConfiguration;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** The limits for what may be spent that hold for a build. */
final class MoneyLimits {

    private MoneyLimits() {}

    /** What a build may spend in all. */
    static Spending.Limit ofBuild(Run<?, ?> run, BigDecimal max) {
        String job = run.getParent().getFullName();
        return new Spending.Limit(
                max,
                "the limit of this build (maxUsd)",
                entry -> entry.job().equals(job) && entry.build() == run.getNumber());
    }

    /**
     * What the build's folders and this Jenkins may spend today; empty where nobody has set a limit.
     *
     * @throws DayLimits.UnreadableLimitException if one of them is no amount
     */
    static List<Spending.Limit> ofDay(Run<?, ?> run, Spending spending) throws DayLimits.UnreadableLimitException {
        List<Spending.Limit> limits = new ArrayList<>();
        for (DayLimits.FolderLimit folder : DayLimits.allOf(run.getParent())) {
            limits.add(new Spending.Limit(
                    folder.maxUsd(),
                    DayLimits.nameOf(folder.folder()),
                    entry -> entry.day().equals(spending.today()) && folder.holdsFor(entry.job())));
        }
        WanFirstLastFrameConfiguration.get()
                .maxPerDay()
                .ifPresent(max -> limits.add(new Spending.Limit(
                        max, DayLimits.OF_JENKINS, entry -> entry.day().equals(spending.today()))));
        return limits;
    }
}
