/**
 * The video's way from the service's storage to the build: fetched by the agent of the workspace or by the controller,
 * then archived, fingerprinted and linked.
 *
 * <p>Rule: nothing here knows a token, and only {@code AgentDownload} and {@code AgentProxy} go to an agent.
 */
package io.jenkins.plugins.wanfirstlastframe.delivery;
