package io.jenkins.plugins.wanfirstlastframe.script;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.InvalidInputException;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Outcome;
import io.jenkins.plugins.wanfirstlastframe.generation.RunningGeneration;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Describes a video, in a script. The two images and the prompt are needed, the rest is left to the service's defaults.
 * Nothing is checked or submitted before {@link #save}.
 */
public final class Video {

    private final ScriptContext context;
    private final GenerationInput.Builder input = GenerationInput.builder();

    @CheckForNull
    private String requestId;

    @CheckForNull
    private Duration timeout;

    private Making making = Making.ALWAYS;

    private boolean anyInput;

    Video(ScriptContext context) {
        this.context = context;
    }

    /** The frame the video starts with: a public HTTPS URL, or the name of a RunComfy example. */
    public Video startImage(String value) {
        return set(Parameter.START_IMAGE, value);
    }

    /** The frame the video ends with: a public HTTPS URL, or the name of a RunComfy example. */
    public Video endImage(String value) {
        return set(Parameter.END_IMAGE, value);
    }

    /** What happens between the two frames. */
    public Video prompt(String value) {
        return set(Parameter.PROMPT, value);
    }

    /** Width and height in pixels, such as {@code 1280x720}. */
    public Video resolution(String value) {
        return set(Parameter.RESOLUTION, value);
    }

    /** How many frames the video has: 81 or 141. */
    public Video numberOfFrames(int value) {
        return set(Parameter.NUMBER_OF_FRAMES, value);
    }

    /** How many frames are played in a second: 12 to 24. */
    public Video framesPerSecond(int value) {
        return set(Parameter.FRAMES_PER_SECOND, value);
    }

    /** Start value of the random numbers. */
    public Video seed(long value) {
        return set(Parameter.SEED, value);
    }

    /** Number of denoising iterations: 6 to 20. */
    public Video steps(int value) {
        return set(Parameter.STEPS, value);
    }

    /** How strongly the video adheres to the prompt: 0.6 to 4. */
    public Video guidanceScale(double value) {
        return set(Parameter.GUIDANCE_SCALE, value);
    }

    /** Offset of the diffusion sampling schedule: 1 to 15. */
    public Video shift(double value) {
        return set(Parameter.SHIFT, value);
    }

    /** Any parameter of the model; null for the service's default. */
    public Video set(Parameter parameter, @CheckForNull Object value) {
        input.set(parameter, value);
        anyInput = true;
        return this;
    }

    /** Fetches the video of a request that was submitted before, instead of paying for a new one. */
    public Video requestId(String value) {
        requestId = value;
        return this;
    }

    /** When to give the request up; 30 minutes unless it is said. */
    public Video timeout(Duration value) {
        timeout = value;
        return this;
    }

    /**
     * Keeps the video that is in its file already where nothing has changed since it was made: no parameter, and neither
     * frame's content. Nothing is submitted then, and no token is needed.
     */
    public Video onlyIfChanged() {
        making = making.or(new Making(true, false, false));
        return this;
    }

    /** Makes the video all the same, also where {@link #onlyIfChanged} would keep an earlier one. */
    public Video force() {
        making = making.or(new Making(false, true, false));
        return this;
    }

    /**
     * Submits nothing: checks the input and both frames, and saves a preview in the video's place. Needs no token. A video
     * that was made before is not replaced.
     */
    public Video dryRun() {
        making = making.or(new Making(false, false, true));
        return this;
    }

    /**
     * Has the video made, waits for it, and saves it. This costs money.
     *
     * @param file made with its folder; an older one is replaced, but only by a whole video
     * @throws WanException if there is no video in the end
     */
    public FinishedVideo save(String file) {
        return save(path(file));
    }

    /**
     * Has the video made, waits for it, and saves it. This costs money.
     *
     * @param file made with its folder; an older one is replaced, but only by a whole video
     * @throws WanException if there is no video in the end
     */
    public FinishedVideo save(Path file) {
        RunningGeneration request = start(context.session(), check(file), file);
        try {
            return finished(request.await("Interrupted"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return finished(request.outcome().getNow(new Outcome.Detached(request.state())));
        }
    }

    /**
     * Renders the two frames, cross-faded, on this machine: same size and length, no service, no cost. Here a frame may
     * also be the path of a local file.
     *
     * @throws WanException if the input or a frame is wrong
     */
    public Path preview(String file) {
        Path target = Preview.path(file);
        Preview.render(input, target, context.environment());
        return target;
    }

    /** How it comes about. */
    Making making() {
        return making;
    }

    static Path path(String name) {
        try {
            return FileNames.path(name);
        } catch (IllegalArgumentException e) {
            throw WanException.before(Failure.Kind.INPUT, "Nothing was submitted: " + e.getMessage());
        }
    }

    /** Checks the input as a whole, with every problem in the exception. */
    GenerationInput input() {
        try {
            return input.build();
        } catch (InvalidInputException e) {
            throw WanException.invalid(e);
        }
    }

    /** Checks what a submit, and a video after it, would need; gives the request's first state. */
    private GenerationState check(Path file) {
        GenerationState state = state(context.session());
        Session.checkTarget(state, file, making);
        return state;
    }

    private RunningGeneration start(Session session, GenerationState state, Path file) {
        return session.start(
                state, file, making, session.settings().pollInterval(), new ProgressLines(context.err(), ""));
    }

    /** A new request's first state, or an attached one's; throws if the input is wrong. */
    GenerationState state(Session session) {
        Duration limit = timeout != null ? timeout : session.settings().timeout();
        if (requestId == null) {
            return GenerationState.forInput(input(), session.clock().instant(), limit);
        }
        try {
            RequestId id = new RequestId(requestId);
            return GenerationState.attachedTo(
                    id, anyInput ? input() : null, session.clock().instant(), limit);
        } catch (IllegalArgumentException e) {
            throw WanException.before(Failure.Kind.INPUT, e.getMessage());
        }
    }

    private static FinishedVideo finished(Outcome outcome) {
        if (outcome instanceof Outcome.Finished finished) {
            return FinishedVideo.of(finished);
        }
        throw outcome instanceof Outcome.Failed failed
                ? new WanException(failed.failure())
                : WanException.before(Failure.Kind.ABORTED, "The request was left to itself.");
    }
}
