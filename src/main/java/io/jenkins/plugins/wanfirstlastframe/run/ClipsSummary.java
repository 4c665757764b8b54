package io.jenkins.plugins.wanfirstlastframe.run;

import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.clips.ClipResult;
import io.jenkins.plugins.wanfirstlastframe.clips.ClipTable;
import io.jenkins.plugins.wanfirstlastframe.clips.JUnitReport;
import io.jenkins.plugins.wanfirstlastframe.delivery.WorkspaceReport;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** Shows what became of the clips of a list: as a table in the console and, where that is wanted, as a test report. */
final class ClipsSummary {

    private final StepHost host;
    private final ClipsOrder order;
    private final StepConsole console;

    ClipsSummary(StepHost host, ClipsOrder order, StepConsole console) {
        this.host = host;
        this.order = order;
        this.console = console;
    }

    /**
     * Shows it. Only the report may be missing, which the console is told.
     *
     * @throws IOException if the console can't be found
     */
    void show(List<ClipResult> results) throws IOException, InterruptedException {
        PrintStream lines = host.console().getLogger();
        ClipTable.text(results).lines().forEach(lines::println);
        if (!order.junit().isEmpty()) {
            Optional<String> problem =
                    WorkspaceReport.write(order.junit(), JUnitReport.xml(order.suite(), results), host.workspace());
            problem.ifPresent(clause -> console.tell("Only the report is missing: it can't be written to "
                    + PlainText.oneLine(order.junit(), 160) + " (" + clause + ")."));
        }
    }
}
