package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.delivery.EarlierVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.DeliveredVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.DownloadRules;
import io.jenkins.plugins.wanfirstlastframe.generation.DurationFormat;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Origin;
import io.jenkins.plugins.wanfirstlastframe.run.RequestRecord;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
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

    @CheckForNull
    private final EarlierVideo earlier;

    @CheckForNull
    private final GenerationInput input;

    /**
     * A video of a request.
     *
     * @param number tells it apart from others of the same request
     * @param available whether the artifact can be had, as far as that is known
     */
    VideoRecord(RequestRecord record, DeliveredVideo video, int number, boolean available) {
        this.video = video;
        this.state = record.state();
        this.id = "video-" + record.id() + "-" + number;
        this.earlier = record.earlier().orElse(null);
        this.archived = record.settings().archive();
        this.available = archived && available;
        this.input = state.input().orElse(null);
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
        String queued = state.queued().map(DurationFormat::text).orElse("");
        String ran = state.ran().map(DurationFormat::text).orElse("");
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
        return input == null ? 0 : (input.numberOfFrames() - 0.5) / input.framesPerSecond();
    }

    /** What happens in the video, or its path where nobody knows. */
    public String getCaption() {
        return input == null ? video.location() : input.prompt();
    }
}
