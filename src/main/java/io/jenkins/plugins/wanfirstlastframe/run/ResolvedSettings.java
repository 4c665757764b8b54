package io.jenkins.plugins.wanfirstlastframe.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.Util;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.MakingArguments;
import io.jenkins.plugins.wanfirstlastframe.WanFirstLastFrameConfiguration;
import io.jenkins.plugins.wanfirstlastframe.WanFirstLastFrameStep;
import io.jenkins.plugins.wanfirstlastframe.client.ContentKey;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.InputKey;
import io.jenkins.plugins.wanfirstlastframe.client.InputProblem;
import io.jenkins.plugins.wanfirstlastframe.client.InvalidInputException;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import io.jenkins.plugins.wanfirstlastframe.clips.Clip;
import io.jenkins.plugins.wanfirstlastframe.credentials.TokenCredentials;
import io.jenkins.plugins.wanfirstlastframe.delivery.CheckedFrames;
import io.jenkins.plugins.wanfirstlastframe.delivery.EarlierVideo;
import io.jenkins.plugins.wanfirstlastframe.delivery.FramePath;
import io.jenkins.plugins.wanfirstlastframe.delivery.OutputPath;
import io.jenkins.plugins.wanfirstlastframe.generation.DownloadRules;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Origin;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What one step of one build asks for, checked and complete: the step's settings with the configuration's values as they
 * were when the step began. A later change of the configuration doesn't touch a request under way. Survives a restart;
 * holds no secret.
 */
public final class ResolvedSettings implements Serializable {

    private static final long serialVersionUID = 1L;

    /** A clause. */
    static final String NO_CREDENTIAL =
            "No credential is given, and there is no global default: name a \"Secret text\" credential"
                    + " that holds a RunComfy API token (credentialsId)";

    /** Null where a request is followed whose input the service alone knows. */
    @CheckForNull
    private final GenerationInput input;

    @CheckForNull
    private final String requestId;

    private final String serviceUrl;
    private final String credentialsId;
    private final String output;
    private final boolean archive;
    private final long timeoutMinutes;
    private final ArrayList<String> downloadHosts;
    private final boolean dryRun;

    /** The job whose videos are used again, empty for the build's own; null where a video is made in any case. */
    @CheckForNull
    private final String reuseFrom;

    private final boolean force;

    /** In US dollars; null for no limit. */
    @CheckForNull
    private final String maxUsd;

    /** False for records of before there was a choice: then all frames travelled within requests. */
    private final boolean publishFrames;

    /** The property names of the images that are artifacts of the build; null for none. */
    @CheckForNull
    private final ArrayList<String> artifacts;

    /** Null where nothing is to be submitted. */
    @CheckForNull
    private final String key;

    /** As the key, but whatever the frames are. */
    @CheckForNull
    private final String contentKey;

    /**
     * When an earlier video is used again.
     *
     * @param job the job whose builds are looked through, as the step names it; empty for the build's own
     * @param force whether one is made all the same, and why is said
     */
    record Reuse(String job, boolean force) {}

    /** What was found right of what a step says about how its videos are made. */
    private record How(String credentialsId, String reuseFrom, String maxUsd) {}

    private ResolvedSettings(
            MakingArguments step,
            @CheckForNull GenerationInput input,
            @CheckForNull String requestId,
            WanFirstLastFrameConfiguration configuration,
            String output,
            How how) {
        ServiceUrl service = configuration.service();
        Integer minutes = step.getTimeoutMinutes();
        this.input = input;
        this.requestId = requestId;
        this.serviceUrl = service.toString();
        this.credentialsId = how.credentialsId();
        this.output = output;
        this.archive = step.isArchive();
        this.timeoutMinutes = minutes == null ? configuration.getTimeoutMinutes() : minutes;
        this.downloadHosts = new ArrayList<>(configuration.getDownloadHosts());
        this.dryRun = step.isDryRun();
        this.reuseFrom = step.isOnlyIfChanged() && !dryRun ? how.reuseFrom() : null;
        this.force = step.isForce();
        this.maxUsd = Util.fixEmpty(how.maxUsd());
        this.publishFrames = configuration.publishFrames();
        this.artifacts = null;
        this.key = requestId != null || input == null ? null : InputKey.of(service, input);
        this.contentKey = input == null ? null : ContentKey.of(service, input);
    }

