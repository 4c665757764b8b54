package io.jenkins.plugins.wanfirstlastframe.client;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What is said of a name that nobody knows, such as one with a typing error: which known name is nearest to it. */
public final class UnknownName {

    private static final int MAX_SHOWN = 80;

    /** Longer names are compared with none: they are no typing errors, and comparing would take its time. */
    private static final int MAX_COMPARED = 40;

    /** A name that begins like a known one by as many letters, and merely goes on or ends earlier, resembles it. */
    private static final int MIN_COMMON = 4;

    private UnknownName() {}

    /**
     * A sentence without a full stop: {@code There is no parameter "promt"; did you mean "prompt"?}
     *
     * @param kind what the name should have been the name of, such as {@code parameter}
     * @param name as somebody wrote it
     * @param known what it might have been
     */
    public static String sentence(String kind, String name, Collection<String> known) {
        return "There is no " + kind + " \"" + PlainText.oneLine(name, MAX_SHOWN) + "\""
                + nearest(name, known)
                        .map(nearest -> "; did you mean \"" + nearest + "\"?")
                        .orElse("");
    }

    /**
     * The known name that is nearest; letter case, underscores and hyphens make no difference.
     *
     * @return empty where none resembles it
     */
    static Optional<String> nearest(String name, Collection<String> known) {
        if (name.length() > MAX_COMPARED) {
            return Optional.empty();
        }
        String given = folded(name);
        return known.stream()
                .filter(candidate -> resembles(given, folded(candidate)))
                .min(Comparator.comparingInt(candidate -> distance(given, folded(candidate))));
    }

    private static boolean resembles(String given, String known) {
        int shorter = Math.min(given.length(), known.length());
        boolean cutOff = shorter >= MIN_COMMON && given.regionMatches(0, known, 0, shorter);
        return cutOff || distance(given, known) <= tolerance(given);
    }

    /** How many letters of a name may be wrong: about a third. */
    private static int tolerance(String name) {
        return Math.max(1, (name.length() + 1) / 3);
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[_\\s-]", "");
    }

    /** How many letters must be put in, taken out, replaced, or swapped with their neighbour to make one of the other. */
    private static int distance(String one, String other) {
        int[][] cost = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int k = 0; k <= other.length(); k++) {
                cost[i][k] = i == 0 || k == 0 ? i + k : step(cost, one, i, other, k);
            }
        }
        return cost[one.length()][other.length()];
    }

    private static int step(int[][] cost, String one, int i, String other, int k) {
        boolean same = one.charAt(i - 1) == other.charAt(k - 1);
        int least = Math.min(cost[i - 1][k - 1] + (same ? 0 : 1), 1 + Math.min(cost[i - 1][k], cost[i][k - 1]));
        boolean swapped =
                i > 1 && k > 1 && one.charAt(i - 1) == other.charAt(k - 2) && one.charAt(i - 2) == other.charAt(k - 1);
        return swapped ? Math.min(least, cost[i - 2][k - 2] + 1) : least;
    }
}
