/**
 * The command line {@code wan}: a class for each command.
 *
 * <p>Rules: a command tells its result through {@code ResultCommand} and throws what keeps it from having one, which {@code
 * FailureHandler} alone tells and maps to an exit code; and only {@code Main} ends the process.
 */
package io.jenkins.plugins.wanfirstlastframe.cli;
