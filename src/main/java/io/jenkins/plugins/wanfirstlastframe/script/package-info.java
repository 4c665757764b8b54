/**
 * Requests without Jenkins: the DSL of scripts ({@code Wan}, {@code Video}, {@code Batch}), the runner that hands a script to
 * JShell piece by piece ({@code ScriptRunner}), and what both and the command line share of a process: the environment, the
 * proxies, the requests under way ({@code Settings}, {@code Session}).
 *
 * <p>Rules: what a formatter does to Java doesn't change what a script does; and whatever can be found wrong is told before
 * anything is submitted.
 */
package io.jenkins.plugins.wanfirstlastframe.script;
