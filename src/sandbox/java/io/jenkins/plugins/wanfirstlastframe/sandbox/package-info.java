/**
 * A local stand-in for RunComfy's service: it speaks the queue API, keeps its rules, costs nothing, and makes faults
 * when told to. The tests' fixture and the command line's demo.
 */
package io.jenkins.plugins.wanfirstlastframe.sandbox;
