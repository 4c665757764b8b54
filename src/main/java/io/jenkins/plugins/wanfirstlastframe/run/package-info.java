/**
 * How a build drives its requests: the settings resolved for one build, the ledger that keeps each request's fate, the
 * controller's engine, and the Pipeline step's execution.
 *
 * <p>Rule: whatever happens to a request is written to the {@code RequestLedger} and nowhere else.
 */
package io.jenkins.plugins.wanfirstlastframe.run;
