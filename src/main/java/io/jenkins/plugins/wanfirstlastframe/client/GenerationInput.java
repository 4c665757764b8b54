package io.jenkins.plugins.wanfirstlastframe.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A valid input of the model: what was given for each {@link Parameter}. What was not given is left to the service's
 * defaults and is not in the request. Immutable.
 */
public final class GenerationInput implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Texts by the parameters' property names, so that whatever keeps it needs to know no class of this program. */
    private final LinkedHashMap<String, String> given = new LinkedHashMap<>();

    /** What {@link #given} says, as values; made when it is needed. */
    @CheckForNull
    @SuppressFBWarnings(value = "SE_TRANSIENT_FIELD_NOT_RESTORED", justification = "made when it is needed")
    private transient volatile EnumMap<Parameter, Object> values;

    private GenerationInput(EnumMap<Parameter, Object> values) {
        values.forEach((parameter, value) -> given.put(parameter.propertyName(), value.toString()));
        this.values = values;
    }

    private EnumMap<Parameter, Object> parsed() {
        EnumMap<Parameter, Object> known = values;
        if (known == null) {
            known = new EnumMap<>(Parameter.class);
            for (Parameter parameter : Parameter.values()) {
                String text = given.get(parameter.propertyName());
                if (text != null) {
                    known.put(parameter, parameter.parse(text));
                }
            }
            values = known;
        }
        return known;
    }

    /** Starts an input with nothing in it. */
    public static Builder builder() {
        return new Builder();
    }

    /** What was given, in the order of the parameters: each a {@link String}, {@link Long} or {@link BigDecimal}. */
    public Map<Parameter, Object> values() {
        return Collections.unmodifiableMap(parsed());
    }

    /** What was given for a parameter, if anything was. */
    public Optional<Object> given(Parameter parameter) {
        return Optional.ofNullable(parsed().get(parameter));
    }

    /** What was given for a parameter, or the service's default. */
    public Object effective(Parameter parameter) {
        Object value = parsed().get(parameter);
        return value != null ? value : parameter.parse(parameter.defaultText());
    }

    /** The start image, as the service will read it. */
    public ImageSource startImage() {
        return ImageSource.parse((String) effective(Parameter.START_IMAGE));
    }

    /** The end image, as the service will read it. */
    public ImageSource endImage() {
        return ImageSource.parse((String) effective(Parameter.END_IMAGE));
    }

    /** Whether one of its images is a file, which this side sends to the service. */
    public boolean hasFiles() {
        return startImage() instanceof ImageSource.ImageFile || endImage() instanceof ImageSource.ImageFile;
    }

    /** The prompt. */
    public String prompt() {
        return (String) effective(Parameter.PROMPT);
    }

    /** The video's width in pixels. */
    public int width() {
        return side(0);
    }

    /** The video's height in pixels. */
    public int height() {
        return side(1);
    }

    private int side(int index) {
        String resolution = ParameterType.TextChoice.withoutRemark((String) effective(Parameter.RESOLUTION));
        return Integer.parseInt(resolution.split("x")[index]);
    }

    /** How many frames the video has. */
    public int numberOfFrames() {
        return ((Long) effective(Parameter.NUMBER_OF_FRAMES)).intValue();
    }

    /** How many frames are played in a second. */
    public int framesPerSecond() {
        return ((Long) effective(Parameter.FRAMES_PER_SECOND)).intValue();
    }

    /** The seed that the service uses. */
    public long seed() {
        return (Long) effective(Parameter.SEED);
    }

    /** The number of denoising iterations. */
    public int steps() {
        return ((Long) effective(Parameter.STEPS)).intValue();
    }

    /**
     * This input with its images' addresses cut at the query, which may be a signature: to be kept, not to be sent. The path of
     * a file stays as it is.
     */
    public GenerationInput withoutQueries() {
        EnumMap<Parameter, Object> shown = new EnumMap<>(parsed());
        for (Parameter image : List.of(Parameter.START_IMAGE, Parameter.END_IMAGE)) {
            shown.computeIfPresent(image, (parameter, text) -> withoutQuery(text.toString()));
        }
        return new GenerationInput(shown);
    }

    private static String withoutQuery(String image) {
        return ImageSource.parse(image) instanceof ImageSource.WebAddress ? image.replaceFirst("[?#].*$", "") : image;
    }

    @Override
    public boolean equals(@CheckForNull Object other) {
        return other instanceof GenerationInput input && given.equals(input.given);
    }

    @Override
    public int hashCode() {
        return given.hashCode();
    }

    @Override
    public String toString() {
        return PlainText.oneLine(given.toString());
    }

    /** Collects an input. Nothing is refused before {@link #build}, which then tells every problem at once. */
    public static final class Builder {

        private final EnumMap<Parameter, Object> given = new EnumMap<>(Parameter.class);

        private Builder() {}

        /**
         * Sets a parameter.
         *
         * @param value text or a number as a person gave it; null or blank text for an optional parameter leaves it to
         *     the service's default
         */
        public Builder set(Parameter parameter, @CheckForNull Object value) {
            if (value == null || value.toString().isBlank() && !parameter.required()) {
                given.remove(parameter);
            } else {
                given.put(parameter, value);
            }
            return this;
        }

        /** What was set for a parameter, unchecked; null if nothing was. */
        @CheckForNull
        public Object given(Parameter parameter) {
            return given.get(parameter);
        }

        public Builder startImage(String value) {
            return set(Parameter.START_IMAGE, value);
        }

        public Builder endImage(String value) {
            return set(Parameter.END_IMAGE, value);
        }

        public Builder prompt(String value) {
            return set(Parameter.PROMPT, value);
        }

        public Builder resolution(String value) {
            return set(Parameter.RESOLUTION, value);
        }

        public Builder numberOfFrames(int value) {
            return set(Parameter.NUMBER_OF_FRAMES, value);
        }

        public Builder framesPerSecond(int value) {
            return set(Parameter.FRAMES_PER_SECOND, value);
        }

        public Builder seed(long value) {
            return set(Parameter.SEED, value);
        }

        public Builder steps(int value) {
            return set(Parameter.STEPS, value);
        }

        public Builder guidanceScale(double value) {
            return set(Parameter.GUIDANCE_SCALE, value);
        }

        public Builder shift(double value) {
            return set(Parameter.SHIFT, value);
        }

        /** What {@link #build} would refuse, in the order of the parameters. */
        public List<InputProblem> problems() {
            List<InputProblem> problems = new ArrayList<>();
            parse(problems);
            return problems;
        }

        /**
         * Checks the input as a whole.
         *
         * @throws InvalidInputException with every problem there is
         */
        public GenerationInput build() throws InvalidInputException {
            List<InputProblem> problems = new ArrayList<>();
            EnumMap<Parameter, Object> values = parse(problems);
            if (!problems.isEmpty()) {
                throw new InvalidInputException(problems);
            }
            return new GenerationInput(values);
        }

        private EnumMap<Parameter, Object> parse(List<InputProblem> problems) {
            EnumMap<Parameter, Object> values = new EnumMap<>(Parameter.class);
            for (Parameter parameter : Parameter.values()) {
                Object value = given.get(parameter);
                if (value == null) {
                    if (parameter.required()) {
                        problems.add(new InputProblem(
                                parameter,
                                null,
                                "is missing; it must be " + parameter.type().bounds()));
                    }
                    continue;
                }
                try {
                    values.put(parameter, parameter.parse(value));
                } catch (IllegalArgumentException e) {
                    problems.add(new InputProblem(parameter, value.toString(), e.getMessage()));
                }
            }
            return values;
        }
    }
}
