package io.jenkins.plugins.wanfirstlastframe.process;

import hudson.AbortException;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.XmlFile;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.listeners.ItemListener;
import io.jenkins.plugins.wanfirstlastframe.VideoAction;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import java.io.File;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * The scripts of this Jenkins whose processes were begun and whose results are not kept yet, in a small file each. Pipeline's
 * own record of a step would not do: with the durability setting "performance optimized" it is not written before the end,
 * and a freestyle build has none. Safe for many threads.
 */
@Extension
@Restricted(NoExternalUse.class)
public final class BegunScripts {

    private static final Logger LOGGER = Logger.getLogger(BegunScripts.class.getName());
    private static final String SUFFIX = ".xml";

    private final File folder = new File(Jenkins.get().getRootDir(), "wan-first-last-frame-scripts");

    // guarded by this
    private final Map<String, BegunScript> scripts = new LinkedHashMap<>();
    private final Set<String> taken = new HashSet<>();
    private boolean loaded;

    /** The one of this Jenkins. */
    public static BegunScripts get() {
        return ExtensionList.lookupSingleton(BegunScripts.class);
    }

    /**
     * Notes a script that is about to be begun, and saves its build, of which otherwise a crash of Jenkins might leave nothing.
     *
     * @throws AbortException if that can't be written; then it must not be begun
     */
    void add(BegunScript script, Run<?, ?> run) throws AbortException {
        try {
            VideoAction.addTo(run);
            add(script);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "A script of " + run + " can't be written down");
            throw new AbortException("Nothing was run: the script can't be written down in Jenkins' home ("
                    + PlainText.oneLine(e.toString(), 200) + ").");
        }
    }

    private synchronized void add(BegunScript script) throws IOException {
        load();
        file(script.id()).write(script);
        scripts.put(script.id(), script);
    }

    /** A script's end is known and what it has made is kept, or it was not begun after all. */
    synchronized void remove(String id) {
        load();
        if (scripts.remove(id) == null) {
            return;
        }
        try {
            file(id).delete();
        } catch (IOException e) { // seen to once more after a restart, which does no harm
            LOGGER.log(Level.WARNING, e, () -> "The note of a script that is over can't be deleted: " + file(id));
        }
    }

    /** Nobody waits for a script's end any more, though its build may go on. One whose end is known is none of those. */
    synchronized void leave(String id) {
        load();
        BegunScript script = scripts.get(id);
        if (script != null && !script.isLeft()) {
            replace(script.left());
        }
    }

    /** A job has another name now. */
    private synchronized void moved(String before, String now) {
        load();
        scripts.values().stream()
                .filter(script -> script.isOfJob(before))
                .toList()
                .forEach(script -> replace(script.of(now)));
    }

    private void replace(BegunScript changed) {
        scripts.put(changed.id(), changed); // also if it can't be written down
        try {
            file(changed.id()).write(changed);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "The note of a script can't be changed: " + file(changed.id()));
        }
    }

    synchronized boolean contains(String id) {
        load();
        return scripts.containsKey(id);
    }

    /** All of them, in no order. */
    synchronized List<BegunScript> all() {
        load();
        return List.copyOf(scripts.values());
    }

    /** Those of a build. */
    public synchronized List<BegunScript> of(Run<?, ?> run) {
        load();
        return scripts.values().stream().filter(script -> script.isOf(run)).toList();
    }

    /** Those that a build has left behind. */
    public List<BegunScript> leftBy(Run<?, ?> run) {
        boolean over = !run.isBuilding();
        return of(run).stream().filter(script -> over || script.isLeft()).toList();
    }

    /** Lets one at a time keep what a script has made. Gives whether nobody else is at it. */
    synchronized boolean take(String id) {
        return taken.add(id);
    }

    /** To be called by the one who has taken it. */
    synchronized void release(String id) {
        taken.remove(id);
    }

    private XmlFile file(String id) {
        return new XmlFile(Run.XSTREAM2, new File(folder, id + SUFFIX));
    }

    private void load() {
        if (loaded) {
            return;
        }
        loaded = true;
        File[] files = folder.listFiles((in, name) -> name.endsWith(SUFFIX));
        for (File file : files == null ? new File[0] : files) {
            try {
                BegunScript script = ((BegunScript) new XmlFile(Run.XSTREAM2, file).read()).checked();
                scripts.put(script.id(), script);
            } catch (IOException | RuntimeException e) { // XStream throws what it likes for a damaged file
                LOGGER.log(Level.WARNING, e, () -> "The note of a script can't be read and is left out: " + file);
            }
        }
    }

    /** A script is known by the name that its job has. */
    @Extension
    public static final class Moves extends ItemListener {

        @Override
        public void onLocationChanged(Item item, String oldFullName, String newFullName) {
            if (item instanceof Job) { // a folder's jobs are told of one by one
                get().moved(oldFullName, newFullName);
            }
        }
    }
}
