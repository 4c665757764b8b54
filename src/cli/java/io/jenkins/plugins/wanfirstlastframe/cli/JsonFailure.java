package io.jenkins.plugins.wanfirstlastframe.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;

/**
 * What {@code --json} prints in place of a result.
 *
 * @param status always {@code failed}
 */
record JsonFailure(String status, Details error) {

    /**
     * Why there is no result.
     *
     * @param kind of the failure, as {@link Failure.Kind} in lower case
     * @param message all of it, for a person
     * @param requestId null where there is no request
     * @param billing whether the request is charged, as {@code Billing} in lower case; null where the command has nothing to
     *     do with that, and left out then
     */
    record Details(
            String kind,
            String message,
            @CheckForNull String requestId,

            @CheckForNull @JsonInclude(JsonInclude.Include.NON_NULL)
            String billing) {}

    /** @param withBilling whether the command has to do with billing */
    static JsonFailure of(Failure failure, boolean withBilling) {
        RequestId id = failure.requestId();
        return new JsonFailure(
                "failed",
                new Details(
                        Json.word(failure.kind()),
                        failure.message(),
                        id == null ? null : id.value(),
                        withBilling ? Json.word(failure.billing()) : null));
    }
}
