package io.jenkins.plugins.wanfirstlastframe.clips;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.clips.ClipResult.State;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClipTableTest {

    private static final String ID = "0c3e5d1c-9f0e-4d8e-8a1b-2f1f6f0f8a11";

    static ClipResult made(String name) {
        Duration second = Duration.ofSeconds(1);
        return new ClipResult(
                name,
                "clips/" + name + ".mp4",
                State.MADE,
                1,
                second.multipliedBy(12),
                second,
                null,
                ID,
                new BigDecimal("0.25"),
                null);
    }

    static ClipResult without(String name, State state, Failure failure) {
        return new ClipResult(
                name,
                name + ".mp4",
                state,
                state == State.FAILED ? 2 : 0,
                Duration.ofMillis(1500),
                null,
                null,
                state == State.FAILED ? ID : null,
                null,
                failure);
    }

    static Failure failure(String sentence) {
        return new Failure(Failure.Kind.JOB, sentence, null, Billing.MAY_BE_BILLED, "Run it again.");
    }

    @Test
    void eachClipHasALineAndTheLastOneIsTheSum() {
        String table = ClipTable.text(List.of(
                made("door"),
                without("a longer name", State.FAILED, failure("It failed.")),
                without("left out", State.NOT_SUBMITTED, failure("Not submitted."))));
        assertThat(
                table.lines().toList(),
                contains(
                        "name           state          tries    queued       ran       USD  request id                            file",
                        "door           made               1       1 s         -      0.25  " + ID + "  clips/door.mp4",
                        "a longer name  failed             2         -         -         -  " + ID + "  -",
                        "left out       not submitted      0         -         -         -  -                                     -",
                        "1 of 3 videos were made, 1 failed, 1 were not submitted. 0.25 USD were charged."));
        assertThat(table, endsWith(System.lineSeparator()));
    }

    @Test
    void aNameThatIsLongOrHostileKeepsToItsColumn() {
        String table = ClipTable.text(List.of(made("x".repeat(5000)), made("\u001b[31m\nforged line")));
        assertThat(table.lines().count(), equalTo(4L));
        assertThat(table, not(containsString("\u001b")));
        assertThat(table.lines().toList().get(0).length() < 200, equalTo(true));
    }

    @Test
    void whatIsThereAlreadyIsCountedByItself() {
        String table = ClipTable.text(List.of(
                made("door"), made("lamp"), without("kept", State.REUSED, null), without("dry", State.PREVIEW, null)));
        assertThat(table, containsString("kept.mp4"));
        assertThat(
                table,
                containsString("2 of 4 videos were made, 1 were used again, 1 are previews. 0.50 USD were charged."));
    }
}
