package io.jenkins.plugins.wanfirstlastframe.bench;

import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/**
 * One line of the table.
 *
 * @param what what is measured
 * @param ours our figure, with its unit
 * @param baseline the baseline's figure, with its unit
 * @param ratio ours divided by the baseline's
 * @param target what is to be reached
 * @param verdict whether it is
 */
record Row(String what, String ours, String baseline, String ratio, String target, String verdict) {

    private static final String NONE = "-";

    /** How two figures of a unit compare, where the target is a ratio that must not be exceeded. */
    static Row atMost(String what, double ours, double baseline, Unit unit, double most) {
        double ratio = ours / baseline;
        return row(what, ours, baseline, unit, "ratio <= " + twoDigits(most), ratio <= most);
    }

    /** The same where the target is a ratio that must be reached. */
    static Row atLeast(String what, double ours, double baseline, Unit unit, double least) {
        double ratio = ours / baseline;
        return row(what, ours, baseline, unit, "ratio >= " + twoDigits(least), ratio >= least);
    }

    /** The same where the target is a figure of ours that must not be exceeded. */
    static Row atMostOurs(String what, double ours, double baseline, Unit unit, double most) {
        return row(what, ours, baseline, unit, "<= " + unit.text(most), ours <= most);
    }

    /** Two figures that are told for comparison alone. */
    static Row untargeted(String what, double ours, double baseline, Unit unit) {
        return new Row(what, unit.text(ours), unit.text(baseline), twoDigits(ours / baseline), NONE, NONE);
    }

    /** A measurement that could not be made here. */
    static Row skipped(String what, String why) {
        return new Row(what, NONE, NONE, NONE, NONE, "skipped: " + why);
    }

    private static Row row(String what, double ours, double baseline, Unit unit, String target, boolean reached) {
        return new Row(
                what,
                unit.text(ours),
                unit.text(baseline),
                twoDigits(ours / baseline),
                target,
                reached ? "reached" : "missed");
    }

    private static String twoDigits(double ratio) {
        return String.format(Locale.ROOT, "%.2f", ratio);
    }

    /** What a figure is counted in. */
    enum Unit {
        SECONDS("%.2f s", 1),
        MILLISECONDS("%.2f ms", 1e3),
        CALLS("%.1f", 1),
        THREADS("%.0f", 1),
        MEGABYTES("%.1f MB", 1e-6),
        MEGABYTES_PER_SECOND("%.0f MB/s", 1e-6);

        private final String format;
        private final DoubleUnaryOperator scale;

        Unit(String format, double factor) {
            this.format = format;
            this.scale = value -> value * factor;
        }

        String text(double value) {
            return String.format(Locale.ROOT, format, scale.applyAsDouble(value));
        }
    }
}
