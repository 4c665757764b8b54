package io.jenkins.plugins.wanfirstlastframe.script;

import java.util.List;

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
 * <p>A script runs with {@code wan run puppy.jsh} and with the JDK's own tool: {@code jshell --class-path wan.jar
 * puppy.jsh}.
 *
 * <p>The token comes from the environment variable {@code RUNCOMFY_TOKEN}, or from the file that {@code
 * RUNCOMFY_TOKEN_FILE} names; another service from {@code RUNCOMFY_BASE_URL}.
 */
public final class Wan {

    private Wan() {}

    /** Begins to describe a video. */
    public static Video video() {
        return new Video(ScriptContext.current());
    }

    /** Begins a batch of videos that are made side by side. */
    public static Batch batch() {
        return new Batch(ScriptContext.current());
    }

    /**
     * What stood behind the script's name on the command line. In plain {@code jshell}, which passes no arguments, the
     * words of the system property {@code wan.args}.
     */
    public static List<String> args() {
        return ScriptContext.current().arguments();
    }

    /**
     * Runs another script at this place, once the statement that calls this is through: what it declares is there from the
     * next statement on. A script that was run before is not run again. The {@code jshell} tool itself has {@code /open} for
     * this.
     *
     * @param script its file, from the folder of the script that includes it
     */
    public static void include(String script) {
        ScriptContext.current().include(script);
    }
}
