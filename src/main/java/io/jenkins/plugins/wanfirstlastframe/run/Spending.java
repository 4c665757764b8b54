package io.jenkins.plugins.wanfirstlastframe.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the requests of this Jenkins cost, and what is set aside for those under way. A file for each day, to which a line is
 * added for each change: the last line of a request counts. Safe for many threads.
 *
 * <p>A sum is looked at and set aside in one step, so that two requests can't both take what is left.
 */
final class Spending {

    private static final Logger LOGGER = Logger.getLogger(Spending.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SUFFIX = ".jsonl";

    /** How many days are looked at: no build with requests under way is older. */
    private static final int DAYS = 31;

    /**
     * What one request costs.
     *
     * @param record the id of its record
     * @param job the full name of its job
     * @param build the number of its build
     * @param day the day on which it was set aside, by the controller's clock
     * @param usd in US dollars, as text; zero for one that is not billed
     * @param settled whether that is the last word, not what was set aside
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Entry(String record, String job, int build, String day, String usd, boolean settled) {
        BigDecimal amount() {
            return new BigDecimal(usd);
        }

        private Entry settled(String cost) {
            return new Entry(record, job, build, day, cost, true);
        }

        private Entry of(String otherJob) {
            return new Entry(record, otherJob, build, day, usd, settled);
        }
    }

    /**
     * A limit for what may be spent.
     *
     * @param max in US dollars
     * @param name what it is for, to stand before its amount in a sentence
     * @param counts whether an entry counts for it
     */
    record Limit(BigDecimal max, String name, Predicate<Entry> counts) {}

    /** A request would cost more than may be spent. The message is a sentence. */
    static final class LimitException extends Exception {
        private static final long serialVersionUID = 1L;

        LimitException(String sentence) {
            super(sentence);
        }
    }

    private final Path folder;
    private final Clock clock;

    // guarded by this
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private boolean loaded;

    Spending(File home, Clock clock) {
        this.folder = home.toPath().resolve("wan-first-last-frame-spending");
        this.clock = clock;
    }

    /** Today, as limits for a day mean it. */
    String today() {
        return LocalDate.ofInstant(clock.instant(), clock.getZone()).toString();
    }

    /**
     * Sets aside what a request will cost. What was set aside for it before is replaced.
     *
     * @param price in US dollars
     * @throws LimitException if that would be more than a limit allows; then nothing is set aside
     * @throws IOException if it can't be written down; then nothing is set aside
     */
    synchronized void reserve(String record, Run<?, ?> run, BigDecimal price, List<Limit> limits)
            throws LimitException, IOException {
        load();
        for (Limit limit : limits) {
            BigDecimal spent = sum(
                    entry -> !entry.record().equals(record) && limit.counts().test(entry));
            if (spent.add(price).compareTo(limit.max()) > 0) {
                throw new LimitException(limit.name() + " is " + limit.max().toPlainString() + " USD; "
                        + spent.toPlainString()
                        + " USD of that are spent or set aside for requests under way, and this one"
                        + " costs " + price.toPlainString() + " USD.");
            }
        }
        put(entry(record, run, price, false));
    }

    /**
     * Notes what a request has cost, or that it was not billed. One that was submitted elsewhere counts there.
     *
     * @param submittedHere whether this side submitted it under this record
     * @param usd null for what was set aside for it, which is the best that is known
     */
    synchronized void settle(String record, Run<?, ?> run, @CheckForNull BigDecimal usd, boolean submittedHere) {
        load();
        Entry reserved = entries.get(record);
        if (reserved == null && (!submittedHere || usd == null || usd.signum() == 0)) {
            return;
        }
        putSettled(
                reserved == null
                        ? entry(record, run, usd, true)
                        : reserved.settled(usd == null ? reserved.usd() : usd.toPlainString()));
    }

    /** Notes what that has cost for which something was set aside, also where its build is deleted. */
    synchronized void correct(String record, BigDecimal usd) {
        load();
        Entry reserved = entries.get(record);
        if (reserved != null) {
            putSettled(reserved.settled(usd.toPlainString()));
        }
    }

    private void putSettled(Entry entry) {
        try {
            put(entry);
        } catch (IOException e) {
            LOGGER.log(
                    Level.WARNING,
                    e,
                    () -> "What a request of " + entry.job() + " #" + entry.build()
                            + " has cost can't be written down");
        }
    }

    /**
     * A job has another name now, by which what it has spent is known from now on.
     *
     * @param before its full name until now
     */
    synchronized void renamed(String before, String now) {
        load();
        Map<String, List<Entry>> days = entries.values().stream()
                .filter(entry -> entry.job().equals(before))
                .map(entry -> entry.of(now))
                .collect(Collectors.groupingBy(Entry::day));
        days.forEach((day, renamed) -> {
            renamed.forEach(entry -> entries.put(entry.record(), entry)); // also if it can't be written down
            try {
                append(day, renamed);
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, e, () -> "What " + now + " has spent can't be written down by its new name");
            }
        });
    }

