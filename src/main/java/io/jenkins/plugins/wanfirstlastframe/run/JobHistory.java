package io.jenkins.plugins.wanfirstlastframe.run;

import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.VideoAction;
import io.jenkins.plugins.wanfirstlastframe.generation.DeliveredVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * What the builds of a job have made and spent lately. How much is read is bounded, however many builds there are: see the
 * constants.
 */
@Restricted(NoExternalUse.class)
public final class JobHistory {

    /** Among how many builds the newest clips are looked for. */
    public static final int CLIP_BUILDS = EarlierVideos.MAX_BUILDS;

    /** How many clips there are at most. */
    static final int MAX_CLIPS = 100;

    /** How many days are told of, today among them. */
    public static final int DAYS = 30;

    /** How many builds are looked at for the days. */
    static final int MAX_BUILDS = 200;

    /** After how many records no further build is looked at. */
    static final int MAX_RECORDS = 3000;

    private final List<Clip> clips;
    private final List<Day> days;
    private final boolean cut;

    /**
     * The newest video of an output.
     *
     * @param number tells it apart from others of the same request, from 1
     */
    public record Clip(Run<?, ?> build, RequestRecord record, DeliveredVideo video, int number) {}

    /**
     * A day of a job, by the controller's time zone.
     *
     * @param made how many videos the service made
     * @param reused how many videos of earlier builds were used again
     * @param failed how many requests ended without a video
     * @param costUsd what its requests cost, in US dollars, with what is set aside for those under way
     * @param worked how long the service worked, all in all
     */
    public record Day(LocalDate date, int made, int reused, int failed, BigDecimal costUsd, Duration worked) {
        private static Day empty(LocalDate date, BigDecimal costUsd) {
            return new Day(date, 0, 0, 0, costUsd, Duration.ZERO);
        }

        private Day with(GenerationState state) {
            int arrived = state.videos().size();
            return switch (state.origin()) {
                case PREVIEW -> this;
                case EARLIER_VIDEO -> new Day(date, made, reused + arrived, failed + failures(state), costUsd, worked);
                case SERVICE ->
                    new Day(
                            date,
                            made + arrived,
                            reused,
                            failed + failures(state),
                            costUsd,
                            worked.plus(state.ran().orElse(Duration.ZERO)));
            };
        }

        private static int failures(GenerationState state) {
            return state.videos().isEmpty() && state.failure().isPresent() ? 1 : 0;
        }

        /** Whether nothing happened. */
        public boolean isEmpty() {
            return made == 0 && reused == 0 && failed == 0 && costUsd.signum() == 0;
        }
    }

    private JobHistory(List<Clip> clips, List<Day> days, boolean cut) {
        this.clips = clips;
        this.days = days;
        this.cut = cut;
    }

    static JobHistory of(Job<?, ?> job, GenerationService service) {
        ZoneId zone = ZoneId.systemDefault();
        LocalDate today = LocalDate.parse(service.spending().today());
        Map<LocalDate, BigDecimal> costs = service.spending().byDay(job.getFullName());
        Map<LocalDate, Day> days = new LinkedHashMap<>();
        for (int back = DAYS - 1; back >= 0; back--) {
            LocalDate date = today.minusDays(back);
            days.put(date, Day.empty(date, costs.getOrDefault(date, BigDecimal.ZERO)));
        }
        Instant first = today.minusDays(DAYS - 1L).atStartOfDay(zone).toInstant();
        Map<String, Clip> clips = new LinkedHashMap<>();
        int builds = 0;
        int records = 0;
        boolean cut = false;
        for (Run<?, ?> build = job.getLastBuild(); build != null; build = build.getPreviousBuild()) {
            // what a build did can have happened long after its beginning, but not after the beginning of the month
            boolean recent = !build.getTimestamp().toInstant().isBefore(first) || build.isBuilding();
            if (builds >= CLIP_BUILDS && !recent) {
                break;
            }
            if (builds >= MAX_BUILDS || records >= MAX_RECORDS) {
                cut = recent;
                break;
            }
            builds++;
            if (build.getAction(VideoAction.class) == null) {
                continue;
            }
            boolean forClips = builds <= CLIP_BUILDS;
            List<RequestRecord> ofBuild = forClips ? service.finishedRecords(build) : service.records(build);
            records += ofBuild.size();
            for (RequestRecord record : ofBuild) {
                LocalDate date = LocalDate.ofInstant(record.state().begin(), zone);
                days.computeIfPresent(date, (same, day) -> day.with(record.state()));
            }
            if (forClips) {
                addClips(build, ofBuild, clips);
            }
        }
        return new JobHistory(List.copyOf(clips.values()), List.copyOf(days.values()), cut);
    }

    /** Adds the videos of a build whose outputs no later build has made. */
    private static void addClips(Run<?, ?> build, List<RequestRecord> records, Map<String, Clip> clips) {
        byOutput(build, records).forEach((key, clip) -> {
            if (clips.size() < MAX_CLIPS) {
                clips.putIfAbsent(key, clip);
            }
        });
    }

    /** The videos of a build by what tells outputs apart in all builds of a job. */
    static Map<String, Clip> byOutput(Run<?, ?> build, List<RequestRecord> records) {
        Map<String, Clip> ofBuild = new LinkedHashMap<>();
        int unnamed = 0;
        for (RequestRecord record : records) {
            // a name that was made up has the build's number in it: those are told apart by their order
            String output = record.settings().output();
            String name = output.isEmpty() ? "" + ++unnamed : "=" + output;
            int number = 0;
            for (DeliveredVideo video : record.state().videos()) {
                number++;
                ofBuild.put(name + "#" + number, new Clip(build, record, video, number));
            }
        }
        return ofBuild;
    }

    static boolean hasVideos(Job<?, ?> job, GenerationService service) {
        Run<?, ?> build = job.getLastBuild();
        for (int builds = 0; build != null && builds < CLIP_BUILDS; builds++) {
            if (build.getAction(VideoAction.class) != null
                    && service.finishedRecords(build).stream()
                            .anyMatch(record -> !record.state().videos().isEmpty())) {
                return true;
            }
            build = build.getPreviousBuild();
        }
        return false;
    }

    /** The newest video of each output, those of the newest build first. */
    public List<Clip> clips() {
        return clips;
    }

    /** The last days, oldest first, each of them once. */
    public List<Day> days() {
        return days;
    }

    /** Whether there were more builds in these days than were looked at. Costs are whole all the same. */
    public boolean isCut() {
        return cut;
    }
}
