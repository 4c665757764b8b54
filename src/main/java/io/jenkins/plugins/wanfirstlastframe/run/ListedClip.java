package io.jenkins.plugins.wanfirstlastframe.run;

import java.io.Serializable;
import java.util.Objects;

/** A clip of a list with its settings, complete and checked. Immutable; holds no secret. */
final class ListedClip implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String name;
    private final ResolvedSettings settings;

    ListedClip(String name, ResolvedSettings settings) {
        this.name = Objects.requireNonNull(name);
        this.settings = Objects.requireNonNull(settings);
    }

    /** What it is called, once in its list. */
    String name() {
        return name;
    }

    ResolvedSettings settings() {
        return settings;
    }

    /** The clip with its addresses cut at the query, which may be a signature. */
    ListedClip withoutQueries() {
        return new ListedClip(name, settings.withoutQueries());
    }
}
