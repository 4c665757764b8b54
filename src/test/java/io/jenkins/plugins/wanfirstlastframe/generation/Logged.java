package io.jenkins.plugins.wanfirstlastframe.generation;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What this package logs while a test expects it to: kept, and not printed among the test's output. */
final class Logged implements AutoCloseable {

    private final Logger logger = Logger.getLogger(Logged.class.getPackageName());
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    private final Handler keeper = new Handler() {
        @Override
        public void publish(LogRecord log) {
            records.add(log);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    Logged() {
        logger.addHandler(keeper);
        logger.setUseParentHandlers(false);
    }

    /** Each line with its level in front. */
    List<String> lines() {
        return records.stream()
                .map(log -> log.getLevel() + " " + log.getMessage())
                .toList();
    }

    @Override
    public void close() {
        logger.setUseParentHandlers(true);
        logger.removeHandler(keeper);
    }
}
