package io.jenkins.plugins.wanfirstlastframe.run;

import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.WanFirstLastFrameConfiguration;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
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

    /** What the build's folders and this Jenkins may spend today; empty where nobody has set a limit. */
    static List<Spending.Limit> ofDay(Run<?, ?> run, Spending spending) {
        List<Spending.Limit> limits = new ArrayList<>();
        for (DayLimits.FolderLimit folder : DayLimits.allOf(run.getParent())) {
            limits.add(new Spending.Limit(
                    folder.maxUsd(),
                    "the limit of folder " + PlainText.oneLine(folder.folder(), 200) + " for a day",
                    entry -> entry.day().equals(spending.today()) && folder.holdsFor(entry.job())));
        }
        WanFirstLastFrameConfiguration.get()
                .maxPerDay()
                .ifPresent(max -> limits.add(new Spending.Limit(
                        max,
                        "the limit of this Jenkins for a day",
                        entry -> entry.day().equals(spending.today()))));
        return limits;
    }
}
