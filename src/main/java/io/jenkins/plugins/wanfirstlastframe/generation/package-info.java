/**
 * One request's life from the submit to the delivered videos, the engine that drives many of them with a handful of threads,
 * and the download. Knows nothing of Jenkins. What may be paid for twice is decided here and nowhere else: a request is
 * submitted again only where the service surely did not take it.
 */
package io.jenkins.plugins.wanfirstlastframe.generation;
