package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.InvisibleAction;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import okio.ByteString;

/**
 * The jobs of a build that are or may be billed and whose video is still missing. When the same is asked for again, as by
 * Pipeline's {@code retry}, such a job is taken up again instead of paying for another one.
 */
final class UnfinishedJobs extends InvisibleAction {

    private final List<Job> jobs = new ArrayList<>();

    /** A job; its input is kept as a hash, since the addresses in it may be signed. */
    static final class Job {
        private final String input;

        @CheckForNull
        private final String requestId;

        private Job(String input, @CheckForNull RequestId requestId) {
            this.input = input;
            this.requestId = requestId == null ? null : requestId.value();
        }

        /** Empty where nobody knows whether the service has the job. */
        Optional<RequestId> requestId() {
            return Optional.ofNullable(requestId).map(RequestId::new);
        }
    }

    /** Notes how a job ended, if it may still come to something. */
    static void note(Run<?, ?> run, GenerationInput input, Failure failure) throws IOException {
        boolean paid = failure.requestId() != null
                && failure.billing() != Billing.NOT_BILLED
                && failure.kind() != Failure.Kind.JOB;
        if (!paid && failure.kind() != Failure.Kind.OUTCOME_UNKNOWN) {
            return;
        }
        synchronized (run) {
            UnfinishedJobs action = run.getAction(UnfinishedJobs.class);
            if (action == null) {
                action = new UnfinishedJobs();
                run.addAction(action);
            }
            Job noted = new Job(hash(input), failure.requestId());
            action.jobs.removeIf(
                    job -> job.input.equals(noted.input) && Objects.equals(job.requestId, noted.requestId));
            action.jobs.add(noted);
            run.save();
        }
    }

    /** A job for the same input, which is from now on the caller's; one without a request id stays noted. */
    static Optional<Job> take(Run<?, ?> run, GenerationInput input) {
        synchronized (run) {
            UnfinishedJobs action = run.getAction(UnfinishedJobs.class);
            return action == null ? Optional.empty() : action.take(hash(input));
        }
    }

    private Optional<Job> take(String input) {
        for (Iterator<Job> each = jobs.iterator(); each.hasNext(); ) {
            Job job = each.next();
            if (job.input.equals(input)) {
                if (job.requestId != null) {
                    each.remove();
                }
                return Optional.of(job);
            }
        }
        return Optional.empty();
    }

    private static String hash(GenerationInput input) {
        return ByteString.encodeUtf8(input.values().toString()).sha256().hex();
    }
}
