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
        private final String service;
        private final String input;

        @CheckForNull
        private final String requestId;

        private Job(JobSettings settings, GenerationInput input, @CheckForNull RequestId requestId) {
            this.service = settings.service().toString();
            this.input = hash(input);
            this.requestId = requestId == null ? null : requestId.value();
        }

        /** Whether both ask the same of the same service; another one doesn't know the request. */
        private boolean sameAs(Job other) {
            return service.equals(other.service) && input.equals(other.input);
        }

        /** Empty where nobody knows whether the service has the job. */
        Optional<RequestId> requestId() {
            return Optional.ofNullable(requestId).map(RequestId::new);
        }
    }

    /** Notes how a job ended, if it may still come to something. */
    static void note(Run<?, ?> run, JobSettings settings, Failure failure) throws IOException {
        Optional<GenerationInput> input = settings.toSubmit();
        boolean paid = failure.requestId() != null
                && failure.billing() != Billing.NOT_BILLED
                && failure.kind() != Failure.Kind.JOB;
        if (input.isEmpty() || !paid && failure.kind() != Failure.Kind.OUTCOME_UNKNOWN) {
            return;
        }
        synchronized (run) {
            UnfinishedJobs action = run.getAction(UnfinishedJobs.class);
            if (action == null) {
                action = new UnfinishedJobs();
                run.addAction(action);
            }
            Job noted = new Job(settings, input.get(), failure.requestId());
            action.jobs.removeIf(job -> job.sameAs(noted) && Objects.equals(job.requestId, noted.requestId));
            action.jobs.add(noted);
            run.save();
        }
    }

    /** A job for the same input, which is from now on the caller's; one without a request id stays noted. */
    static Optional<Job> take(Run<?, ?> run, JobSettings settings) {
        synchronized (run) {
            UnfinishedJobs action = run.getAction(UnfinishedJobs.class);
            Optional<GenerationInput> input = settings.toSubmit();
            return action == null || input.isEmpty()
                    ? Optional.empty()
                    : action.take(new Job(settings, input.get(), null));
        }
    }

    private Optional<Job> take(Job wanted) {
        for (Iterator<Job> each = jobs.iterator(); each.hasNext(); ) {
            Job job = each.next();
            if (job.sameAs(wanted)) {
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
