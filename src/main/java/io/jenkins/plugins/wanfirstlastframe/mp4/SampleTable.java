package io.jenkins.plugins.wanfirstlastframe.mp4;

import io.jenkins.plugins.wanfirstlastframe.mp4.VideoTrack.Sample;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Puts together what an index says of each frame: its size, its chunk, its time. Its reader sees to strange numbers. */
final class SampleTable {

    private final Box table;

    SampleTable(Box table) {
        this.table = table;
    }

    /** @throws RuntimeException if the index makes no sense */
    List<Sample> samples(int count) {
        int[] sizes = sizes(count);
        long[] times = times(count);
        List<Sample> samples = new ArrayList<>();
        ByteBuffer runs = entries("stsc");
        boolean large = table.first("co64").isPresent();
        ByteBuffer chunks = entries(large ? "co64" : "stco");
        int perChunk = 0;
        int nextRun = runs.getInt(); // chunks are counted from 1
        for (int chunk = 1; samples.size() < count; chunk++) {
            if (chunk == nextRun) {
                perChunk = runs.getInt();
                runs.getInt(); // which description of the coding; there is one
                nextRun = runs.remaining() >= 12 ? runs.getInt() : Integer.MAX_VALUE;
            }
            if (perChunk <= 0) {
                throw new IllegalArgumentException("a chunk without frames");
            }
            long offset = large ? chunks.getLong() : Integer.toUnsignedLong(chunks.getInt());
            for (int i = 0; i < perChunk && samples.size() < count; i++) {
                int number = samples.size();
                samples.add(new Sample(offset, sizes[number], times[number]));
                offset += sizes[number];
            }
        }
        return samples;
    }

    /** What stands behind the version and the number of entries. */
    private ByteBuffer entries(String type) {
        return table.first(type)
                .map(box -> box.content().position(8))
                .orElseThrow(() -> new IllegalArgumentException("no " + type));
    }

    private int[] sizes(int count) {
        ByteBuffer box = table.first("stsz").orElseThrow(IllegalArgumentException::new).content();
        int same = box.getInt(4);
        box.position(12);
        int[] sizes = new int[count];
        for (int i = 0; i < count; i++) {
            sizes[i] = same == 0 ? box.getInt() : same;
            if (sizes[i] < 0) {
                throw new IllegalArgumentException("a frame of more than 2 GiB");
            }
        }
        return sizes;
    }

    private long[] times(int count) {
        long[] times = new long[count];
        ByteBuffer deltas = entries("stts");
        long time = 0;
        for (int i = 0; i < count; ) {
            int alike = deltas.getInt();
            long delta = Integer.toUnsignedLong(deltas.getInt());
            for (int j = 0; j < alike && i < count; j++, i++) {
                times[i] = time;
                time += delta;
            }
        }
        if (table.first("ctts").isPresent()) {
            ByteBuffer shifts = entries("ctts");
            for (int i = 0; i < count; ) {
                int alike = shifts.getInt();
                int shift = shifts.getInt();
                for (int j = 0; j < alike && i < count; j++, i++) {
                    times[i] += shift;
                }
            }
        }
        return times;
    }
}
