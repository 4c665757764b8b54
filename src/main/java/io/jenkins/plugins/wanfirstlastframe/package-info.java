/**
 * What Jenkins sees: the Pipeline step, the freestyle build step, their configuration, and the videos on a build's page.
 * What its pages and files name by class lives here; the rooms below do the work.
 */
package io.jenkins.plugins.wanfirstlastframe;
