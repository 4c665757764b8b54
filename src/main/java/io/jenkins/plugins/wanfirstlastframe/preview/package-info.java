/**
 * Reads start and end images, and cross-fades them into a video on this machine. It knows nothing of Jenkins, of the
 * service's calls or of billing. What others may use: {@link
 * io.jenkins.plugins.wanfirstlastframe.preview.FrameFile} checks and scales an image file, {@link
 * io.jenkins.plugins.wanfirstlastframe.preview.FrameLoader} fetches one, {@link
 * io.jenkins.plugins.wanfirstlastframe.preview.PreviewRenderer} makes the video.
 */
package io.jenkins.plugins.wanfirstlastframe.preview;
