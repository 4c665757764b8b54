package io.jenkins.plugins.wanfirstlastframe.client;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import okhttp3.HttpUrl;

/** What the name of an output's file tells of its content. */
public enum OutputFile {
    /** A video of the form that this model makes. */
    VIDEO,
    /** An image, a text or something else that no video can be. */
    OTHER,
    /** The name tells nothing: its content type and content do. */
    UNKNOWN;

    private static final Set<String> VIDEOS = Set.of("mp4", "m4v", "mov", "qt");
    private static final Set<String> OTHERS = Set.of(
            "png", "jpg", "jpeg", "jfif", "webp", "gif", "bmp", "tif", "tiff", "avif", "heic", "heif", "svg", "ico",
            "exr", "json", "txt", "log", "csv", "xml", "md", "html", "htm", "srt", "vtt", "zip", "wav", "mp3", "m4a",
            "flac", "ogg", "pdf");

    /** What the last part of a URL's path says. */
    public static OutputFile of(String url) {
        HttpUrl parsed = HttpUrl.parse(url);
        List<String> path = parsed == null ? List.of(url.split("[?#]", 2)[0].split("/")) : parsed.pathSegments();
        String name = path.isEmpty() ? "" : path.get(path.size() - 1).strip();
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        boolean ends = ending.length() < name.length();
        return !ends ? UNKNOWN : VIDEOS.contains(ending) ? VIDEO : OTHERS.contains(ending) ? OTHER : UNKNOWN;
    }
}
