package io.jenkins.plugins.wanfirstlastframe.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.generation.GenerationState;
import io.jenkins.plugins.wanfirstlastframe.generation.Outcome;

/** How the drive of a request ended. */
sealed interface RequestEnd {

    /** There is a video; the console knows. */
    record Made(Outcome.Finished outcome, boolean archived) implements RequestEnd {}

    /** The request came to nothing; the console does not know yet. */
    record Failed(Outcome.Failed outcome) implements RequestEnd {}

    /**
     * The engine never got the request, and its record is as it was before.
     *
     * @param cause why; null where somebody stopped it, which the console knows
     * @param token whether there is no token
     * @param owed the service's name for the request where it has one all the same; null for none
     * @param billing whether there is or may be such a request
     */
    record NotBegun(
            @CheckForNull Throwable cause,
            boolean token,
            @CheckForNull RequestId owed,
            Billing billing) implements RequestEnd {}

    /** It was stopped, and the service takes too long: the engine ends it by itself. The console knows. */
    record Left(GenerationState state) implements RequestEnd {}

    /** Jenkins is shutting down; the request is taken up afterwards by those who can. */
    record Detached(GenerationState state) implements RequestEnd {}

    /** Nobody knows what happened. */
    record Defect(Throwable cause) implements RequestEnd {}
}
