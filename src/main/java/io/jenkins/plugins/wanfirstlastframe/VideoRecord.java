package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.ImageSource;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.delivery.BuildPictures;
import io.jenkins.plugins.wanfirstlastframe.delivery.EarlierVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.DeliveredVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.DownloadRules;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Origin;
import io.jenkins.plugins.wanfirstlastframe.generation.VideoMismatch;
import io.jenkins.plugins.wanfirstlastframe.mp4.VideoFacts;
import io.jenkins.plugins.wanfirstlastframe.run.RequestRecord;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** One video of a build as its pages and the REST API show it. Addresses are shown without a query: it may be a secret. */
@ExportedBean(defaultVisibility = 2)
public final class VideoRecord {

    private final DeliveredVideo video;
    private final GenerationState state;
    private final boolean archived;
    private final boolean available;

    private final String id;
    private final String recordId;
    private final int number;
    private final Set<String> pictures;

    @CheckForNull
    private final EarlierVideo earlier;

    @CheckForNull
    private final GenerationInput input;

    /**
     * A video of a request.
     *
     * @param number tells it apart from others of the same request
     * @param available whether the artifact can be had, as far as that is known
     * @param pictures the file names of the pictures that the build keeps
     */
    VideoRecord(RequestRecord record, DeliveredVideo video, int number, boolean available, Set<String> pictures) {
        this.video = video;
        this.state = record.state();
        this.id = anchor(record, number);
        this.recordId = record.id();
        this.number = number;
        this.pictures = pictures;
        this.earlier = record.earlier().orElse(null);
        this.archived = record.settings().archive();
        this.available = archived && available;
        this.input = state.input().orElse(null);
    }

    static String anchor(RequestRecord record, int number) {
        return "video-" + record.id() + "-" + number;
    }

    /** Where the video is in the workspace and among the artifacts. */
    @Exported
    public String getPath() {
        return video.location();
    }

    /** The path as a part of an address. */
    public String getAddress() {
        return address(video.location());
    }

    /** The name under which a browser saves the video. */
    public String getFileName() {
        return video.location().substring(video.location().lastIndexOf('/') + 1);
    }

    /** A path as a part of an address. */
    public static String address(String path) {
        return Arrays.stream(path.split("/")).map(Util::rawEncode).collect(Collectors.joining("/"));
    }

    /** Whether it was made an artifact of the build. */
    @Exported
    public boolean isArchived() {
        return archived;
    }

    /** Whether the artifact is still there: Jenkins may have discarded it since. */
    @Exported
    public boolean isAvailable() {
        return available;
    }

    /** RunComfy's name for the request. */
    @Exported
    public String getRequestId() {
        return state.requestId().map(RequestId::value).orElse("");
    }

    /** Where it was downloaded from. */
    @Exported
    public String getUrl() {
        return video.url();
    }

    /** Its length in bytes. */
    @Exported
    public long getBytes() {
        return video.bytes();
    }

    /** Its SHA-256 in hexadecimal digits. */
    @Exported
    public String getSha256() {
        return video.sha256();
    }

    private <T> T fact(Function<VideoFacts, Optional<T>> which) {
        return video.facts().flatMap(which).orElse(null);
    }

    /** Its width by its file, in pixels; null where the file doesn't tell it. */
    @CheckForNull
    @Exported
    public Integer getWidth() {
        return fact(facts -> Optional.of(facts.width()));
    }

    /** Its height by its file, in pixels; null where the file doesn't tell it. */
    @CheckForNull
    @Exported
    public Integer getHeight() {
        return fact(facts -> Optional.of(facts.height()));
    }

    /** How many frames its file has; null where the file doesn't tell that. */
    @CheckForNull
    @Exported
    public Integer getNumberOfFrames() {
        return fact(VideoFacts::frames);
    }

    /** How many frames are shown in a second by its file; null where the file doesn't tell that. */
    @CheckForNull
    @Exported
    public Double getFramesPerSecond() {
        return fact(facts -> facts.framesPerSecond().map(BigDecimal::doubleValue));
    }

    /** Its length by its file, in seconds; null where the file doesn't tell it. */
    @CheckForNull
    @Exported
    public Double getDurationSeconds() {
        return fact(facts -> facts.seconds().map(BigDecimal::doubleValue));
    }

    /** Its size by its file, such as {@code 720x720}; null where the file doesn't tell it. */
    @CheckForNull
    public String getFrameSize() {
        return fact(facts -> Optional.of(facts.width() + "x" + facts.height()));
    }

    /** Whether its file is of another size, length or speed than was asked for. */
    @Exported
    public boolean isOtherThanAsked() {
        return VideoMismatch.of(video, input).isPresent();
    }

    /** The size that was asked for, such as {@code 720x720}; null where nobody knows. */
    @CheckForNull
    public String getAskedFrameSize() {
        return input == null ? null : input.width() + "x" + input.height();
    }

