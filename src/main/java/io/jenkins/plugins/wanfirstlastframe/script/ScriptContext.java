package io.jenkins.plugins.wanfirstlastframe.script;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.generation.Outcome;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What one run of a script has: its arguments, its environment, and its requests at the service. Scripts that run side by
 * side in one process have one each; plain {@code jshell} has one for the whole process.
 *
 * <p>A thread that a script starts belongs to the script's context. A thread of a shared pool may not; it is counted to
 * the one script that runs, where there is just one.
 */
final class ScriptContext implements AutoCloseable {

    private static final String USER_AGENT = "wan-first-last-frame-script";

    private static final InheritableThreadLocal<ScriptContext> OF_THREAD = new InheritableThreadLocal<>();
    private static final Set<ScriptContext> RUNNING = ConcurrentHashMap.newKeySet();

    /** Made when it is first needed: only plain {@code jshell} needs it. */
    private static final class OfProcess {
        private static final ScriptContext CONTEXT =
                new ScriptContext(words(System.getProperty("wan.args", "")), NativeText.environment(), System.err);
    }

    private final List<String> arguments;
    private final Map<String, String> environment;
    private final PrintStream err;
    private final Queue<String> includes = new ConcurrentLinkedQueue<>();
    private final Set<Failure> toldWhileAborting = Collections.newSetFromMap(new IdentityHashMap<>());

    // guarded by this
    @CheckForNull
    private Session session;

    @CheckForNull
    private Thread shutdownHook;

    @CheckForNull
    private Failure unnoticed;

    private boolean aborting;
    private volatile boolean closed;

    private ScriptContext(List<String> arguments, Map<String, String> environment, PrintStream err) {
        this.arguments = List.copyOf(arguments);
        this.environment = Map.copyOf(environment);
        this.err = err;
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split("\\s+")).filter(word -> !word.isEmpty()).toList();
    }

    /**
     * Begins a run of a script on the calling thread. {@link #close} ends it.
     *
     * @param err where the script's requests tell their progress
     */
    static ScriptContext begin(List<String> arguments, Map<String, String> environment, PrintStream err) {
        ScriptContext context = new ScriptContext(arguments, environment, err);
        RUNNING.add(context);
        OF_THREAD.set(context);
        return context;
    }

    /** The context that the calling thread works for. */
    static ScriptContext current() {
        ScriptContext own = OF_THREAD.get();
        if (own != null && !own.closed) {
            return own;
        }
        List<ScriptContext> running = List.copyOf(RUNNING);
        return running.size() == 1 ? running.get(0) : OfProcess.CONTEXT;
    }

    List<String> arguments() {
        return arguments;
    }

    Map<String, String> environment() {
        return environment;
    }

    PrintStream err() {
        return err;
    }

    /**
     * Asks for another script to be run, which happens once the statement that asks is through.
     *
     * @throws WanException if there is nobody who could do that
     */
    void include(String name) {
        if (this == OfProcess.CONTEXT) {
            throw new WanException(new Failure(
                    Failure.Kind.INPUT,
                    "The jshell tool itself can't include a script: write /open and its name, or use wan run.",
                    null,
                    Billing.UNAFFECTED,
                    ""));
        }
        includes.add(name);
    }

    /** What is to be included now, in the order in which it was asked for. */
    List<String> takeIncludes() {
        List<String> names = new ArrayList<>();
        for (String name = includes.poll(); name != null; name = includes.poll()) {
            names.add(name);
        }
        return names;
    }

    /**
     * The requests of this run, made on first use, and ended early when the process is.
     *
     * @throws WanException if the environment is wrong
     */
    synchronized Session session() {
        if (session == null) {
            if (closed) {
                throw WanException.before(Failure.Kind.ABORTED, "The script is over, so nothing was submitted.");
            }
            Session made;
            try {
                made = new Session(Settings.of(environment), USER_AGENT, ScriptResults.of(environment));
            } catch (IllegalArgumentException e) {
                throw WanException.before(Failure.Kind.INPUT, e.getMessage());
            }
            shutdownHook = new Thread(() -> abort(made), "wan-abort");
            try {
                Runtime.getRuntime().addShutdownHook(shutdownHook);
            } catch (IllegalStateException e) {
                made.close();
                throw WanException.before(Failure.Kind.ABORTED, "The program was ended before anything was submitted.");
            }
            session = made;
        }
        return session;
    }

    /** Tells on the way out what became of the requests, since the script may not come to it. */
    private void abort(Session ending) {
        synchronized (this) {
            aborting = true;
        }
        for (Outcome outcome : ending.abortAll("Interrupted")) {
            if (outcome instanceof Outcome.Failed failed) {
                tell(failed.failure(), "");
            }
        }
    }

    /** Prints a failure of a request, once however many come to know of it while the process is ending. */
    synchronized void tell(Failure failure, String prefix) {
        if (!aborting || toldWhileAborting.add(failure)) {
            err.println(prefix + failure.message());
        }
    }

    /** Keeps a failure that a batch reports in its result only, so that the exit code tells of it all the same. */
    synchronized void note(Failure failure) {
        if (unnoticed == null) {
            unnoticed = failure;
        }
    }

    /** The exit code of a script that came to its end. */
    synchronized int exitCode() {
        return unnoticed == null ? ExitCode.OK : ExitCode.of(unnoticed.kind());
    }

    /** Lets the threads go that the script's requests needed. The calling thread has no context from then on. */
    @Override
    public void close() {
        Session ending;
        synchronized (this) {
            closed = true;
            ending = session;
            if (ending != null) {
                removeShutdownHook();
            }
        }
        RUNNING.remove(this);
        if (OF_THREAD.get() == this) {
            OF_THREAD.remove();
        }
        if (ending != null) {
            ending.close();
        }
    }

    private void removeShutdownHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            // the process is ending already, and the hook with it
            return;
        }
    }
}
