/**
 * What Jenkins sees: the Pipeline step, the freestyle build step, their configuration, and the videos on a build's page.
 * Everything about the service and the life of a job is in the packages below, which know no Jenkins.
 */
package io.jenkins.plugins.wanfirstlastframe;