    /** The number of frames that was asked for; 0 where nobody knows. */
    public int getAskedNumberOfFrames() {
        return input == null ? 0 : input.numberOfFrames();
    }

    /** The frames per second that were asked for; 0 where nobody knows. */
    public int getAskedFramesPerSecond() {
        return input == null ? 0 : input.framesPerSecond();
    }

    /** The address of the video's first frame, a JPEG file, below that of this page; null where there is none. */
    @CheckForNull
    @Exported
    public String getPoster() {
        return picture(BuildPictures.poster(number));
    }

    /** The address of a picture of the start image below that of this page; null where none was kept. */
    @CheckForNull
    @Exported
    public String getStartPicture() {
        return picture(BuildPictures.START);
    }

    /** The address of a picture of the end image below that of this page; null where none was kept. */
    @CheckForNull
    @Exported
    public String getEndPicture() {
        return picture(BuildPictures.END);
    }

    @CheckForNull
    private String picture(String kind) {
        String name = BuildPictures.fileName(recordId, kind);
        return pictures.contains(name) ? "picture?name=" + name : null;
    }

    /** Whether an input image has a web address, which Jenkins doesn't fetch but for a dry run. */
    public boolean isFrameOnWeb() {
        return input != null && (isOnWeb(input.startImage()) || isOnWeb(input.endImage()));
    }

    private static boolean isOnWeb(ImageSource image) {
        return image instanceof ImageSource.WebAddress;
    }

    /** What the request was charged, in US dollars; null where nobody knows. */
    @CheckForNull
    @Exported
    public String getCostUsd() {
        return state.costUsd().map(BigDecimal::toPlainString).orElse(null);
    }

    /**
     * The build whose video was used again, such as {@code media/clips #7}, or the file, where a script did that; null where
     * one was made.
     */
    @CheckForNull
    @Exported
    public String getReusedFrom() {
        return earlier == null ? state.reusedFrom().orElse(null) : earlier.name();
    }

    /** The address of the build whose video was used again, below Jenkins' own; empty where it is gone or there is none. */
    public String getReusedFromUrl() {
        return earlier == null ? "" : earlier.url();
    }

    /** Whether this is a dry run's preview, not a video of the service. */
    @Exported
    public boolean isDryRun() {
        return state.origin() == Origin.PREVIEW;
    }

    /** What tells the video apart from others on a page. */
    public String getAnchor() {
        return id;
    }

    /** How long the request waited in the service's queue, in seconds; null where nobody saw it. */
    @CheckForNull
    @Exported
    public Double getQueuedSeconds() {
        return state.queued().map(VideoRecord::seconds).orElse(null);
    }

    /** How long the service worked on it, in seconds; null where nobody saw it. */
    @CheckForNull
    @Exported
    public Double getRunSeconds() {
        return state.ran().map(VideoRecord::seconds).orElse(null);
    }

    private static Double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    /** The times as people read them, in the language of the page's reader. */
    public String getTimes() {
        String queued = state.queued().map(DurationText::of).orElse("");
        String ran = state.ran().map(DurationText::of).orElse("");
        if (queued.isEmpty()) {
            return ran.isEmpty() ? "" : Messages.ran(ran);
        }
        return ran.isEmpty() ? Messages.queued(queued) : Messages.queuedAndRan(queued, ran);
    }

    /** What it was asked for, by the parameters' names in Jenkinsfiles; what was left to the service is not in it. */
    @Exported
    public Map<String, String> getParameters() {
        Map<String, String> given = new LinkedHashMap<>();
        for (Parameter parameter : Parameter.values()) {
            if (input != null && input.given(parameter).isPresent()) {
                given.put(parameter.propertyName(), shown(parameter, input));
            }
        }
        return given;
    }

    /** All parameters by their titles, as the page shows them; what was left to the service is marked as its default. */
    public Map<String, String> getTitledParameters() {
        Map<String, String> titled = new LinkedHashMap<>();
        if (input != null) {
            for (Parameter parameter : Parameter.values()) {
                String value = shown(parameter, input);
                titled.put(
                        FormCheck.text(parameter.titlePhrase()),
                        input.given(parameter).isPresent() ? value : Messages.serviceDefault(value));
            }
        }
        return titled;
    }

    private static String shown(Parameter parameter, GenerationInput input) {
        String value = input.effective(parameter).toString();
        return value.contains("://") && parameter != Parameter.PROMPT ? DownloadRules.shown(value) : value;
    }

    /** When the last frame is shown, in seconds; 0 where nobody knows. */
    public double getLastFrameSeconds() {
        Integer frames = getNumberOfFrames();
        Double speed = getFramesPerSecond();
        if (frames != null && speed != null) {
            return (frames - 0.5) / speed;
        }
        return input == null ? 0 : (input.numberOfFrames() - 0.5) / input.framesPerSecond();
    }

    /** What happens in the video, or its path where nobody knows. */
    public String getCaption() {
        return input == null ? video.location() : input.prompt();
    }
}
