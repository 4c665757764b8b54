package io.jenkins.plugins.wanfirstlastframe.preview.webp;

import java.io.IOException;
import org.jcodec.codecs.vpx.VPXBooleanDecoder;

/** Decodes a VP8 key frame, the content of a lossy WebP file, to the very pixels that libwebp makes of it. */
final class Vp8Decoder {

    private final Vp8Header header;
    private final int columns;
    private final int rows;
    private final Vp8Macroblock[][] macroblocks;

    /** @throws IOException the data is no key frame, or is cut off */
    Vp8Decoder(byte[] data) throws IOException {
        this.header = new Vp8Header(data);
        this.columns = Vp8Planes.macroblocks(header.width);
        this.rows = Vp8Planes.macroblocks(header.height);
        this.macroblocks = new Vp8Macroblock[rows][columns];
    }

    /**
     * Decodes the frame. Use it once.
     *
     * @throws RuntimeException the data is damaged
     */
    Vp8Planes decode() {
        Vp8Planes planes = new Vp8Planes(header.width, header.height);
        Vp8Residuals residuals = new Vp8Residuals(header);
        Vp8Macroblock outside = new Vp8Macroblock();
        for (int row = 0; row < rows; row++) {
            VPXBooleanDecoder coefficients = header.coefficients[row % header.coefficients.length];
            residuals.startRow();
            for (int column = 0; column < columns; column++) {
                Vp8Macroblock macroblock = new Vp8Macroblock();
                macroblock.readModes(
                        header,
                        row == 0 ? outside : macroblocks[row - 1][column],
                        column == 0 ? outside : macroblocks[row][column - 1]);
                residuals.read(coefficients, macroblock, column);
                Vp8Prediction.reconstruct(planes, macroblock, residuals.blocks, column, row);
                macroblocks[row][column] = macroblock;
            }
        }
        if (header.filtered) {
            filter(planes);
        }
        return planes;
    }

    private void filter(Vp8Planes planes) {
        Vp8LoopFilter filter = new Vp8LoopFilter(header.simpleFilter, header.sharpness);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                Vp8Macroblock macroblock = macroblocks[row][column];
                boolean pieces = macroblock.inPieces();
                int level = header.filterLevels[macroblock.segment][pieces ? 1 : 0];
                filter.filter(planes, column, row, level, pieces || macroblock.coefficients);
            }
        }
    }
}
