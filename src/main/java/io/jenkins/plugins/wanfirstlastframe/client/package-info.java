/**
 * RunComfy's queue API for one model: the model's input and the calls, each made once and with a finite time-out. Knows
 * nothing of retries, files or Jenkins. The token goes to the configured service alone, and no text of a stranger leaves this
 * package uncleaned.
 */
package io.jenkins.plugins.wanfirstlastframe.client;