    /**
     * Checks the settings as a whole. Reads no file and calls nobody, so that it may run on Pipeline's thread.
     *
     * @param run the build that they are for
     * @param workspace whether the build has one
     * @param expand puts the build's variables into a text
     * @throws AbortException with all that is wrong
     */
    static ResolvedSettings of(
            WanFirstLastFrameStep step, Run<?, ?> run, boolean workspace, UnaryOperator<String> expand)
            throws AbortException {
        WanFirstLastFrameConfiguration configuration = WanFirstLastFrameConfiguration.get();
        List<String> problems = new ArrayList<>(step.problems());
        String request = checked(expanded(step.getRequestId(), expand), problems, ResolvedSettings::id);
        GenerationInput input = input(step, expand, expanded(step.getRequestId(), expand) != null, problems);
        String output = checked(expanded(step.getOutput(), expand), problems, OutputPath::check);
        if (!workspace && !step.isArchive()) {
            problems.add("Without a workspace the video can only be archived, so either leave archive at true or run"
                    + " the step inside a node block");
        }
        How how = how(step, run, expand, configuration, problems);
        for (Parameter image : List.of(Parameter.START_IMAGE, Parameter.END_IMAGE)) {
            String text = Util.fixNull(expanded(step.given(image), expand));
            FramePath.problem(image, text).ifPresent(problems::add);
        }
        if (!request.isEmpty() && (step.isDryRun() || step.isOnlyIfChanged())) {
            problems.add("A request that is followed (requestId) was submitted before, so neither dryRun nor"
                    + " onlyIfChanged can be true");
        }
        if (!problems.isEmpty()) {
            throw new AbortException("Nothing was submitted: " + String.join("; ", problems) + ".");
        }
        return new ResolvedSettings(step, input, Util.fixEmpty(request), configuration, output, how);
    }

    /**
     * Checks what holds for all clips of a list, so that {@link #withClip} makes a clip's settings of it. Reads no file and
     * calls nobody.
     *
     * @param expand puts the build's variables into a text
     * @param problems takes a clause for each thing that is wrong
     */
    static ResolvedSettings forClips(
            MakingArguments step, Run<?, ?> run, UnaryOperator<String> expand, List<String> problems) {
        WanFirstLastFrameConfiguration configuration = WanFirstLastFrameConfiguration.get();
        return new ResolvedSettings(
                step, null, null, configuration, "", how(step, run, expand, configuration, problems));
    }

    private static How how(
            MakingArguments step,
            Run<?, ?> run,
            UnaryOperator<String> expand,
            WanFirstLastFrameConfiguration configuration,
            List<String> problems) {
        String credentialsId = credentialsId(step, run, expand, configuration);
        if (credentialsId.isEmpty() && !step.isDryRun()) {
            problems.add(NO_CREDENTIAL);
        }
        Integer minutes = step.getTimeoutMinutes();
        if (minutes != null && minutes < 1) {
            problems.add("The time-out must be at least 1 minute");
        }
        String maxUsd = checked(expanded(step.getMaxUsd(), expand), problems, Dollars::check);
        String reuseFrom = Util.fixNull(expanded(step.getReuseFrom(), expand));
        if (!reuseFrom.isEmpty() && !step.isOnlyIfChanged()) {
            problems.add("reuseFrom names a job to use videos of again, which takes onlyIfChanged: true");
        }
        return new How(credentialsId, reuseFrom, maxUsd);
    }

    private ResolvedSettings(ResolvedSettings common, Clip clip) {
        this(
                common,
                clip.input(),
                clip.output(),
                InputKey.of(common.service(), clip.input()),
                ContentKey.of(common.service(), clip.input()),
                null);
    }

    /** The settings of a clip, where these are what all clips of its list have in common. */
    ResolvedSettings withClip(Clip clip) {
        return new ResolvedSettings(this, clip);
    }

