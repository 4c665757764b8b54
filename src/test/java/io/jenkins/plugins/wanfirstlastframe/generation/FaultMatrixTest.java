package io.jenkins.plugins.wanfirstlastframe.generation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.FrameContent;
import io.jenkins.plugins.wanfirstlastframe.client.Frames;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.generation.FaultTable.Row;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault.Type;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fault at every call comes to what {@link FaultTable} says, and to nothing worse. */
class FaultMatrixTest {

    private static final Map<String, String> BILLING =
            Map.of("-", "", "yes", "BILLED", "no", "NOT_BILLED", "maybe", "MAY_BE_BILLED");

    @TempDir
    Path folder;

    /** The first call of a JVM loads half of it; the short time-outs are not for that. */
    @BeforeAll
    static void warmUp(@TempDir Path elsewhere) throws Exception {
        try (Sandbox sandbox = Rig.quick().start();
                Rig rig = new Rig(sandbox, elsewhere)) {
            rig.run(Rig.fresh(Rig.LONG));
        }
    }

    static Stream<Row> rows() {
        return FaultTable.rows();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void comesToWhatTheTableSays(Row row) throws Exception {
        try (Sandbox sandbox = Rig.quick().start();
                Rig rig = new Rig(sandbox, folder)) {
            boolean stalls = row.has(Type.STALL) || row.has(Type.STALL_AFTER);
            rig.callTimeout = stalls ? Rig.SHORT_CALL : rig.callTimeout;
            // ten of them count as "just after the submit"
            rig.interval = Duration.ofMillis(row.words().contains("just after") ? 300 : 30);
            sandbox.inject(row.faults().toArray(Fault[]::new));
            long begin = System.nanoTime();
            Outcome end = row.route() == Route.CANCEL
                    ? aborted(rig)
                    : row.has(Type.NO_DATA_URIS) ? withAFrameWithin(rig) : rig.run(Rig.fresh(timeout(row)));
            assertThat(Duration.ofNanos(System.nanoTime() - begin), lessThan(Duration.ofSeconds(15)));
            isAsExpected(row, end);
            checkSandbox(row, sandbox);
            assertThat(rig.files(), row.video() ? hasItem("clip.mp4") : empty());
            assertThat(String.join("\n", rig.told), not(containsString(sandbox.token())));
        }
    }

    private static Duration timeout(Row row) {
        return row.expected().equals("TIME_OUT") ? Duration.ofMillis(700) : Rig.LONG;
    }

    private static Outcome aborted(Rig rig) throws Exception {
        rig.sandbox.hold();
        RunningGeneration running = rig.start();
        rig.sandbox.awaitCount(Route.STATUS, 1);
        running.abort("Aborted by the test");
        return Rig.end(running);
    }

    private static Outcome withAFrameWithin(Rig rig) throws Exception {
        FrameContent frame = new FrameContent.Inline("image/png", Frames.plain(0x336699, "png"));
        Preparation preparation = state -> new Preparation.Prepared() {
            @Override
            public Map<Parameter, FrameContent> frames() {
                return Map.of(Parameter.START_IMAGE, frame);
            }
        };
        return Rig.end(rig.engine.start(rig.generation(Rig.fresh(Rig.LONG), preparation, rig.delivery(rig.target()))));
    }

    private static void isAsExpected(Row row, Outcome end) {
        if (end instanceof Outcome.Failed failed) {
            Failure failure = failed.failure();
            assertThat(failure.message(), failure.kind().name(), is(row.expected()));
            assertThat(failure.message(), failure.billing().name(), is(BILLING.get(row.billing())));
            failed.state().requestId().ifPresent(id -> assertThat(failure.message(), containsString(id.value())));
            assertThat(failure.message(), containsString(failure.billing().sentence()));
            assertThat(failure.message().chars().noneMatch(Character::isISOControl), is(true));
            assertThat(failure.message().length(), lessThan(1500));
        } else {
            assertThat(end.toString(), row.expected(), is("video"));
        }
    }

    private static void checkSandbox(Row row, Sandbox sandbox) {
        assertThat(sandbox.acceptedSubmits(), is(row.accepted()));
        switch (row.again()) {
            case "again" -> assertThat(sandbox.count(row.route()), greaterThan(1));
            case "once" -> assertThat(sandbox.count(row.route()), is(1));
            default -> assertThat(sandbox.count(row.route()), is(0));
        }
        for (Sandbox.Request request : sandbox.requests()) {
            boolean open = request.route() == Route.DOWNLOAD;
            assertThat(request.toString(), request.authorization() == null, is(open));
        }
        if (row.billing().equals("no") && row.accepted() == 1) {
            assertThat(sandbox.allRequests().get(0).state(), is("cancelled"));
        }
    }

    @Test
    void tableIsInTheDocumentation() throws Exception {
        StringBuilder text = new StringBuilder("""
                # What comes of a fault

                Each line is a test: `FaultMatrixTest` makes the sandbox go wrong like this, written as in `wan sandbox
                --fault`, and checks what comes of it. In all of them the request is accepted at most once, a failed run
                leaves no file behind, and the token goes to the service alone.

                "Made again" says whether the call is repeated by itself. A submit is repeated only where the service
                surely did not take the request: submitting is paid, and there is no way to send the same one twice safely.
                """);
        for (Route route : Route.values()) {
            if (rows().noneMatch(row -> row.route() == route)) {
                continue;
            }
            text.append("\n## ")
                    .append(route.text())
                    .append("\n\n| What happens | Fault | Result | Billed | Made again |\n")
                    .append("| --- | --- | --- | --- | --- |\n");
            rows().filter(row -> row.route() == route)
                    .forEach(row -> text.append("| ").append(line(row)).append(" |\n"));
        }
        CheckedFile.check("docs/faults.md", text.toString());
    }

    private static String line(Row row) {
        String faults = String.join(
                ", ", row.faults().stream().map(fault -> "`" + fault + "`").toList());
        String billed = row.video()
                ? "yes"
                : switch (Billing.valueOf(BILLING.get(row.billing()))) {
                    case BILLED -> "yes";
                    case NOT_BILLED -> "no";
                    case MAY_BE_BILLED -> "may be";
                    case UNAFFECTED ->
                        throw new IllegalArgumentException("a request's end says what is charged: " + row);
                };
        return String.join(
                " | ", row.words(), faults, row.expected(), billed, row.again().equals("again") ? "yes" : "no");
    }
}
