package io.jenkins.plugins.wanfirstlastframe.script;

import java.util.List;

/** The libraries that a process needs to run scripts, beside the packages of this program that need no Jenkins. */
public final class ScriptLibraries {

    /** A class of each library, by which its jar is found; a test runs a script with these alone. */
    public static final List<String> CLASSES = List.of(
            "okhttp3.OkHttpClient",
            "okio.Buffer",
            "kotlin.Unit",
            "com.fasterxml.jackson.annotation.JsonInclude",
            "com.fasterxml.jackson.core.JsonFactory",
            "com.fasterxml.jackson.databind.ObjectMapper",
            "com.fasterxml.jackson.dataformat.csv.CsvFactory",
            "com.fasterxml.jackson.dataformat.yaml.YAMLFactory",
            "org.yaml.snakeyaml.LoaderOptions",
            "org.jcodec.common.model.Picture",
            "com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi",
            "com.twelvemonkeys.imageio.ImageReaderBase",
            "com.twelvemonkeys.imageio.metadata.CompoundDirectory",
            "com.twelvemonkeys.lang.StringUtil",
            "com.twelvemonkeys.io.FileUtil",
            "com.twelvemonkeys.image.ImageUtil");

    /** The packages of this program that scripts need, as folders of a jar below that of this program. */
    public static final List<String> PACKAGES = List.of("client", "clips", "generation", "mp4", "preview", "script");

    private ScriptLibraries() {}
}
