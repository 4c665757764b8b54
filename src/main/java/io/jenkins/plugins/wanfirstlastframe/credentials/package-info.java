/**
 * The API token's way from a Jenkins credential to a call: how it is looked up, checked in forms and tried out.
 *
 * <p>Rule: this is the only room that touches a credential, and no class of it is ever sent to an agent or written to a
 * file.
 */
package io.jenkins.plugins.wanfirstlastframe.credentials;
