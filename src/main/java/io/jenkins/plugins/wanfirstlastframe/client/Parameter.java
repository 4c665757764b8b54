package io.jenkins.plugins.wanfirstlastframe.client;

import io.jenkins.plugins.wanfirstlastframe.client.ParameterType.DecimalRange;
import io.jenkins.plugins.wanfirstlastframe.client.ParameterType.Image;
import io.jenkins.plugins.wanfirstlastframe.client.ParameterType.IntegerChoice;
import io.jenkins.plugins.wanfirstlastframe.client.ParameterType.IntegerRange;
import io.jenkins.plugins.wanfirstlastframe.client.ParameterType.Text;
import io.jenkins.plugins.wanfirstlastframe.client.ParameterType.TextChoice;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The model's input, declared once: validation, the request's body, forms, options, documentation and the sandbox all
 * read it from here. Wire names, titles, bounds and defaults are those of the service's own schema.
 */
public enum Parameter {
    /** The frame the video starts with. On the wire it is {@code 68_image}, not 62. */
    START_IMAGE(
            "68_image",
            "Start Image",
            new Image(),
            "Runcomfy_Example_1259_1.png",
            true,
            "The frame the video starts with: a public HTTPS URL, the path of a PNG, JPEG or WebP file, or the name of a"
                    + " RunComfy example. At most 50 MB. A URL must be reachable without login or cookies; use a presigned"
                    + " one for a private image."),
    /** The frame the video ends with. On the wire it is {@code 62_image}. */
    END_IMAGE(
            "62_image",
            "End Image",
            new Image(),
            "Runcomfy_Example_1259_2.png",
            true,
            "The frame the video ends with, by the same rules as the start image."),
    /** What happens between the two frames. */
    PROMPT(
            "6_text",
            "Prompt",
            new Text(),
            "Puppy, playing, happy, barking, joyful",
            true,
            "What happens between the two frames, in words."),
    /** Width and height of the video in pixels. */
    RESOLUTION(
            "71_widthx71_height",
            "Resolution (W:H)",
            new TextChoice(List.of(
                    "480x480 (1:1)",
                    "720x720 (1:1)",
                    "480x720 (2:3)",
                    "720x480 (3:2)",
                    "540x960 (9:16)",
                    "576x1024 (9:16)",
                    "720x1280 (9:16)",
                    "960x540 (16:9)",
                    "1024x576 (16:9)",
                    "1280x720 (16:9)")),
            "720x720 (1:1)",
            false,
            "Width and height of the video in pixels. The ratio in parentheses may be left out."),
    /** How many frames the video has. */
    NUMBER_OF_FRAMES(
            "67_length",
            "Number of Frames",
            new IntegerChoice(List.of(81L, 141L)),
            "81",
            false,
            "How many frames the video has; divided by the frames per second it gives the length in seconds."),
    /** How fast the frames are played. */
    FRAMES_PER_SECOND(
            "73_frame_rate",
            "Frames Per Second",
            new IntegerRange(12, 24),
            "16",
            false,
            "How many frames are played in a second. The same frames at a higher rate make a shorter video."),
    /** Start value of the random numbers. */
    SEED(
            "57_noise_seed",
            "Seed",
            new IntegerRange(Long.MIN_VALUE, Long.MAX_VALUE),
            "96860978",
            false,
            "Start value of the random numbers. The same input with the same seed aims at the same video."),
    /** Number of denoising iterations. */
    STEPS(
            "57_steps",
            "Steps",
            new IntegerRange(6, 20),
            "20",
            false,
            "Number of denoising iterations; more steps refine detail and stability but take longer."),
    /** How strongly the video adheres to the prompt. */
    GUIDANCE_SCALE(
            "57_cfg",
            "Guidance Scale",
            new DecimalRange(new BigDecimal("0.6"), new BigDecimal("4")),
            "4",
            false,
            "Controls how strongly the output adheres to the prompt versus allowing creative variation."),
    /** Offset of the diffusion sampling schedule. */
    SHIFT(
            "54_shift",
            "Shift",
            new DecimalRange(new BigDecimal("1"), new BigDecimal("15")),
            "8",
            false,
            "Offsets the diffusion sampling schedule, trading stability for stronger motion/style as the value"
                    + " increases.");

    private final String wireName;
    private final String title;
    private final ParameterType type;
    private final String defaultText;
    private final boolean required;
    private final String help;

    Parameter(String wireName, String title, ParameterType type, String defaultText, boolean required, String help) {
        this.wireName = wireName;
        this.title = title;
        this.type = type;
        this.defaultText = defaultText;
        this.required = required;
        this.help = help;
    }

    /** The property's name in the request's body. */
    public String wireName() {
        return wireName;
    }

    /** The schema's title, by which messages and forms name the parameter. */
    public String title() {
        return title;
    }

    /** The title, in the reader's language. */
    public Phrase titlePhrase() {
        return new Phrase(name() + ".title", title, List.of());
    }

    /** The values it takes. */
    public ParameterType type() {
        return type;
    }

    /** What the service uses where an optional parameter is left out, and its example for a required one. */
    public String defaultText() {
        return defaultText;
    }

    /** Whether a request without it is refused. */
    public boolean required() {
        return required;
    }

    /** One or two sentences for a person who fills in a form. */
    public String help() {
        return help;
    }

    /** {@link #help}, in the reader's language. */
    public Phrase helpPhrase() {
        return new Phrase(name() + ".help", help.replace("'", "''"), List.of());
    }

    /** The name in Jenkinsfiles and scripts: {@code startImage}. */
    public String propertyName() {
        String[] words = name().toLowerCase(Locale.ROOT).split("_");
        return words[0]
                + Arrays.stream(words)
                        .skip(1)
                        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                        .reduce("", String::concat);
    }

    /** The name of the command line's option: {@code --start-image}. */
    public String optionName() {
        return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The parameter of that wire name, if the schema has one. */
    public static Optional<Parameter> ofWireName(String wireName) {
        return Arrays.stream(values())
                .filter(parameter -> parameter.wireName.equals(wireName))
                .findFirst();
    }

    /**
     * Reads a value of this parameter.
     *
     * @param given text or a number, never null
     * @return the value as {@link GenerationInput} keeps it
     * @throws InvalidValueException with the rest of a sentence that starts with the title
     */
    public Object parse(Object given) {
        String text = String.valueOf(given).strip();
        if (text.isEmpty()) {
            throw new InvalidValueException(Wording.EMPTY.with(type.limits()));
        }
        return type.parse(text);
    }
}
