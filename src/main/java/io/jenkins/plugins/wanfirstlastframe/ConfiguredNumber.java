package io.jenkins.plugins.wanfirstlastframe;

import io.jenkins.plugins.wanfirstlastframe.client.PlainText;

/** The numbers of the global configuration, each with its name in forms and files, its title, least value and default. */
enum ConfiguredNumber {
    POLL_INTERVAL_SECONDS("pollIntervalSeconds", "The poll interval", 1, 2),
    MAX_POLL_INTERVAL_SECONDS("maxPollIntervalSeconds", "The longest poll interval", 1, 30),
    TIMEOUT_MINUTES("timeoutMinutes", "The time-out", 1, 60),
    /** 0 stands for no limit. */
    MAX_CONCURRENT_REQUESTS("maxConcurrentRequests", "The number of requests at once", 0, 50);

    private final String propertyName;
    private final String title;
    private final int min;
    private final int defaultValue;

    ConfiguredNumber(String propertyName, String title, int min, int defaultValue) {
        this.propertyName = propertyName;
        this.title = title;
        this.min = min;
        this.defaultValue = defaultValue;
    }

    String propertyName() {
        return propertyName;
    }

    int defaultValue() {
        return defaultValue;
    }

    /**
     * A value as it is to be kept.
     *
     * @throws IllegalArgumentException with a sentence for the person who gave it
     */
    int check(int value) {
        if (value < min) {
            throw new IllegalArgumentException(title + " must be at least " + min + ".");
        }
        return value;
    }

    /**
     * The number of a form field; the default where the field is empty.
     *
     * @throws IllegalArgumentException with a sentence for the person who filled it in
     */
    int parse(String text) {
        if (text.isBlank()) {
            return defaultValue;
        }
        try {
            return check(Integer.parseInt(text.strip()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    title + " must be a whole number, not \"" + PlainText.oneLine(text, 40) + "\".", e);
        }
    }
}
