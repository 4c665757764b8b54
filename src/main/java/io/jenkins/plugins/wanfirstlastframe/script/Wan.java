package io.jenkins.plugins.wanfirstlastframe.script;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.generation.Outcome;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a script begins: {@code import static io.jenkins.plugins.wanfirstlastframe.script.Wan.*;}. In {@code jshell}
 * lines of a call chain end with the dot, since a line that could be the end of a statement is taken for one.
 *
 * <pre>{@code
 * video().
 *     startImage("Runcomfy_Example_1259_1.png").
 *     endImage("Runcomfy_Example_1259_2.png").
 *     prompt("Puppy, playing, happy, barking, joyful").
 *     save("puppy.mp4");
 * }</pre>
 *
 * <p>The same script runs with {@code wan run puppy.jsh} and with the JDK's own tool: {@code jshell --class-path wan.jar
 * puppy.jsh}.
 *
 * <p>The token comes from the environment variable {@code RUNCOMFY_TOKEN}, or from the file that {@code
 * RUNCOMFY_TOKEN_FILE} names; another service from {@code RUNCOMFY_BASE_URL}.
 */
public final class Wan {

    private static final String USER_AGENT = "wan-first-last-frame-script";

    private static final Set<Failure> TOLD = Collections.newSetFromMap(new IdentityHashMap<>());

    private static Map<String, String> environment = System.getenv();

    @CheckForNull
    private static List<String> arguments;

    @CheckForNull
    private static Session session;

    @CheckForNull
    private static Failure unnoticed;

    private Wan() {}

    /** Begins to describe a video. */
    public static Video video() {
        return new Video();
    }

    /** Begins a batch of videos that are made side by side. */
    public static Batch batch() {
        return new Batch();
    }

    /**
     * What stood behind the script's name on the command line. In plain {@code jshell}, which passes no arguments, the
     * words of the system property {@code wan.args}.
     */
    public static synchronized List<String> args() {
        if (arguments == null) {
            arguments = Arrays.stream(System.getProperty("wan.args", "").split("\\s+"))
                    .filter(word -> !word.isEmpty())
                    .toList();
        }
        return arguments;
    }

    /** Gives the next script its arguments and its environment. */
    static synchronized void begin(List<String> scriptArguments, Map<String, String> variables) {
        arguments = List.copyOf(scriptArguments);
        environment = Map.copyOf(variables);
        session = null;
        unnoticed = null;
    }

    /** Lets the threads go that the script's requests needed. */
    static synchronized void end() {
        if (session != null) {
            session.close();
            session = null;
        }
    }

    /** The requests of this process, ended early when the process is. */
    static synchronized Session session() {
        if (session == null) {
            try {
                Session made = new Session(Settings.of(environment), USER_AGENT);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> abort(made), "wan-abort"));
                session = made;
            } catch (IllegalArgumentException e) {
                throw WanException.before(Failure.Kind.INPUT, e.getMessage());
            }
        }
        return session;
    }

    /** Tells on the way out what became of the requests, since the script may not come to it. */
    private static void abort(Session ending) {
        for (Outcome outcome : ending.abortAll("Interrupted")) {
            if (outcome instanceof Outcome.Failed failed) {
                tell(failed.failure(), "");
            }
        }
    }

    /** Prints a failure of a request, once however many come to know of it. */
    static synchronized void tell(Failure failure, String prefix) {
        if (TOLD.add(failure)) {
            System.err.println(prefix + failure.message());
        }
    }

    /** Keeps a failure that a batch reports in its result only, so that the exit code tells of it all the same. */
    static synchronized void note(Failure failure) {
        if (unnoticed == null) {
            unnoticed = failure;
        }
    }

    /** The exit code of a script that came to its end. */
    static synchronized int exitCode() {
        return unnoticed == null ? ExitCode.OK : ExitCode.of(unnoticed.kind());
    }
}
