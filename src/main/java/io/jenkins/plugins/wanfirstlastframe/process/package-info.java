/**
 * A script's own process on the node of a build: the jars it needs, the Java that runs it, its environment, and what becomes
 * of the videos it has made. Pipeline runs it on the machinery of {@code sh}, a freestyle build as any other command.
 *
 * <p>Rules: no script runs in a process of Jenkins itself; and the token goes into that process' environment and nowhere else,
 * neither into a file nor a command line nor a field that is saved.
 */
package io.jenkins.plugins.wanfirstlastframe.process;
