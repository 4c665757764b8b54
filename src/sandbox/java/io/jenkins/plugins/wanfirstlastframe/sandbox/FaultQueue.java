package io.jenkins.plugins.wanfirstlastframe.sandbox;

import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.ListIterator;
import java.util.Optional;

/** The faults that are still to be made. Those of one call are made in the order in which they were added. */
final class FaultQueue {

    private final List<Fault> faults = new ArrayList<>();

    synchronized void add(List<Fault> added) {
        faults.addAll(added);
    }

    synchronized void clear() {
        faults.clear();
    }

    synchronized List<Fault> left() {
        return List.copyOf(faults);
    }

    /** Takes the next fault for a request. */
    synchronized Optional<Fault> take(Target target) {
        for (ListIterator<Fault> each = faults.listIterator(); each.hasNext(); ) {
            Fault fault = each.next();
            if (fits(fault, target)) {
                if (fault.times() == 1) {
                    each.remove();
                } else if (fault.times() != Fault.FOR_EVER) {
                    each.set(fault.times(fault.times() - 1));
                }
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }

    /** Takes the next fault for a request if it is that one. */
    synchronized boolean takeIf(Target target, Type type) {
        boolean next = faults.stream()
                .filter(fault -> fits(fault, target))
                .findFirst()
                .filter(fault -> fault.type() == type)
                .isPresent();
        return next && take(target).isPresent();
    }

    private static boolean fits(Fault fault, Target target) {
        return fault.route() == target.route()
                && fault.option("request").map(target.request()::equals).orElse(true);
    }
}
