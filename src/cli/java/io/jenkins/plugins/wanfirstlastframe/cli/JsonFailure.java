package io.jenkins.plugins.wanfirstlastframe.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.clips.ClipListException.Problem;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import java.util.List;

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
     * @param problems all that is wrong with a clip list; left out where there is none
     */
    record Details(
            String kind,
            String message,
            @CheckForNull String requestId,

            @CheckForNull @JsonInclude(JsonInclude.Include.NON_NULL)
            String billing,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Problem> problems) {

        /** @param withBilling whether the command has to do with billing */
        static Details of(Failure failure, boolean withBilling) {
            return of(failure, withBilling, List.of());
        }

        private static Details of(Failure failure, boolean withBilling, List<Problem> problems) {
            RequestId id = failure.requestId();
            return new Details(
                    Json.word(failure.kind()),
                    failure.message(),
                    id == null ? null : id.value(),
                    withBilling ? Json.word(failure.billing()) : null,
                    problems);
        }
    }

    /** @param withBilling whether the command has to do with billing */
    static JsonFailure of(Failure failure, boolean withBilling) {
        return new JsonFailure("failed", Details.of(failure, withBilling));
    }

    /**
     * For a clip list that is wrong.
     *
     * @param problems what is wrong with it, each with its place
     */
    static JsonFailure of(Failure failure, List<Problem> problems) {
        return new JsonFailure("failed", Details.of(failure, true, problems));
    }
}