    private Entry entry(String record, Run<?, ?> run, BigDecimal usd, boolean settled) {
        return new Entry(record, run.getParent().getFullName(), run.getNumber(), today(), usd.toPlainString(), settled);
    }

    private BigDecimal sum(Predicate<Entry> counts) {
        return entries.values().stream().filter(counts).map(Entry::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** What a job's requests cost day by day, with what is set aside for those under way; days without any are not in it. */
    synchronized Map<LocalDate, BigDecimal> byDay(String job) {
        load();
        Map<LocalDate, BigDecimal> days = new HashMap<>();
        for (Entry entry : entries.values()) {
            if (entry.job().equals(job)) {
                days.merge(LocalDate.parse(entry.day()), entry.amount(), BigDecimal::add);
            }
        }
        return days;
    }

    /** All entries of the last month, oldest first. */
    synchronized Collection<Entry> entries() {
        load();
        return List.copyOf(entries.values());
    }

    /** On disk first: what is not written down must not be paid. */
    private void put(Entry entry) throws IOException {
        append(entry.day(), List.of(entry));
        entries.put(entry.record(), entry);
    }

    private void append(String day, List<Entry> changes) throws IOException {
        Files.createDirectories(folder);
        StringBuilder lines = new StringBuilder();
        for (Entry entry : changes) {
            lines.append(JSON.writeValueAsString(entry)).append('\n');
        }
        try (FileChannel file =
                FileChannel.open(folder.resolve(day + SUFFIX), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            ByteBuffer rest = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
            while (rest.hasRemaining()) {
                file.write(rest);
            }
            file.force(false);
        }
    }

    private void load() {
        if (loaded) {
            return;
        }
        loaded = true;
        LocalDate today = LocalDate.parse(today());
        for (int back = DAYS; back >= 0; back--) {
            Path file = folder.resolve(today.minusDays(back) + SUFFIX);
            if (Files.isRegularFile(file)) {
                read(file);
            }
        }
    }

    private void read(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            lines.map(line -> parse(file, line))
                    .flatMap(Optional::stream)
                    .forEach(entry -> entries.put(entry.record(), entry));
        } catch (IOException | UncheckedIOException e) {
            LOGGER.log(Level.WARNING, e, () -> "What was spent can't be read: " + file);
        }
    }

    /** A line that was cut short by a crash is left out: its request was not submitted. */
    private static Optional<Entry> parse(Path file, String line) {
        try {
            Entry entry = JSON.readValue(line, Entry.class);
            Objects.requireNonNull(entry.amount());
            return Optional.of(entry);
        } catch (JsonProcessingException | RuntimeException e) {
            LOGGER.log(Level.WARNING, e, () -> "A line of " + file + " can't be read");
            return Optional.empty();
        }
    }
}
