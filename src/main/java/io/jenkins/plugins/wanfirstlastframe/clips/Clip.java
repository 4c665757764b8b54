package io.jenkins.plugins.wanfirstlastframe.clips;

import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import java.io.Serializable;

/**
 * One video that a clip list asks for. Immutable.
 *
 * @param name what it is called, once in its list: one line of printable characters
 * @param input what the service is to make it from, the list's defaults included
 * @param output its file: a relative path, with slashes, that stays inside whatever folder it is resolved against
 * @param line where it stands in the list's file, from 1
 */
public record Clip(String name, GenerationInput input, String output, int line) implements Serializable {}