    /** For a request of a script, which has its own settings: nothing can be asked for once more by these. */
    private ResolvedSettings(
            @CheckForNull GenerationInput input,
            @CheckForNull String requestId,
            ScriptSettings script,
            String output,
            boolean archive,
            boolean dryRun) {
        this.input = input;
        this.requestId = requestId;
        this.serviceUrl = script.service().toString();
        this.credentialsId = script.credentialsId();
        this.output = output;
        this.archive = archive;
        this.timeoutMinutes = 0;
        this.downloadHosts = new ArrayList<>(script.downloadHosts());
        this.dryRun = dryRun;
        this.reuseFrom = null;
        this.force = false;
        this.maxUsd = null;
        this.key = null;
        this.contentKey = null;
        this.publishFrames = false;
        this.artifacts = null;
    }

    /**
     * What a request of a script was, as far as its record needs that. No later step takes such a request up, nor is its
     * video used again by one: a script decides that for itself.
     */
    static ResolvedSettings ofScript(ScriptSettings script, GenerationState state, String output, boolean archive) {
        return new ResolvedSettings(
                state.input().orElse(null),
                state.requestId().map(RequestId::value).orElse(null),
                script,
                output,
                archive,
                state.origin() == Origin.PREVIEW);
    }

    private ResolvedSettings(
            ResolvedSettings old,
            @CheckForNull GenerationInput kept,
            String output,
            @CheckForNull String key,
            @CheckForNull String contentKey,
            @CheckForNull ArrayList<String> artifacts) {
        this.input = kept;
        this.requestId = old.requestId;
        this.serviceUrl = old.serviceUrl;
        this.credentialsId = old.credentialsId;
        this.output = output;
        this.archive = old.archive;
        this.timeoutMinutes = old.timeoutMinutes;
        this.downloadHosts = old.downloadHosts;
        this.dryRun = old.dryRun;
        this.reuseFrom = old.reuseFrom;
        this.force = old.force;
        this.maxUsd = old.maxUsd;
        this.publishFrames = old.publishFrames;
        this.artifacts = artifacts;
        this.key = key;
        this.contentKey = contentKey;
    }

    /** These settings with the input's addresses cut at the query; the key stays that of the whole input. */
    ResolvedSettings withoutQueries() {
        return input == null
                ? this
                : new ResolvedSettings(this, input.withoutQueries(), output, key, contentKey, artifacts);
    }

    /** These settings, told apart from others by the content of their frames, too, and with the place of these. */
    ResolvedSettings withFrames(CheckedFrames files) {
        if (key == null || files.frames().isEmpty()) {
            return this;
        }
        ArrayList<String> names = new ArrayList<>(
                files.artifacts().stream().map(Parameter::propertyName).sorted().toList());
        return new ResolvedSettings(
                this, input, output, InputKey.of(key, files.frames()), contentKey, names.isEmpty() ? null : names);
    }

    /** Whether images that are artifacts are published, where their manager can do that. */
    boolean publishFrames() {
        return publishFrames;
    }

    /** The images that are artifacts of the build. */
    Set<Parameter> artifacts() {
        Set<Parameter> images = EnumSet.noneOf(Parameter.class);
        for (Parameter image : List.of(Parameter.START_IMAGE, Parameter.END_IMAGE)) {
            if (artifacts != null && artifacts.contains(image.propertyName())) {
                images.add(image);
            }
        }
        return images;
    }

    private static String id(String text) {
        return new RequestId(text).value();
    }

    /** The text as the check wants it, empty where none was given or it is wrong; notes what is wrong with it. */
    static String checked(@CheckForNull String text, List<String> problems, UnaryOperator<String> check) {
        try {
            return text == null ? "" : check.apply(text);
        } catch (IllegalArgumentException e) {
            problems.add(e.getMessage().replaceFirst("\\.$", ""));
            return "";
        }
    }

    private static String credentialsId(
            MakingArguments step,
            Run<?, ?> run,
            UnaryOperator<String> expand,
            WanFirstLastFrameConfiguration configuration) {
        return credentialsId(step.getCredentialsId(), run, expand, configuration);
    }

