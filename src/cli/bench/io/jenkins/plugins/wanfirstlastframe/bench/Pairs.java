package io.jenkins.plugins.wanfirstlastframe.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Two things measured in turns, so that whatever else the machine does meets both alike.
 *
 * @param ours the median of our figures
 * @param baseline the median of the baseline's
 */
record Pairs(double ours, double baseline) {

    /** Measures one after the other so many times, after one turn that does not count: it fills caches. */
    static Pairs measure(int times, Callable<Double> ours, Callable<Double> baseline) throws Exception {
        ours.call();
        baseline.call();
        List<Double> first = new ArrayList<>();
        List<Double> second = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            first.add(ours.call());
            second.add(baseline.call());
        }
        return new Pairs(median(first), median(second));
    }

    private static double median(List<Double> values) {
        Collections.sort(values);
        int middle = values.size() / 2;
        return values.size() % 2 == 1 ? values.get(middle) : (values.get(middle - 1) + values.get(middle)) / 2;
    }
}
