package io.jenkins.plugins.wanfirstlastframe;

import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.delivery.BuildPictures;
import io.jenkins.plugins.wanfirstlastframe.run.JobHistory;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** The newest videos of a job, and its last days, as its page and the REST API show them. */
@ExportedBean
public final class JobVideos {

    static final JobVideos NONE = new JobVideos(List.of(), List.of(), false);

    /** The height of the trend's highest bar, in the picture's own units. */
    private static final int BAR_HEIGHT = 60;

    private static final int BAR_WIDTH = 8;
    private static final int BAR_GAP = 2;

    private final List<Clip> clips;
    private final List<Day> days;
    private final boolean cut;

    /** A video with the build that has it. */
    @ExportedBean(defaultVisibility = 2)
    public static final class Clip {

        private final Run<?, ?> build;
        private final VideoRecord video;

        private Clip(Run<?, ?> build, VideoRecord video) {
            this.build = build;
            this.video = video;
        }

        /** The build's number. */
        @Exported
        public int getBuild() {
            return build.getNumber();
        }

        /** The build's name for people. */
        public String getBuildName() {
            return build.getDisplayName();
        }

        /** The build's address below Jenkins' own, with a slash at its end. */
        @Exported
        public String getBuildUrl() {
            return build.getUrl();
        }

        /** The video. */
        @Exported(inline = true)
        public VideoRecord getVideo() {
            return video;
        }
    }

    /** A day, by the controller's time zone. */
    @ExportedBean(defaultVisibility = 2)
    public static final class Day {

        private final JobHistory.Day day;
        private final int barX;
        private final int barHeight;

        private Day(JobHistory.Day day, int barX, int barHeight) {
            this.day = day;
            this.barX = barX;
            this.barHeight = barHeight;
        }

        /** The day such as {@code 2026-03-29}. */
        @Exported
        public String getDate() {
            return day.date().toString();
        }

        /** How many videos the service made. */
        @Exported
        public int getMade() {
            return day.made();
        }

        /** How many videos of earlier builds were used again. */
        @Exported
        public int getReused() {
            return day.reused();
        }

        /** How many requests ended without a video. */
        @Exported
        public int getFailed() {
            return day.failed();
        }

        /** What its requests cost, in US dollars, with what is set aside for those under way. */
        @Exported
        public String getCostUsd() {
            return text(day.costUsd());
        }

        /** How long the service worked, in seconds. */
        @Exported
        public double getRunSeconds() {
            return day.worked().toMillis() / 1000.0;
        }

        /** How long the service worked, as people read it; empty where it did not. */
        public String getWorked() {
            return day.worked().isZero() ? "" : DurationText.of(day.worked());
        }

        /** Where its bar begins in the trend. */
        public int getBarX() {
            return barX;
        }

        /** Where the top of its bar is in the trend. */
        public int getBarY() {
            return BAR_HEIGHT - barHeight;
        }

        /** The height of its bar in the trend. */
        public int getBarHeight() {
            return barHeight;
        }

        private boolean isEmpty() {
            return day.isEmpty();
        }
    }

    private JobVideos(List<Clip> clips, List<Day> days, boolean cut) {
        this.clips = clips;
        this.days = days;
        this.cut = cut;
    }

    static JobVideos of(JobHistory history) {
        Map<Run<?, ?>, Predicate<String>> available = new HashMap<>();
        Map<Run<?, ?>, Set<String>> pictures = new HashMap<>();
        List<Clip> clips = new ArrayList<>();
        for (JobHistory.Clip clip : history.clips()) {
            boolean there = available
                    .computeIfAbsent(clip.build(), VideoAction::available)
                    .test(clip.video().location());
            Set<String> ofBuild = pictures.computeIfAbsent(clip.build(), BuildPictures::names);
            clips.add(new Clip(
                    clip.build(), new VideoRecord(clip.record(), clip.video(), clip.number(), there, ofBuild)));
        }
        return new JobVideos(clips, days(history.days()), history.isCut());
    }

    /** The trend is that of the costs; where none are known, that of the videos. */
    private static List<Day> days(List<JobHistory.Day> history) {
        boolean costs = history.stream().anyMatch(day -> day.costUsd().signum() > 0);
        List<BigDecimal> values = history.stream()
                .map(day -> costs ? day.costUsd() : BigDecimal.valueOf(day.made() + day.reused()))
                .toList();
        BigDecimal highest = values.stream().reduce(BigDecimal.ONE.movePointLeft(6), BigDecimal::max);
        List<Day> days = new ArrayList<>();
        for (int i = 0; i < history.size(); i++) {
            int height = values.get(i)
                    .multiply(BigDecimal.valueOf(BAR_HEIGHT))
                    .divide(highest, 0, RoundingMode.UP)
                    .intValue();
            days.add(new Day(history.get(i), i * (BAR_WIDTH + BAR_GAP), height));
        }
        return days;
    }

    private static String text(BigDecimal usd) {
        return usd.signum() == 0 ? "0" : usd.stripTrailingZeros().toPlainString();
    }

    /** The newest video of each output over the last builds, those of the newest build first. */
    @Exported(inline = true)
    public List<Clip> getClips() {
        return clips;
    }

    /** Each of the last days, oldest first. */
    @Exported(inline = true)
    public List<Day> getDays() {
        return days;
    }

    /** Whether these days had more builds than were looked at, so that counts and times are of the newest builds alone. */
    @Exported
    public boolean isCut() {
        return cut;
    }

    /** The days on which something happened, newest first. */
    public List<Day> getBusyDays() {
        List<Day> busy =
                new ArrayList<>(days.stream().filter(day -> !day.isEmpty()).toList());
        Collections.reverse(busy);
        return busy;
    }

    private Stream<JobHistory.Day> all() {
        return days.stream().map(day -> day.day);
    }

    /** How many videos the service made in these days. */
    public int getMade() {
        return all().mapToInt(JobHistory.Day::made).sum();
    }

    /** How many videos were used again in these days. */
    public int getReused() {
        return all().mapToInt(JobHistory.Day::reused).sum();
    }

    /** How many requests of these days ended without a video. */
    public int getFailed() {
        return all().mapToInt(JobHistory.Day::failed).sum();
    }

    /** What these days cost, in US dollars. */
    public String getCostUsd() {
        return text(all().map(JobHistory.Day::costUsd).reduce(BigDecimal.ZERO, BigDecimal::add));
    }

    /** How long the service worked in these days, as people read it; empty where it did not. */
    public String getWorked() {
        Duration worked = all().map(JobHistory.Day::worked).reduce(Duration.ZERO, Duration::plus);
        return worked.isZero() ? "" : DurationText.of(worked);
    }

    /** The width of the trend, in the picture's own units: today's bar ends at its right edge. */
    public int getTrendWidth() {
        return days.size() * (BAR_WIDTH + BAR_GAP) - BAR_GAP;
    }

    /** The width of a bar, in the same units. */
    public int getBarWidth() {
        return BAR_WIDTH;
    }

    /** The height of the trend, in the picture's own units. */
    public int getTrendHeight() {
        return BAR_HEIGHT;
    }
}
