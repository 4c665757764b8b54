package io.jenkins.plugins.wanfirstlastframe.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.CancelOutcome;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.client.RequestResult;
import io.jenkins.plugins.wanfirstlastframe.client.RequestStatus;
import io.jenkins.plugins.wanfirstlastframe.client.RunComfyClient;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceException;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.generation.Progress;
import io.jenkins.plugins.wanfirstlastframe.script.ExitCode;
import io.jenkins.plugins.wanfirstlastframe.script.Session;
import io.jenkins.plugins.wanfirstlastframe.script.WanException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The commands that make one call about a request that the service has. */
final class RequestCommands {

    private RequestCommands() {}

    /** One call, and how its failure is told. */
    abstract static class OneCall extends ResultCommand {
        @Mixin
        private ServiceOptions service;

        @Parameters(paramLabel = "ID", description = "The request id, as it was told after the submit.")
        private String id;

        OneCall(Console console) {
            super(console);
        }

        abstract int call(RunComfyClient client, RequestId request) throws ServiceException;

        @Override
        public final Integer call() {
            RequestId request = new RequestId(id);
            try (Session session = new Session(service.settings(console().environment()), Version.USER_AGENT)) {
                return call(session.client(), request);
            } catch (ServiceException e) {
                throw new WanException(new Failure(
                        ExitCode.kindOf(e.kind()),
                        e.getMessage() + ".",
                        request,
                        e.billing(),
                        e.kind().advice()));
            }
        }

        /**
         * What {@code --json} prints of a request.
         *
         * @param status where it stands, as this program understands it
         * @param word the service's own word for that
         * @param queuePosition null where the service tells none
         * @param reason why it came to nothing, null where it didn't
         * @param videos the addresses of the result; null where only the status was asked for
         */
        record JsonRequest(
                String status,
                String requestId,
                String word,
                @CheckForNull Integer queuePosition,
                @CheckForNull String reason,

                @JsonInclude(JsonInclude.Include.NON_NULL) @CheckForNull
                List<String> videos) {}

        static JsonRequest json(RequestId request, RequestStatus status, @CheckForNull List<String> videos) {
            return new JsonRequest(
                    Json.word(status.state()),
                    request.value(),
                    status.rawStatus(),
                    status.queuePosition(),
                    status.error(),
                    videos);
        }

        static String text(RequestStatus status) {
            Integer position = status.queuePosition();
            return status.rawStatus()
                    + (position == null ? "" : ", at position " + position + " of the queue")
                    + (status.error() == null ? "" : ": " + status.error());
        }
    }

    /** {@code wan status}. */
    @Command(name = "status", description = "Tell where a request stands.")
    static final class Status extends OneCall {
        Status(Console console) {
            super(console);
        }

        @Override
        int call(RunComfyClient client, RequestId request) throws ServiceException {
            RequestStatus status = client.status(request);
            return tell(text(status), json(request, status, null));
        }
    }

    /** {@code wan result}. */
    @Command(name = "result", description = "Print the URLs of a finished request's video; they expire.")
    static final class Result extends OneCall {
        Result(Console console) {
            super(console);
        }

        @Override
        int call(RunComfyClient client, RequestId request) throws ServiceException {
            RequestResult result = client.result(request);
            return tell(
                    result.videos().isEmpty() ? text(result.status()) : String.join("\n", result.videos()),
                    json(request, result.status(), result.videos()));
        }
    }

    /** {@code wan cancel}. */
    @Command(
            name = "cancel",
            description = "Cancel a request that is still in the queue. Ends with " + ExitCode.UNAVAILABLE
                    + " if it no longer is.")
    static final class Cancel extends OneCall {
        Cancel(Console console) {
            super(console);
        }

        @Override
        int call(RunComfyClient client, RequestId request) throws ServiceException {
            return switch (client.cancel(request)) {
                case CANCELLED -> cancelled(request);
                case NOT_CANCELLABLE -> notCancellable(request, state(client, request));
                case UNKNOWN ->
                    throw failure(
                            request,
                            "RunComfy's answer to the cancel is not one that its documentation knows; the request may"
                                    + " still run.",
                            Billing.MAY_BE_BILLED,
                            "Ask for its status.");
            };
        }

        /** What {@code --json} prints of a request that was cancelled. */
        private record JsonCancelled(String status, String requestId, String billing) {}

        private int cancelled(RequestId request) {
            JsonCancelled json = new JsonCancelled("cancelled", request.value(), Json.word(Billing.NOT_BILLED));
            return tell(new Progress.CancelAnswered(request, CancelOutcome.CANCELLED).text(), json);
        }

        /** The answer to the cancel is the same for a request that runs and for one that is over. */
        private static RequestStatus.State state(RunComfyClient client, RequestId request) {
            try {
                return client.status(request).state();
            } catch (ServiceException e) {
                return RequestStatus.State.UNKNOWN; // what the person wanted to know has been answered
            }
        }

        private int notCancellable(RequestId request, RequestStatus.State state) {
            String fetch = "Its video can be fetched with wan generate --request-id " + request + " --output FILE";
            return switch (state) {
                case CANCELLED -> cancelled(request); // somebody else did it
                case COMPLETED ->
                    throw failure(
                            request,
                            "The request is finished at RunComfy, so there is nothing left to cancel.",
                            Billing.BILLED,
                            fetch + ".");
                case FAILED ->
                    throw failure(
                            request,
                            "The request has failed at RunComfy, so there is nothing left to cancel.",
                            Billing.MAY_BE_BILLED,
                            "");
                case IN_PROGRESS ->
                    throw failure(
                            request,
                            "The request is already running at RunComfy and can't be cancelled any more.",
                            Billing.BILLED,
                            fetch + " once it is done.");
                case IN_QUEUE, UNKNOWN ->
                    throw failure(
                            request,
                            "The request is running or over at RunComfy and can't be cancelled any more.",
                            Billing.MAY_BE_BILLED,
                            "Ask for its status.");
            };
        }

        private static WanException failure(RequestId request, String what, Billing billing, String advice) {
            return new WanException(new Failure(Failure.Kind.SERVICE, what, request, billing, advice));
        }
    }
}
