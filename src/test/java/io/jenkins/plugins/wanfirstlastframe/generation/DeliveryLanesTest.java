package io.jenkins.plugins.wanfirstlastframe.generation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A slow lane holds up no other. */
@Timeout(60)
class DeliveryLanesTest {

    private static final int PLACES = 4;
    private static final int PER_LANE = 2;

    private final Set<Thread> made = ConcurrentHashMap.newKeySet();
    private final DeliveryLanes lanes = new DeliveryLanes(PLACES, PER_LANE, task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        made.add(thread);
        return thread;
    });
    private final CountDownLatch end = new CountDownLatch(1);
    private final Set<String> begun = ConcurrentHashMap.newKeySet();

    @AfterEach
    void letGo() {
        end.countDown();
        lanes.close().shutdown();
    }

    private DeliveryLanes.Ticket slow(String lane, String name) {
        return lanes.submit(lane, () -> {
            begun.add(name);
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void awaitBegun(String... names) {
        Awaitility.await().untilAsserted(() -> assertThat(begun, hasItems(names)));
    }

    @Test
    void oneLaneTakesNoMoreThanItsPlaces() {
        for (int i = 0; i < 20; i++) {
            slow("a", "a" + i);
        }
        slow("b", "b");
        awaitBegun("a0", "a1", "b");
        assertThat(begun.size(), is(3));
    }

    @Test
    void manyLanesTakeNoMoreThanAllPlaces() {
        for (int i = 0; i < 20; i++) {
            slow("lane " + i, "x" + i);
        }
        awaitBegun("x0", "x1", "x2", "x3");
        assertThat(begun.size(), is(PLACES));
        assertThat(made.size(), lessThanOrEqualTo(PLACES));
    }

    @Test
    void lanesTakeTurns() {
        List<String> order = new ArrayList<>();
        CountDownLatch go = new CountDownLatch(1);
        for (int i = 0; i < PLACES; i++) {
            lanes.submit("first " + i, () -> awaitQuietly(go));
        }
        for (String lane : List.of("a", "a", "a", "a", "b", "c")) {
            lanes.submit(lane, () -> {
                synchronized (order) {
                    order.add(lane);
                }
            });
        }
        go.countDown();
        Awaitility.await().until(() -> {
            synchronized (order) {
                return order.size() == 6;
            }
        });
        synchronized (order) {
            // a has four times as much to do, and b and c don't wait for all of it
            assertThat(order.toString(), order.lastIndexOf("a"), is(5));
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aPlaceThatIsGivenUpGoesToAnother() {
        DeliveryLanes.Ticket stuck = slow("a", "stuck 1");
        DeliveryLanes.Ticket stuckToo = slow("a", "stuck 2");
        awaitBegun("stuck 1", "stuck 2");
        slow("a", "next 1");
        slow("a", "next 2");
        stuck.free();
        stuck.free(); // once is enough, and twice is no more
        awaitBegun("next 1");
        assertThat(begun.contains("next 2"), is(false));
        stuckToo.free();
        awaitBegun("next 2");
    }

    @Test
    void aThreadThatComesBackIsOneOfThePlacesAgain() {
        slow("a", "stuck").free();
        awaitBegun("stuck");
        end.countDown();
        AtomicInteger done = new AtomicInteger();
        for (int i = 0; i < 50; i++) {
            lanes.submit("lane " + i % 7, done::incrementAndGet);
        }
        Awaitility.await().until(done::get, is(50));
    }

    @Test
    void aTaskThatFailsFreesItsPlace() {
        for (int i = 0; i < 10; i++) {
            lanes.submit("a", () -> {
                throw new IllegalStateException("as a test wants it");
            });
        }
        slow("a", "after");
        awaitBegun("after");
    }

    @Test
    void whatIsWithdrawnIsNotBegun() {
        slow("a", "1");
        slow("a", "2");
        DeliveryLanes.Ticket third = slow("a", "3");
        slow("a", "4");
        third.withdraw();
        end.countDown();
        awaitBegun("4");
        assertThat(begun.contains("3"), is(false));
    }

    @Test
    void closedLanesTakeNothing() {
        assertThat(slow("a", "1"), is(notNullValue()));
        lanes.close();
        assertThat(slow("a", "2"), is(nullValue()));
    }
}
