/**
 * Reads WebP files. Lossless pictures and compressed transparency are decoded by TwelveMonkeys' imageio-webp; lossy
 * ones (VP8 key frames, RFC 6386) here, with the tables of jcodec: imageio-webp filters the edges of macroblocks
 * incompletely and enlarges the colour planes without interpolation, which shifts colours visibly. The door is {@link
 * io.jenkins.plugins.wanfirstlastframe.preview.webp.WebpImage}.
 */
package io.jenkins.plugins.wanfirstlastframe.preview.webp;
