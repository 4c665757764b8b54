package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.generation.DeliveredVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.DownloadRules;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.DurationFormat;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** What a build remembers of one video. URLs are kept without their query, which may be a signature. */
@ExportedBean(defaultVisibility = 2)
public final class VideoRecord {

    private final String path;
    private final boolean archived;
    private final String requestId;
    private final String url;
    private final long bytes;
    private final String sha256;

    @CheckForNull
    private final Long queuedMillis;

    @CheckForNull
    private final Long runMillis;

    /** By the names of {@link Parameter}; empty where the request was submitted elsewhere. */
    private final LinkedHashMap<String, String> parameters;

    private VideoRecord(String path, DeliveredVideo video, GenerationState state, boolean archived) {
        this.path = path;
        this.archived = archived;
        this.requestId = state.requestId().map(RequestId::value).orElse("");
        this.url = video.url();
        this.bytes = video.bytes();
        this.sha256 = video.sha256();
        this.queuedMillis = state.queued().map(Duration::toMillis).orElse(null);
        this.runMillis = state.ran().map(Duration::toMillis).orElse(null);
        this.parameters = new LinkedHashMap<>();
        state.input().ifPresent(input -> {
            for (Parameter parameter : Parameter.values()) {
                parameters.put(parameter.propertyName(), shown(parameter, input));
            }
        });
    }

    static VideoRecord of(String path, DeliveredVideo video, GenerationState state, boolean archived) {
        return new VideoRecord(path, video, state, archived);
    }

    private static String shown(Parameter parameter, GenerationInput input) {
        String value = input.effective(parameter).toString();
        return value.contains("://") && !parameter.equals(Parameter.PROMPT) ? DownloadRules.shown(value) : value;
    }

    /** Where the video is in the workspace and among the artifacts. */
    @Exported
    public String getPath() {
        return path;
    }

    /** The path as a part of an address. */
    public String getAddress() {
        return address(path);
    }

    static String address(String path) {
        return Arrays.stream(path.split("/")).map(Util::rawEncode).collect(Collectors.joining("/"));
    }

    /** Whether it is an artifact of the build. */
    @Exported
    public boolean isArchived() {
        return archived;
    }

    /** RunComfy's name for the job. */
    @Exported
    public String getRequestId() {
        return requestId;
    }

    /** Where it was downloaded from. */
    @Exported
    public String getUrl() {
        return url;
    }

    /** Its length in bytes. */
    @Exported
    public long getBytes() {
        return bytes;
    }

    /** Its SHA-256 in hexadecimal digits. */
    @Exported
    public String getSha256() {
        return sha256;
    }

    /** How long the job waited in the service's queue, in seconds; null where nobody saw it. */
    @CheckForNull
    @Exported
    public Double getQueuedSeconds() {
        return queuedMillis == null ? null : queuedMillis / 1000.0;
    }

    /** How long the service worked on it, in seconds; null where nobody saw it. */
    @CheckForNull
    @Exported
    public Double getRunSeconds() {
        return runMillis == null ? null : runMillis / 1000.0;
    }

    /** The times as people read them. */
    public String getTimes() {
        String queued = queuedMillis == null ? "" : DurationFormat.text(Duration.ofMillis(queuedMillis)) + " in queue";
        String ran = runMillis == null ? "" : DurationFormat.text(Duration.ofMillis(runMillis)) + " at work";
        return queued + (queued.isEmpty() || ran.isEmpty() ? "" : ", ") + ran;
    }

    /** What it was asked for, by the parameters' names in Jenkinsfiles. */
    @Exported
    public Map<String, String> getParameters() {
        return Collections.unmodifiableMap(parameters);
    }

    /** The same by the parameters' titles. */
    public Map<String, String> getTitledParameters() {
        Map<String, String> titled = new LinkedHashMap<>();
        for (Parameter parameter : Parameter.values()) {
            String value = parameters.get(parameter.propertyName());
            if (value != null) {
                titled.put(parameter.title(), value);
            }
        }
        return titled;
    }

    /** When the last frame is shown, in seconds; 0 where nobody knows. */
    public double getLastFrameSeconds() {
        String frames = parameters.get(Parameter.NUMBER_OF_FRAMES.propertyName());
        String rate = parameters.get(Parameter.FRAMES_PER_SECOND.propertyName());
        return frames == null || rate == null ? 0 : (Integer.parseInt(frames) - 0.5) / Integer.parseInt(rate);
    }

    /** What happens in the video, or its path where nobody knows. */
    public String getCaption() {
        return parameters.getOrDefault(Parameter.PROMPT.propertyName(), path);
    }
}
