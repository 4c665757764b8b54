package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.Util;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.InputProblem;
import io.jenkins.plugins.wanfirstlastframe.client.InvalidInputException;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import java.io.Serializable;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A step's settings, checked and complete: what one build asks for. Survives a restart; holds no secret. */
final class JobSettings implements Serializable {

    private static final long serialVersionUID = 1L;

    @CheckForNull
    private final GenerationInput input;

    @CheckForNull
    private final String requestId;

    /** The service of this job, even if an administrator names another one while it is under way. */
    private final String serviceUrl;

    private final String credentialsId;
    private final String output;
    private final boolean archive;
    private final long timeoutMinutes;

    private JobSettings(
            @CheckForNull GenerationInput input,
            @CheckForNull String requestId,
            String serviceUrl,
            String credentialsId,
            String output,
            boolean archive,
            long timeoutMinutes) {
        this.input = input;
        this.requestId = requestId;
        this.serviceUrl = serviceUrl;
        this.credentialsId = credentialsId;
        this.output = output;
        this.archive = archive;
        this.timeoutMinutes = timeoutMinutes;
    }

    /**
     * Checks the settings as a whole.
     *
     * @param run the build that they are for
     * @param expand puts the build's variables into a text
     * @throws AbortException with all that is wrong
     */
    static JobSettings of(WanFirstLastFrameStep step, Run<?, ?> run, UnaryOperator<String> expand)
            throws AbortException {
        List<String> problems = new ArrayList<>();
        String request = expanded(step.getRequestId(), expand);
        GenerationInput input = input(step, expand, request != null, problems);
        String output = expanded(step.getOutput(), expand);
        try {
            output = OutputPath.check(output == null ? "" : output);
            if (request != null) {
                request = new RequestId(request).value();
            }
        } catch (IllegalArgumentException e) {
            problems.add(e.getMessage().replaceFirst("\\.$", ""));
        }
        WanFirstLastFrameConfiguration configuration = WanFirstLastFrameConfiguration.get();
        String credentialsId = step.getCredentialsId();
        if (!TokenCredentials.chosenBy(run, credentialsId)) {
            credentialsId = expanded(credentialsId, expand);
        }
        if (credentialsId == null) {
            credentialsId = configuration.getCredentialsId();
        }
        if (credentialsId == null) {
            problems.add(
                    "No credential is given, and there is no global default: name a \"Secret text\" credential that"
                            + " holds a RunComfy API token (credentialsId)");
        }
        Integer minutes = step.getTimeoutMinutes();
        if (minutes != null && minutes < 1) {
            problems.add("The time-out must be at least 1 minute");
        }
        if (!problems.isEmpty()) {
            throw new AbortException("Nothing was submitted: " + String.join("; ", problems) + ".");
        }
        return new JobSettings(
                input,
                request,
                configuration.service().toString(),
                credentialsId,
                output,
                step.isArchive(),
                minutes == null ? configuration.timeout().toMinutes() : minutes);
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

    @CheckForNull
    private static String expanded(@CheckForNull String text, UnaryOperator<String> expand) {
        return text == null ? null : Util.fixEmptyAndTrim(expand.apply(text));
    }

    /** What is to be submitted; empty where a job that the service has is to be followed. */
    Optional<GenerationInput> toSubmit() {
        return requestId == null ? Optional.ofNullable(input) : Optional.empty();
    }

    GenerationState begin(Clock clock) {
        return requestId != null
                ? follow(new RequestId(requestId), clock)
                : GenerationState.forInput(Objects.requireNonNull(input), clock.instant(), timeout());
    }

    /** Follows a job that the service has, whatever the settings say. */
    GenerationState follow(RequestId request, Clock clock) {
        return GenerationState.attachedTo(request, input, clock.instant(), timeout());
    }

    private Duration timeout() {
        return Duration.ofMinutes(timeoutMinutes);
    }

    ServiceUrl service() {
        return ServiceUrl.parse(serviceUrl);
    }

    String credentialsId() {
        return credentialsId;
    }

    /** The video's path, empty where one is to be made up. */
    String output() {
        return output;
    }

    boolean archive() {
        return archive;
    }
}
