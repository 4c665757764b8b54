package io.jenkins.plugins.wanfirstlastframe.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.ModelInfo;
import io.jenkins.plugins.wanfirstlastframe.client.RunComfyClient;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What the catalogues of services say of the model, asked for from time to time. Safe for many threads. */
final class PriceList {

    private static final Logger LOGGER = Logger.getLogger(PriceList.class.getName());

    /** How long an entry is good. */
    private static final Duration FRESH = Duration.ofHours(1);

    /** How long nobody asks again after a catalogue gave no answer. */
    private static final Duration PAUSE = Duration.ofMinutes(5);

    private final Map<String, Entry> byService = new ConcurrentHashMap<>();

    /** What a catalogue said last. */
    private static final class Entry {
        // guarded by this
        @CheckForNull
        private ModelInfo model;

        private long askedAt;
        private boolean asked;

        private synchronized Optional<ModelInfo> known() {
            return Optional.ofNullable(model);
        }

        private synchronized Optional<ModelInfo> current(RunComfyClient client) {
            Duration good = model == null ? PAUSE : FRESH;
            if (!asked || System.nanoTime() - askedAt > good.toNanos()) {
                try {
                    model = client.model();
                } catch (ServiceException e) { // a price is good to know, and no more than that
                    LOGGER.log(Level.FINE, e, () -> "The price isn't known: " + e.getMessage());
                }
                asked = true;
                askedAt = System.nanoTime();
            }
            return Optional.ofNullable(model);
        }
    }

    /**
     * The catalogue's entry; asks for it where it isn't known, or no longer good. May take as long as the call does.
     *
     * @return empty where the catalogue gives no answer
     */
    Optional<ModelInfo> current(RunComfyClient client) {
        return entry(client).current(client);
    }

    /** The catalogue's entry as it was last seen. */
    Optional<ModelInfo> known(RunComfyClient client) {
        return entry(client).known();
    }

    private Entry entry(RunComfyClient client) {
        return byService.computeIfAbsent(client.service().toString(), service -> new Entry());
    }
}
