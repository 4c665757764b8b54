package io.jenkins.plugins.wanfirstlastframe.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.CancelOutcome;
import io.jenkins.plugins.wanfirstlastframe.client.JobResult;
import io.jenkins.plugins.wanfirstlastframe.client.JobStatus;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.client.RunComfyClient;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceException;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.generation.Progress;
import io.jenkins.plugins.wanfirstlastframe.script.ExitCode;
import io.jenkins.plugins.wanfirstlastframe.script.Session;
import io.jenkins.plugins.wanfirstlastframe.script.WanException;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The commands that make one call about a job that the service has. */
final class RequestCommands {

    private RequestCommands() {}

    /** One call, and how its failure is told. */
    abstract static class OneCall extends CommandBase {
        @Mixin
        private ServiceOptions service;

        @Parameters(paramLabel = "ID", description = "The request id, as it was told after the submit.")
        private String id;

        OneCall(Console console) {
            super(console);
        }

        abstract int call(RunComfyClient client, RequestId request) throws ServiceException;

        @Override
        final int run() {
            RequestId request = new RequestId(id);
            try (Session session = new Session(service.settings(console().environment()), Version.USER_AGENT)) {
                return call(session.client(), request);
            } catch (ServiceException e) {
                throw new WanException(new Failure(
                        ExitCode.kindOf(e.kind()),
                        e.getMessage() + ".",
                        request,
                        Billing.MAY_BE_BILLED,
                        e.kind().advice()));
            }
        }

        static ObjectNode json(RequestId request, JobStatus status) {
            ObjectNode json = Json.status(status.state().name().toLowerCase(Locale.ROOT));
            json.put("requestId", request.value()).put("word", status.word());
            json.put("queuePosition", status.queuePosition());
            return json.put("reason", status.error());
        }

        static String text(JobStatus status) {
            Integer position = status.queuePosition();
            return status.word() + (position == null ? "" : ", at position " + position + " of the queue")
                    + (status.error() == null ? "" : ": " + status.error());
        }
    }

    /** {@code wan status}. */
    @Command(name = "status", description = "Tell where a job stands.")
    static final class Status extends OneCall {
        Status(Console console) {
            super(console);
        }

        @Override
        int call(RunComfyClient client, RequestId request) throws ServiceException {
            JobStatus status = client.status(request);
            return tell(text(status), json(request, status));
        }
    }

    /** {@code wan result}. */
    @Command(name = "result", description = "Print the URLs of a finished job's video; they expire.")
    static final class Result extends OneCall {
        Result(Console console) {
            super(console);
        }

        @Override
        int call(RunComfyClient client, RequestId request) throws ServiceException {
            JobResult result = client.result(request);
            ObjectNode json = json(request, result.status());
            ArrayNode videos = json.putArray("videos");
            result.videos().forEach(videos::add);
            return tell(
                    result.videos().isEmpty() ? text(result.status()) : String.join("\n", result.videos()), json);
        }
    }

    /** {@code wan cancel}. */
    @Command(name = "cancel", description = "Cancel a job that is still in the queue.")
    static final class Cancel extends OneCall {
        Cancel(Console console) {
            super(console);
        }

        @Override
        int call(RunComfyClient client, RequestId request) throws ServiceException {
            CancelOutcome outcome = client.cancel(request);
            Billing billing =
                    switch (outcome) {
                        case CANCELLED -> Billing.NOT_BILLED;
                        case NOT_CANCELLABLE -> Billing.BILLED;
                        case UNKNOWN -> Billing.MAY_BE_BILLED;
                    };
            ObjectNode json = Json.status(outcome.name().toLowerCase(Locale.ROOT))
                    .put("requestId", request.value())
                    .put("billing", billing.name().toLowerCase(Locale.ROOT));
            return tell(new Progress.CancelAnswered(request, outcome).text(), json);
        }
    }
}
