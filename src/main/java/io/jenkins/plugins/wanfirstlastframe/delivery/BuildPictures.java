package io.jenkins.plugins.wanfirstlastframe.delivery;

import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.preview.SmallPicture;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * The small pictures that a build keeps of a request beside its record: the two input frames as they were, and a poster of each
 * video. They are for the build's pages alone; no request fails for the want of one.
 */
@Restricted(NoExternalUse.class)
public final class BuildPictures {

    /** The start image as it was. */
    public static final String START = "start";

    /** The end image as it was. */
    public static final String END = "end";

    private static final Logger LOGGER = Logger.getLogger(BuildPictures.class.getName());
    private static final String FOLDER = "wan-first-last-frame";
    private static final String POSTER = "poster-";
    private static final String SUFFIX = ".jpg";
    private static final Pattern KIND = Pattern.compile("start|end|poster-[1-9][0-9]{0,3}");
    private static final Pattern FILE = Pattern.compile("[0-9A-Za-z-]{1,64}\\.(" + KIND + ")\\.jpg");

    private final Run<?, ?> run;
    private final String record;

    /**
     * The pictures of a request.
     *
     * @param record the id of its record
     */
    public BuildPictures(Run<?, ?> run, String record) {
        this.run = run;
        this.record = record;
    }

    /** The folder in which a build keeps its records and pictures; asked for each time, since a job may be moved meanwhile. */
    public static File folder(Run<?, ?> run) {
        return new File(run.getRootDir(), FOLDER);
    }

    /**
     * What the poster of a video is called.
     *
     * @param number of the video among those of its request, from 1
     */
    public static String poster(int number) {
        return POSTER + number;
    }

    /** The file name of a request's picture. */
    public static String fileName(String record, String kind) {
        return record + "." + kind + SUFFIX;
    }

    /** The file names of all pictures of a build. */
    public static Set<String> names(Run<?, ?> run) {
        String[] names = folder(run).list((folder, name) -> name.endsWith(SUFFIX));
        return names == null ? Set.of() : Set.of(names);
    }

    /**
     * A picture of a build.
     *
     * @param name from outside, not trusted
     * @return empty where it is none
     */
    public static Optional<File> file(Run<?, ?> run, String name) {
        return Optional.ofNullable(name)
                .filter(given -> FILE.matcher(given).matches())
                .map(given -> new File(folder(run), given))
                .filter(File::isFile);
    }

    /** Keeps pictures by what they are called, as {@link #keep(String, byte[])} does. */
    void keep(Map<String, byte[]> pictures) {
        pictures.forEach(this::keep);
    }

    /** Keeps a picture. Somebody else may have made it: what can't be one is left out. */
    void keep(String kind, byte[] picture) {
        if (kind == null || !KIND.matcher(kind).matches() || !isPicture(picture)) {
            return;
        }
        Path folder = folder(run).toPath();
        Path part = folder.resolve(fileName(record, kind) + ".part");
        try {
            Files.write(part, picture);
            Files.move(part, folder.resolve(fileName(record, kind)), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "A picture of a request of " + run + " can't be kept");
        }
    }

    private static boolean isPicture(byte[] picture) {
        return picture != null
                && picture.length > 2
                && picture.length <= SmallPicture.MAX_BYTES
                && (picture[0] & 0xff) == 0xff
                && (picture[1] & 0xff) == 0xd8
                && (picture[2] & 0xff) == 0xff; // as each JPEG file begins
    }

    /** Keeps the same pictures as a request of an earlier build, whose frames and first video these are. */
    void copyFrom(BuildPictures earlier) {
        for (String kind : new String[] {START, END, poster(1)}) {
            Path from = folder(earlier.run).toPath().resolve(fileName(earlier.record, kind));
            Path to = folder(run).toPath().resolve(fileName(record, kind));
            try {
                if (Files.isRegularFile(from)) {
                    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
                }
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, e, () -> "A picture of " + earlier.run + " can't be kept for " + run);
            }
        }
    }
}
