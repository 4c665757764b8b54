/**
 * Clip lists: many videos asked for in one file ({@code ClipList}), and what became of them, told as a table or for test
 * reports ({@code ClipResult}).
 *
 * <p>Rules: a list is checked as a whole, with the line of every problem, before anybody acts on it; and whoever wrote it is
 * trusted with nothing: neither time nor memory nor files outside the folder of the videos.
 */
package io.jenkins.plugins.wanfirstlastframe.clips;
