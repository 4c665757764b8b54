package io.jenkins.plugins.wanfirstlastframe.preview.webp;

import io.jenkins.plugins.wanfirstlastframe.preview.webp.Vp8Planes.Plane;

/** Smooths the edges between blocks of a whole decoded frame (RFC 6386, section 15). */
final class Vp8LoopFilter {

    /** The edge of a macroblock may be steeper than one within it. */
    private static final int MACROBLOCK_EDGE = 4;

    private final boolean simple;
    private final int sharpness;

    private int limit;
    private int innerLimit;
    private int highVariance;

    Vp8LoopFilter(boolean simple, int sharpness) {
        this.simple = simple;
        this.sharpness = sharpness;
    }

    /**
     * Filters the edges of one macroblock; those before it are filtered already.
     *
     * @param level strength, 0 to 63
     * @param within whether the edges of its blocks are filtered too
     */
    void filter(Vp8Planes planes, int column, int row, int level, boolean within) {
        if (level == 0) {
            return;
        }
        setLimits(level);
        vertical(planes.luma, 16, column, row, within);
        if (!simple) {
            vertical(planes.cb, 8, column, row, within);
            vertical(planes.cr, 8, column, row, within);
        }
        horizontal(planes.luma, 16, column, row, within);
        if (!simple) {
            horizontal(planes.cb, 8, column, row, within);
            horizontal(planes.cr, 8, column, row, within);
        }
    }

    private void setLimits(int level) {
        int inner = level;
        if (sharpness > 0) {
            inner = Math.min(level >> (sharpness > 4 ? 2 : 1), 9 - sharpness);
        }
        innerLimit = Math.max(1, inner);
        limit = 2 * level + innerLimit;
        highVariance = level >= 40 ? 2 : level >= 15 ? 1 : 0;
    }

    private void vertical(Plane plane, int size, int column, int row, boolean within) {
        int corner = row * size * plane.stride + column * size;
        if (column > 0) {
            edge(plane.samples, corner, 1, plane.stride, size, true);
        }
        for (int x = 4; within && x < size; x += 4) {
            edge(plane.samples, corner + x, 1, plane.stride, size, false);
        }
    }

    private void horizontal(Plane plane, int size, int column, int row, boolean within) {
        int corner = row * size * plane.stride + column * size;
        if (row > 0) {
            edge(plane.samples, corner, plane.stride, 1, size, true);
        }
        for (int y = 4; within && y < size; y += 4) {
            edge(plane.samples, corner + y * plane.stride, plane.stride, 1, size, false);
        }
    }

    /**
     * Filters one edge.
     *
     * @param start the first sample behind the edge
     * @param across distance of samples across the edge
     * @param along distance of samples along it
     */
    private void edge(byte[] samples, int start, int across, int along, int length, boolean ofMacroblock) {
        int steepest = 2 * (limit + (ofMacroblock ? MACROBLOCK_EDGE : 0)) + 1;
        for (int i = 0, at = start; i < length; i++, at += along) {
            int p1 = samples[at - 2 * across] & 0xff;
            int p0 = samples[at - across] & 0xff;
            int q0 = samples[at] & 0xff;
            int q1 = samples[at + across] & 0xff;
            if (4 * Math.abs(p0 - q0) + Math.abs(p1 - q1) > steepest) {
                continue;
            }
            if (simple) {
                narrow(samples, at, across, p1, p0, q0, q1);
            } else if (isSmooth(samples, at, across, p1, p0, q0, q1)) {
                if (Math.abs(p1 - p0) > highVariance || Math.abs(q1 - q0) > highVariance) {
                    narrow(samples, at, across, p1, p0, q0, q1);
                } else if (ofMacroblock) {
                    wide(samples, at, across, p1, p0, q0, q1);
                } else {
                    medium(samples, at, across, p1, p0, q0, q1);
                }
            }
        }
    }

    private boolean isSmooth(byte[] samples, int at, int across, int p1, int p0, int q0, int q1) {
        int p3 = samples[at - 4 * across] & 0xff;
        int p2 = samples[at - 3 * across] & 0xff;
        int q2 = samples[at + 2 * across] & 0xff;
        int q3 = samples[at + 3 * across] & 0xff;
        return Math.abs(p3 - p2) <= innerLimit
                && Math.abs(p2 - p1) <= innerLimit
                && Math.abs(p1 - p0) <= innerLimit
                && Math.abs(q3 - q2) <= innerLimit
                && Math.abs(q2 - q1) <= innerLimit
                && Math.abs(q1 - q0) <= innerLimit;
    }

    /** Changes one sample on each side. */
    private static void narrow(byte[] samples, int at, int across, int p1, int p0, int q0, int q1) {
        int step = 3 * (q0 - p0) + signedByte(p1 - q1);
        put(samples, at - across, p0 + small(step + 3 >> 3));
        put(samples, at, q0 - small(step + 4 >> 3));
    }

    /** Changes two samples on each side. */
    private static void medium(byte[] samples, int at, int across, int p1, int p0, int q0, int q1) {
        int step = 3 * (q0 - p0);
        int near = small(step + 4 >> 3);
        int far = near + 1 >> 1;
        put(samples, at - 2 * across, p1 + far);
        put(samples, at - across, p0 + small(step + 3 >> 3));
        put(samples, at, q0 - near);
        put(samples, at + across, q1 - far);
    }

    /** Changes three samples on each side. */
    private static void wide(byte[] samples, int at, int across, int p1, int p0, int q0, int q1) {
        int step = signedByte(3 * (q0 - p0) + signedByte(p1 - q1));
        int nearest = 27 * step + 63 >> 7;
        int middle = 18 * step + 63 >> 7;
        int farthest = 9 * step + 63 >> 7;
        put(samples, at - 3 * across, (samples[at - 3 * across] & 0xff) + farthest);
        put(samples, at - 2 * across, p1 + middle);
        put(samples, at - across, p0 + nearest);
        put(samples, at, q0 - nearest);
        put(samples, at + across, q1 - middle);
        put(samples, at + 2 * across, (samples[at + 2 * across] & 0xff) - farthest);
    }

    private static int signedByte(int value) {
        return Math.max(-128, Math.min(127, value));
    }

    private static int small(int value) {
        return Math.max(-16, Math.min(15, value));
    }

    private static void put(byte[] samples, int at, int value) {
        samples[at] = (byte) Math.max(0, Math.min(255, value));
    }
}