    /** The credential that is meant: the one that is given, or the global default; empty where there is neither. */
    static String credentialsId(
            @CheckForNull String given,
            Run<?, ?> run,
            UnaryOperator<String> expand,
            WanFirstLastFrameConfiguration configuration) {
        // a credentials parameter is looked up by its own expression, on behalf of the one who chose it
        String id = TokenCredentials.chosenBy(run, given) ? given : expanded(given, expand);
        return Util.fixNull(id != null ? id : configuration.getCredentialsId());
    }

    @CheckForNull
    private static GenerationInput input(
            WanFirstLastFrameStep step, UnaryOperator<String> expand, boolean attaching, List<String> problems) {
        GenerationInput.Builder builder = GenerationInput.builder();
        boolean any = false;
        for (Parameter parameter : Parameter.values()) {
            String value = expanded(step.given(parameter), expand);
            any |= value != null;
            builder.set(parameter, value);
        }
        if (attaching && !any) {
            return null; // what the request was submitted with is known to the service alone
        }
        try {
            return builder.build();
        } catch (InvalidInputException e) {
            e.problems().stream().map(InputProblem::toString).forEach(problems::add);
            return null;
        }
    }

    /** A text with the build's variables, null where there is none. */
    @CheckForNull
    static String expanded(@CheckForNull String text, UnaryOperator<String> expand) {
        return text == null ? null : Util.fixEmptyAndTrim(expand.apply(text));
    }

    /** The state of a request that is to be begun: a new one, or the one that the settings name. */
    GenerationState begin(Clock clock) {
        return requestId != null
                ? follow(new RequestId(requestId), clock)
                : GenerationState.forInput(Objects.requireNonNull(input), clock.instant(), timeout());
    }

    /** The state of a dry run. */
    GenerationState beginDryRun(Clock clock) {
        return GenerationState.dryRun(Objects.requireNonNull(input), clock.instant(), timeout());
    }

    /** The state of a video that is to be used again. */
    GenerationState beginReuse(EarlierVideo earlier, Clock clock) {
        return GenerationState.reusing(Objects.requireNonNull(input), earlier.name(), clock.instant(), timeout());
    }

    /** What the request is asked for; empty where it was submitted elsewhere. */
    Optional<GenerationInput> input() {
        return Optional.ofNullable(input);
    }

    /** Whether nothing is submitted, and a preview made instead. */
    public boolean dryRun() {
        return dryRun;
    }

    /** When an earlier video is used again; empty where one is made in any case. */
    Optional<Reuse> reuse() {
        return Optional.ofNullable(reuseFrom).map(job -> new Reuse(job, force));
    }

    /** The most that the build may spend, in US dollars. */
    Optional<BigDecimal> maxUsd() {
        return Optional.ofNullable(maxUsd).map(BigDecimal::new);
    }

    /** The state of a request that the service has, whatever the settings say. */
    GenerationState follow(RequestId request, Clock clock) {
        return GenerationState.attachedTo(request, input, clock.instant(), timeout());
    }

    private Duration timeout() {
        return Duration.ofMinutes(timeoutMinutes);
    }

    /** What tells requests for the same video apart from others; empty where nothing is to be submitted. */
    Optional<String> key() {
        return Optional.ofNullable(key);
    }

    /** What tells videos apart whose frames are the same; empty where the input is not known. */
    Optional<String> contentKey() {
        return Optional.ofNullable(contentKey);
    }

    /** The service that the request is submitted to, and that knows it from then on. */
    public ServiceUrl service() {
        return ServiceUrl.parse(serviceUrl);
    }

    /** From where the video may be downloaded. */
    public DownloadRules downloadRules() {
        return DownloadRules.of(service(), downloadHosts);
    }

    /** The credential with the token. */
    String credentialsId() {
        return credentialsId;
    }

    /** The video's path, empty where one is to be made up. */
    String output() {
        return output;
    }

    /** Whether the video becomes an artifact. */
    public boolean archive() {
        return archive;
    }
}
