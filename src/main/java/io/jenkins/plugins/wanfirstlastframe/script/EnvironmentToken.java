package io.jenkins.plugins.wanfirstlastframe.script;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.TokenSource;
import io.jenkins.plugins.wanfirstlastframe.client.TokenText;
import io.jenkins.plugins.wanfirstlastframe.generation.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/** The token from a file or from the environment, read anew for every call and never kept. */
public final class EnvironmentToken implements TokenSource {

    /** The variable that holds the token. */
    public static final String VARIABLE = "RUNCOMFY_TOKEN";
    /** The variable that names a file with the token in it. */
    public static final String FILE_VARIABLE = "RUNCOMFY_TOKEN_FILE";

    private static final long LONGEST_FILE = 64 * 1024;

    private final Map<String, String> environment;

    @CheckForNull
    private final String file;

    /**
     * A source that reads the variables which {@link #VARIABLE} and {@link #FILE_VARIABLE} name.
     *
     * @param file goes before the environment; null for the environment alone
     */
    public EnvironmentToken(Map<String, String> environment, @CheckForNull Path file) {
        this.environment = environment;
        String named = environment.getOrDefault(FILE_VARIABLE, "");
        this.file = file != null ? file.toString() : named.isBlank() || hasToken() ? null : named;
    }

    private boolean hasToken() {
        return !environment.getOrDefault(VARIABLE, "").isBlank();
    }

    @Override
    public String token() throws TokenException {
        return file == null ? fromEnvironment() : fromFile(file);
    }

    private String fromEnvironment() throws TokenException {
        if (!hasToken()) {
            throw new TokenException("there is no token: set the environment variable " + VARIABLE
                    + ", or name a file that holds it with " + FILE_VARIABLE);
        }
        return TokenText.check(description(), environment.get(VARIABLE));
    }

    private String fromFile(String name) throws TokenException {
        byte[] content;
        try {
            Path path = FileNames.path(name);
            if (Files.size(path) > LONGEST_FILE) {
                throw new TokenException("the token file " + name + " is too long to hold just a token");
            }
            content = Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw new TokenException("the token file " + name + " does not exist");
        } catch (IOException e) {
            throw new TokenException("the token file " + name + " can't be read (" + AtomicFiles.reason(e) + ")");
        } catch (IllegalArgumentException e) {
            String sentence = e.getMessage();
            throw new TokenException("the token file can't be read: " + sentence.substring(0, sentence.length() - 1));
        }
        return TokenText.read(description(), content);
    }

    @Override
    public String description() {
        return file == null ? "the token in " + VARIABLE : "the token in the file " + file;
    }
}
