package io.jenkins.plugins.wanfirstlastframe.script;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.ImageSource;
import io.jenkins.plugins.wanfirstlastframe.client.InvalidInputException;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameException;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameLimits;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameLoader;
import io.jenkins.plugins.wanfirstlastframe.preview.PreviewRenderer;
import io.jenkins.plugins.wanfirstlastframe.preview.VideoFormat;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import okhttp3.OkHttpClient;

/**
 * Checks an input with both frames, and cross-fades them on this machine. The service is not asked, so no failure says
 * anything of billing. Beside what the service takes, a frame may be a file of this machine.
 */
public final class Preview {

    /** The colon alone makes none: it may stand in a file's name. */
    private static final Pattern URL = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*://|data:).*", Pattern.DOTALL);

    private static final Pattern FILE_URL = Pattern.compile("file:/.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final String NEEDS_UTF8 =
            " Java reads the letters of such a name in a UTF-8 locale alone: set LC_ALL=C.UTF-8.";

    private Preview() {}

    /**
     * Writes the preview of an input.
     *
     * @param draft the input, unchecked. Its start and end image may be the path of a local file too, absolute or from
     *     the working directory; the name of a RunComfy example always means the example
     * @param file its folder is made where it is missing
     * @param environment the variables that may name a proxy
     * @throws WanException if the input or a frame can't be used, or the file can't be written
     */
    public static void render(GenerationInput.Builder draft, Path file, Map<String, String> environment) {
        OkHttpClient http = client(environment);
        Path target = file.toAbsolutePath().normalize();
        try {
            Map<Parameter, Path> localFiles = localFiles(draft);
            GenerationInput input = checked(draft, localFiles.keySet());
            FrameLoader loader = new FrameLoader(http, FrameLimits.DEFAULT);
            BufferedImage start = load(loader, localFiles.get(Parameter.START_IMAGE), input.startImage());
            BufferedImage end = load(loader, localFiles.get(Parameter.END_IMAGE), input.endImage());
            VideoFormat format =
                    new VideoFormat(input.width(), input.height(), input.numberOfFrames(), input.framesPerSecond());
            Files.createDirectories(target.resolveSibling(""));
            new PreviewRenderer().render(start, end, format, target);
        } catch (InvalidInputException | FrameException e) {
            throw failure(Failure.Kind.INPUT, e.getMessage() + ".");
        } catch (IOException e) {
            throw failure(
                    Failure.Kind.DELIVERY, "The preview " + target + " can't be written: " + reason(e, target) + ".");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(Failure.Kind.ABORTED, "The preview was interrupted.");
        } finally {
            http.connectionPool().evictAll();
        }
    }

    private static OkHttpClient client(Map<String, String> environment) {
        try {
            return ProxyEnvironment.of(environment)
                    .applyTo(new OkHttpClient.Builder())
                    .build();
        } catch (IllegalArgumentException e) {
            throw failure(Failure.Kind.INPUT, e.getMessage());
        }
    }

    /** The path of a preview's file. */
    static Path path(String name) {
        try {
            return FileNames.path(name);
        } catch (IllegalArgumentException e) {
            throw failure(Failure.Kind.INPUT, e.getMessage());
        }
    }

    /** Checks all but the local files, in whose place the parameter's default is taken. */
    private static GenerationInput checked(GenerationInput.Builder draft, Set<Parameter> localFiles)
            throws InvalidInputException {
        GenerationInput.Builder input = GenerationInput.builder();
        for (Parameter parameter : Parameter.values()) {
            input.set(parameter, localFiles.contains(parameter) ? parameter.defaultText() : draft.given(parameter));
        }
        return input.build();
    }

    private static BufferedImage load(FrameLoader loader, @CheckForNull Path localFile, ImageSource source)
            throws FrameException, InterruptedException {
        return localFile != null ? loader.load(localFile) : loader.load(source);
    }

    /** What of the two images is the path of a file: all that the service would not take and that is no other URL. */
    private static Map<Parameter, Path> localFiles(GenerationInput.Builder draft) {
        Map<Parameter, Path> files = new EnumMap<>(Parameter.class);
        for (Parameter parameter : List.of(Parameter.START_IMAGE, Parameter.END_IMAGE)) {
            Object given = draft.given(parameter);
            String text = given == null ? "" : given.toString();
            boolean fileUrl = FILE_URL.matcher(text).matches();
            if (fileUrl || !text.isBlank() && !URL.matcher(text).matches() && !isForTheService(text)) {
                files.put(parameter, path(text, fileUrl));
            }
        }
        return files;
    }

    private static boolean isForTheService(String text) {
        try {
            return !(ImageSource.parse(text.strip()) instanceof ImageSource.ImageFile);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Path path(String text, boolean fileUrl) {
        try {
            return fileUrl ? Path.of(URI.create(text)) : Path.of(text);
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            throw failure(
                    Failure.Kind.INPUT,
                    "The frame " + PlainText.oneLine(text) + " is no path of this machine: "
                            + PlainText.oneLine(String.valueOf(e.getMessage())) + "."
                            + (text.chars().allMatch(c -> c < 128) ? "" : NEEDS_UTF8));
        }
    }

    /** Some exceptions of files have no more than the path as their message. */
    private static String reason(IOException e, Path target) {
        if (e instanceof AccessDeniedException) {
            return "this user may not write to the folder " + target.getParent();
        }
        if (e instanceof FileAlreadyExistsException file) {
            return file.getFile() + " is not a folder";
        }
        return e.getMessage();
    }

    private static WanException failure(Failure.Kind kind, String sentence) {
        return new WanException(new Failure(kind, sentence, null, Billing.UNAFFECTED, ""));
    }
}
