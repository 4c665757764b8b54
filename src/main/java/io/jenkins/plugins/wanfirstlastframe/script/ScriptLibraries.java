package io.jenkins.plugins.wanfirstlastframe.script;

import java.util.List;

/** The libraries that a process needs to run scripts, beside this program. */
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

    private ScriptLibraries() {}
}
