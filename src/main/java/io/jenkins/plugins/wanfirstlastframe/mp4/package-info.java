/**
 * What an MP4 file tells of itself: its size, length and speed, and where its frames are. Knows nothing else of this project,
 * and trusts no number of a file.
 */
package io.jenkins.plugins.wanfirstlastframe.mp4;
