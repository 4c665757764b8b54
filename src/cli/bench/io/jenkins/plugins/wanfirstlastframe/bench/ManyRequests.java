package io.jenkins.plugins.wanfirstlastframe.bench;

import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Videos;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A thousand requests at once in one Java of 200 MB: threads, heap and processor time, against the way that one writes
 * first, a thread for each request that polls and sleeps. The sandbox is in this process, so that its cost is not in the
 * figures. The processor time is the whole process's while the requests last, after rounds of the same requests in quick motion: a
 * Jenkins has been up for a while when requests come.
 */
final class ManyRequests implements Measurement {

    static final int JOBS = 1000;

    /** How many times quicker the requests of the first rounds are. */
    static final int HASTE = 20;

    private static final Row.Unit CPU = Row.Unit.MILLISECONDS;
    private static final double MOST_CPU = 0.005;

    private static final List<String> OPTIONS = List.of("-Xmx200m");
    private static final Duration QUEUED = Duration.ofSeconds(8);
    private static final Duration RUNS = Duration.ofSeconds(20);
    private static final int VIDEO_BYTES = 100_000;
    private static final Pattern FIGURES = Pattern.compile("threads=(\\d+) heap=(\\d+) cpu=(\\d+)");

    @Override
    public List<Row> measure() throws Exception {
        Figures ours = run("engine");
        Figures plain = run("threads");
        return List.of(
                Row.atMostOurs("1,000 requests: their threads", ours.threads, plain.threads, Row.Unit.THREADS, 16),
                Row.atMostOurs("1,000 requests: heap in use", ours.heap, plain.heap, Row.Unit.MEGABYTES, 200e6),
                Row.atMostOurs("1,000 requests: CPU a request", ours.cpu / JOBS, plain.cpu / JOBS, CPU, MOST_CPU));
    }

    private static Figures run(String mode) throws Exception {
        try (TemporaryFolder folder = new TemporaryFolder();
                Sandbox warmUp = sandbox(QUEUED.dividedBy(HASTE), RUNS.dividedBy(HASTE), VIDEO_BYTES);
                Sandbox sandbox = sandbox(QUEUED, RUNS, VIDEO_BYTES)) {
            List<String> command = Children.command(
                    OPTIONS,
                    ManyRequestsChild.class,
                    mode,
                    folder.file(""),
                    sandbox.token(),
                    sandbox.baseUrl(),
                    warmUp.baseUrl());
            String output = Children.run(command).output();
            Matcher figures = FIGURES.matcher(output);
            if (!figures.find() || sandbox.acceptedSubmits() != JOBS) {
                throw new IllegalStateException("Not all requests came to an end: " + output);
            }
            return new Figures(
                    Integer.parseInt(figures.group(1)),
                    Long.parseLong(figures.group(2)),
                    Long.parseLong(figures.group(3)) / 1e9);
        }
    }

    private static Sandbox sandbox(Duration queued, Duration runs, int bytes) throws IOException {
        return Sandbox.builder()
                .workers(JOBS)
                .queueTime(queued)
                .runTime(runs)
                .videos(Videos.bytes(bytes))
                .start();
    }

    private record Figures(int threads, long heap, double cpu) {}
}
