package io.jenkins.plugins.wanfirstlastframe.generation;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.CancelOutcome;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.client.RequestStatus;
import io.jenkins.plugins.wanfirstlastframe.client.RequestStatus.State;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** What happens in a request's life, for those who watch. Its {@link #text} is the line that all consoles show. */
public sealed interface Progress {

    /** One line for a console, without a time stamp. */
    String text();

    /**
     * What a video costs is known before it is paid for.
     *
     * @param price by the service's catalogue, with what it buys
     */
    record PriceKnown(String price) implements Progress {
        @Override
        public String text() {
            return "Price by RunComfy's catalogue: " + price + ".";
        }
    }

    /**
     * It is decided whether the video is made or is there already.
     *
     * @param line what is decided and why, as sentences
     */
    record Decided(String line) implements Progress {
        @Override
        public String text() {
            return line;
        }
    }

    /** The request waits for its turn on this side. */
    record WaitingForTurn(int before) implements Progress {
        @Override
        public String text() {
            String place =
                    switch (before) {
                        case 0 -> "this request is next in the queue";
                        case 1 -> "1 request is before this one";
                        default -> before + " requests are before this one";
                    };
            return "Waiting for a free place: " + place + " (nothing is submitted or billed yet).";
        }
    }

    /** The request is about to be sent. */
    record Submitting() implements Progress {
        @Override
        public String text() {
            return "Submitting the request to RunComfy.";
        }
    }

    /**
     * A frame was made ready to travel within the request.
     *
     * @param text what was done to it, as a sentence
     */
    record FramePrepared(String text) implements Progress {}

    /** The service has the request. */
    record Submitted(RequestId requestId) implements Progress {
        @Override
        public String text() {
            return "Submitted: request id " + requestId + ".";
        }
    }

    /** A request that was submitted before is taken up. */
    record Attached(RequestId requestId) implements Progress {
        @Override
        public String text() {
            return "Following request " + requestId + "; nothing is submitted.";
        }
    }

    /**
     * The service says something new.
     *
     * @param left how long the service will still work on the request, null where that can't be told
     */
    record StatusChanged(
            RequestStatus status,
            Duration elapsed,
            @CheckForNull Duration left) implements Progress {
        @Override
        public String text() {
            return switch (status.state()) {
                        case UNKNOWN ->
                            "The service says \"" + status.rawStatus()
                                    + "\", which its documentation doesn't know; it counts as still running";
                        default -> status.sentence();
                    }
                    + " (" + DurationFormat.text(elapsed) + ")." + ExpectedTime.sentence(status, left);
        }
    }

    /**
     * Nothing new for a while.
     *
     * @param left how long the service will still work on the request, null where that can't be told
     */
    record StillWaiting(
            @CheckForNull RequestStatus status,
            Duration elapsed,
            @CheckForNull Duration left) implements Progress {
        @Override
        public String text() {
            return (status == null ? "No status yet" : "Still: " + status.sentence()) + " ("
                    + DurationFormat.text(elapsed) + ")." + (status == null ? "" : ExpectedTime.sentence(status, left));
        }
    }

    /** A call failed and is tried again. */
    record Trouble(ServiceException failure, Duration retryIn) implements Progress {
        @Override
        public String text() {
            return failure.getMessage() + ". Trying again " + DurationFormat.until(retryIn) + ".";
        }
    }

    /** The calls work again. */
    record Recovered() implements Progress {
        @Override
        public String text() {
            return "The service answers again.";
        }
    }

    /** The service is asked to cancel the request. */
    record Cancelling(RequestId requestId, String reason) implements Progress {
        @Override
        public String text() {
            return reason + ": asking RunComfy to cancel request " + requestId + ".";
        }
    }

    /** What came of the cancel. */
    record CancelAnswered(RequestId requestId, CancelOutcome outcome) implements Progress {
        @Override
        public String text() {
            return switch (outcome) {
                case CANCELLED -> "Request " + requestId + " is cancelled; it is not billed.";
                case NOT_CANCELLABLE ->
                    "Request " + requestId
                            + " is running or over at RunComfy and can't be cancelled any more; it will be billed.";
                case UNKNOWN ->
                    "RunComfy's answer to the cancel of request " + requestId
                            + " is not one that its documentation knows; the request may still run and be billed.";
            };
        }
    }

    /** The video is being fetched. */
    record Delivering() implements Progress {
        @Override
        public String text() {
            return "Fetching the video.";
        }
    }

    /**
     * The request is completed, and its video isn't there yet.
     *
     * @param what what isn't there, as a clause that ends with a full stop
     */
    record NotThereYet(String what, Duration retryIn) implements Progress {
        @Override
        public String text() {
            return "The request is completed, but " + what + " Trying again " + DurationFormat.until(retryIn) + ".";
        }
    }

    /**
     * An earlier video was to be copied, and can't be.
     *
     * @param from the build or file that has it
     * @param why as a clause that ends with a full stop
     */
    record MadeAnew(String from, String why) implements Progress {
        @Override
        public String text() {
            return "The video of " + from + " can't be used again: " + why + " It is made anew.";
        }
    }

    /**
     * The videos have arrived; the main one is the first.
     *
     * @param costUsd what the request was charged, in US dollars; null where the service did not say
     * @param input what was asked for; null where the request was submitted elsewhere
     */
    record Delivered(
            List<DeliveredVideo> videos,
            @CheckForNull BigDecimal costUsd,
            @CheckForNull GenerationInput input) implements Progress {
        public Delivered {
            videos = List.copyOf(videos);
        }

        @Override
        public String text() {
            return videos.stream().map(this::line).collect(Collectors.joining(" "))
                    + (costUsd == null ? "" : " It cost " + costUsd.toPlainString() + " USD.");
        }

        private String line(DeliveredVideo video) {
            return "Saved " + video.location() + " (" + video.bytes() + " bytes, SHA-256 "
                    + video.sha256().substring(0, 12) + "…"
                    + video.facts().map(facts -> ", " + facts).orElse("") + ")."
                    + VideoMismatch.of(video, input)
                            .map(mismatch -> " " + mismatch.text())
                            .orElse("")
                    + (video.lacking().isEmpty() ? "" : " " + video.lacking());
        }
    }

    /** Where the request stands can't be written down; it goes on nonetheless, since it is paid for. */
    record NotRecorded(String reason) implements Progress {
        @Override
        public String text() {
            return "Where the request stands can't be written down (" + reason + "); it goes on, but a restart may find"
                    + " an older state.";
        }
    }

    /** Whether two statuses read the same in a console. */
    static boolean sameStatus(RequestStatus a, RequestStatus b) {
        return a.state() == b.state()
                && (a.state() != State.UNKNOWN || a.rawStatus().equals(b.rawStatus()))
                && Objects.equals(a.queuePosition(), b.queuePosition());
    }
}
